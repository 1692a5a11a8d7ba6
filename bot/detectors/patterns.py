"""All patterns of one language against one message at once.

Every distinct part of a pattern is a set of phrases in one spaCy PhraseMatcher. Which parts
follow one another is then worked out on whole numbers whose bits are the positions in the
message: a pattern costs a few operations however often its words are repeated, so that no
message, however hostile, can make it slow.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.detectors.grammar import Gap, Part, Pattern, Phrase
from bot.detectors.quick_spacy import Doc, PhraseMatcher, Vocab
from bot.text.normalising import SENTENCE_END

Span = tuple[int, int]
Starts = Mapping[int, int]
"""Length of a phrase → the positions where one of that length begins, as bits."""

MOST_SPANS = 12
"""So many places of one pattern in one message are looked at; the others say nothing new."""
_OTHER = "\x00"
"""Stands for every word that no pattern uses: spaCy remembers each word it has seen, for ever."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A part by its number, or a gap by its width."""

    part: int = -1
    optional: bool = False
    gap: int = 0


class Matcher:
    """The patterns of one language, known by the numbers of their places in the list given."""

    def __init__(self, patterns: Sequence[Pattern], vocab: Vocab) -> None:
        self._vocab = vocab
        self._parts: dict[frozenset[Phrase], int] = {}
        self._patterns = [tuple(self._steps(pattern)) for pattern in patterns]
        self._keys = self._asked_first()
        self._holders: dict[Phrase, list[int]] = defaultdict(list)
        for phrases, number in self._parts.items():
            for phrase in phrases:
                self._holders[phrase].append(number)
        vocab.strings.add(_OTHER)
        self._known = frozenset(word for phrase in self._holders for word in phrase)
        self._matcher, self._phrases = _phrase_matcher(self._holders, vocab)

    @property
    def known(self) -> frozenset[str]:
        """Every word that some pattern uses."""
        return self._known

    def spans(self, words: Sequence[str]) -> dict[int, list[Span]]:
        """Pattern → where it was found, from the first to the last word of it."""
        found = self._found(words)
        ends = sum(1 << index for index, word in enumerate(words) if word == SENTENCE_END)
        return {
            number: spans
            for key in found
            for number in self._keys.get(key, ())
            if (spans := _spans(self._patterns[number], found, len(words), ends))
        }

    def _found(self, words: Sequence[str]) -> dict[int, Starts]:
        known = self._known
        doc = Doc(self._vocab, words=[word if word in known else _OTHER for word in words])
        begins: dict[int, int] = defaultdict(int)
        for key, start, _ in self._matcher(doc):
            begins[key] |= 1 << start
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for key, starts in begins.items():
            phrase = self._phrases[key]
            for part in self._holders[phrase]:
                found[part][len(phrase)] = found[part].get(len(phrase), 0) | starts
        return dict(found)

    def _steps(self, pattern: Pattern) -> Iterator[_Step]:
        for item in pattern:
            if isinstance(item, Gap):
                yield _Step(gap=item.most)
            else:
                yield _Step(self._parts.setdefault(item.phrases, len(self._parts)), item.optional)

    def _asked_first(self) -> dict[int, list[int]]:
        """Part → the patterns that need it and have no rarer part."""
        used: dict[int, int] = defaultdict(int)
        for steps in self._patterns:
            for step in steps:
                used[step.part] += 1
        length = {number: min(map(len, phrases)) for phrases, number in self._parts.items()}
        asked: dict[int, list[int]] = defaultdict(list)
        for number, steps in enumerate(self._patterns):
            needed = (step.part for step in steps if step.part >= 0 and not step.optional)
            asked[min(needed, key=lambda part: (used[part], -length[part]))].append(number)
        return dict(asked)


def words_of(patterns: Iterable[Pattern]) -> frozenset[str]:
    """Every word that the patterns use."""
    parts = (item for pattern in patterns for item in pattern if isinstance(item, Part))
    return frozenset(word for part in parts for phrase in part.phrases for word in phrase)


def _phrase_matcher(
    phrases: Iterable[Phrase], vocab: Vocab
) -> tuple[PhraseMatcher, dict[int, Phrase]]:
    """All phrases under keys of their own, so that a word in a hundred patterns is found once."""
    matcher = PhraseMatcher(vocab)
    keys: dict[int, Phrase] = {}
    hashes: dict[str, int] = {}
    for number, phrase in enumerate(phrases):
        key = f"phrase{number}"
        for word in phrase:
            if word not in hashes:
                hashes[word] = vocab.strings.add(word)
        # A phrase as its words' hashes, as spaCy itself adds it after unpickling: five times
        # quicker than as a Doc.
        hashed: Any = [hashes[word] for word in phrase]
        matcher.add(key, [hashed])
        keys[vocab.strings[key]] = phrase
    return matcher, keys


def _spans(steps: Sequence[_Step], found: Mapping[int, Starts], size: int, ends: int) -> list[Span]:
    """Forward to where the pattern can end, then back from each end to its beginning."""
    inside = (2 << size) - 1
    reached = [inside]
    for step in steps:
        reached.append(_after(step, reached[-1], found, ends) & inside)
        if not reached[-1]:
            return []
    return [(_start(steps, reached, end, found, ends), end) for end in _bits(reached[-1])]


def _start(
    steps: Sequence[_Step], reached: Sequence[int], end: int, found: Mapping[int, Starts], ends: int
) -> int:
    """Back over the gaps to the nearest first part, and to the longest phrase of that."""
    begun = 1 << end
    for number in range(len(steps) - 1, 0, -1):
        begun = _before(steps[number], begun, reached[number], found, ends)
    nearest = 1 << (begun.bit_length() - 1)
    begun = _before(steps[0], nearest, reached[0], found, ends)
    return (begun & -begun).bit_length() - 1


def _after(step: _Step, positions: int, found: Mapping[int, Starts], ends: int) -> int:
    if step.part < 0:
        for _ in range(step.gap):
            positions |= (positions & ~ends) << 1
        return positions
    after = positions if step.optional else 0
    for length, starts in found.get(step.part, {}).items():
        after |= (positions & starts) << length
    return after


def _before(
    step: _Step, positions: int, reached: int, found: Mapping[int, Starts], ends: int
) -> int:
    """Where the step began; what may be missing is taken where it stands."""
    if step.part < 0:
        for _ in range(step.gap):
            positions |= (positions >> 1) & ~ends
        return positions & reached
    before = 0
    for length, starts in found.get(step.part, {}).items():
        before |= (positions >> length) & starts & reached
    return before or positions & reached


def _bits(number: int) -> Iterator[int]:
    for _ in range(MOST_SPANS):
        if not number:
            return
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
