"""All patterns of one language against one message at once.

Every phrase of every part of a pattern stands in one table. What is found there chooses the few
patterns that can be in the message at all; only those are followed through it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.detectors.grammar import Gap, Pattern, Phrase
from bot.detectors.positions import Span, Starts, Step, spans
from bot.text.normalising import SENTENCE_END


class Matcher:
    """The patterns of one language, known by the numbers of their places in the list given.

    Nothing of a message stays here.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._parts: dict[frozenset[Phrase], int] = {}
        self._patterns = [tuple(self._steps(pattern)) for pattern in patterns]
        every = frozenset[Phrase]().union(*self._parts)
        self._keys = {phrase: key for key, phrase in enumerate(every)}
        self._lengths = [len(phrase) for phrase in self._keys]
        key_of = self._keys.__getitem__
        self._members = [frozenset(map(key_of, part)) for part in self._parts]
        self._longest = _longest_by_first_word(every)
        self._known = frozenset(word for phrase in every for word in phrase)
        self._asked = self._asked_by_key()

    @property
    def known(self) -> frozenset[str]:
        """Every word that some pattern uses."""
        return self._known

    def spans(self, words: Sequence[str]) -> dict[int, list[Span]]:
        """Pattern → where it was found, from the first to the last word of it."""
        begins = self._begins(tuple(words))
        present = frozenset(begins)
        found: dict[int, Starts] = {}

        def starts(part: int) -> Starts:
            if part not in found:
                found[part] = self._starts(present & self._members[part], begins)
            return found[part]

        ends = sum(1 << index for index, word in enumerate(words) if word == SENTENCE_END)
        asked = {number for key in begins for number in self._asked.get(key, ())}
        return {
            number: places
            for number in asked
            if (places := spans(self._patterns[number], starts, len(words), ends))
        }

    def _begins(self, words: Phrase) -> dict[int, int]:
        """Phrase, by its key → the positions where it begins, as bits."""
        begins: dict[int, int] = {}
        for start, word in enumerate(words):
            for length in range(1, self._longest.get(word, 0) + 1):
                key = self._keys.get(words[start : start + length])
                if key is not None:
                    begins[key] = begins.get(key, 0) | 1 << start
        return begins

    def _starts(self, keys: frozenset[int], begins: dict[int, int]) -> Starts:
        starts: dict[int, int] = {}
        for key in keys:
            length = self._lengths[key]
            starts[length] = starts.get(length, 0) | begins[key]
        return starts

    def _steps(self, pattern: Pattern) -> Iterator[Step]:
        for item in pattern:
            if isinstance(item, Gap):
                yield Step(gap=item.most)
            else:
                yield Step(self._parts.setdefault(item.phrases, len(self._parts)), item.optional)

    def _asked_by_key(self) -> dict[int, list[int]]:
        """Phrase → the patterns whose rarest part it is in: only then are they looked at."""
        holders = Counter(chain.from_iterable(self._members))
        weights = [holders[key] / length**3 for key, length in enumerate(self._lengths)]
        commonness = [sum(map(weights.__getitem__, members)) for members in self._members]
        asked: dict[int, list[int]] = defaultdict(list)
        for number, steps in enumerate(self._patterns):
            needed = (step.part for step in steps if step.part >= 0 and not step.optional)
            for key in self._members[min(needed, key=commonness.__getitem__)]:
                asked[key].append(number)
        return dict(asked)


def _longest_by_first_word(phrases: frozenset[Phrase]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        if len(phrase) > longest.get(phrase[0], 0):
            longest[phrase[0]] = len(phrase)
    return longest
