"""What follows what in a message, worked out on whole numbers whose bits are the positions in it.

A step of a pattern turns the positions reached so far into those reached after it, with a few
operations for all of them at once. So a pattern costs the same however often its words are
repeated: no message, however hostile, can make it slow.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
Starts = Mapping[int, int]
"""Length of a phrase → the positions where one of that length begins, as bits."""
Found = Callable[[int], Starts]
"""The number of a part → where its phrases begin."""

MOST_SPANS = 12
"""So many places of one pattern in one message are looked at; the others say nothing new."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part by its number, or a gap by its width."""

    part: int = -1
    optional: bool = False
    gap: int = 0


def spans(steps: Sequence[Step], found: Found, size: int, ends: int) -> list[Span]:
    """Forward to where the pattern can end, then back from each end to its beginning."""
    inside = (2 << size) - 1
    reached = [inside]
    for step in steps:
        reached.append(_after(step, reached[-1], found, ends) & inside)
        if not reached[-1]:
            return []
    return [(_start(steps, reached, end, found, ends), end) for end in _bits(reached[-1])]


def _start(steps: Sequence[Step], reached: Sequence[int], end: int, found: Found, ends: int) -> int:
    """Back over the gaps to the nearest first part, and to the longest phrase of that."""
    begun = 1 << end
    for number in range(len(steps) - 1, 0, -1):
        begun = _before(steps[number], begun, reached[number], found, ends)
    nearest = 1 << (begun.bit_length() - 1)
    begun = _before(steps[0], nearest, reached[0], found, ends)
    return (begun & -begun).bit_length() - 1


def _after(step: Step, positions: int, found: Found, ends: int) -> int:
    if step.part < 0:
        for _ in range(step.gap):
            positions |= (positions & ~ends) << 1
        return positions
    after = positions if step.optional else 0
    for length, starts in found(step.part).items():
        after |= (positions & starts) << length
    return after


def _before(step: Step, positions: int, reached: int, found: Found, ends: int) -> int:
    """Where the step began; what may be missing is taken where it stands."""
    if step.part < 0:
        for _ in range(step.gap):
            positions |= (positions >> 1) & ~ends
        return positions & reached
    before = 0
    for length, starts in found(step.part).items():
        before |= (positions >> length) & starts & reached
    return before or positions & reached


def _bits(number: int) -> Iterator[int]:
    for _ in range(MOST_SPANS):
        if not number:
            return
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
