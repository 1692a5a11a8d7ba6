"""All patterns of one language against one message at once.

Every distinct phrase of every part of a pattern stands in one spaCy PhraseMatcher. What it finds
chooses the few patterns that can be in the message at all; only those are followed through it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.detectors.grammar import Gap, Pattern, Phrase
from bot.detectors.positions import Span, Starts, Step, spans
from bot.detectors.quick_spacy import Doc, PhraseMatcher, Vocab
from bot.text.normalising import SENTENCE_END

_OTHER = "\x00"
"""Stands for every word that no pattern uses: spaCy remembers each word it has seen, for ever."""


class Matcher:
    """The patterns of one language, known by the numbers of their places in the list given."""

    def __init__(self, patterns: Sequence[Pattern], vocab: Vocab) -> None:
        self._vocab = vocab
        self._parts: dict[frozenset[Phrase], int] = {}
        self._patterns = [tuple(self._steps(pattern)) for pattern in patterns]
        self._known = frozenset(word for part in self._parts for words in part for word in words)
        vocab.strings.add(_OTHER)
        self._matcher, keys = _phrase_matcher(self._parts, vocab)
        self._lengths = {key: len(phrase) for phrase, key in keys.items()}
        self._members = [frozenset(keys[phrase] for phrase in part) for part in self._parts]
        self._asked = self._asked_by_phrase()

    @property
    def known(self) -> frozenset[str]:
        """Every word that some pattern uses."""
        return self._known

    def spans(self, words: Sequence[str]) -> dict[int, list[Span]]:
        """Pattern → where it was found, from the first to the last word of it."""
        begins = self._begins(words)
        present = frozenset(begins)
        found: dict[int, Starts] = {}

        def starts(part: int) -> Starts:
            if part not in found:
                found[part] = self._starts(self._members[part] & present, begins)
            return found[part]

        ends = sum(1 << index for index, word in enumerate(words) if word == SENTENCE_END)
        asked = {number for key in begins for number in self._asked.get(key, ())}
        return {
            number: places
            for number in asked
            if (places := spans(self._patterns[number], starts, len(words), ends))
        }

    def _begins(self, words: Sequence[str]) -> dict[int, int]:
        """Phrase → the positions where it begins, as bits."""
        known = self._known
        doc = Doc(self._vocab, words=[word if word in known else _OTHER for word in words])
        begins: dict[int, int] = defaultdict(int)
        for key, start, _ in self._matcher(doc):
            begins[key] |= 1 << start
        return dict(begins)

    def _starts(self, keys: Iterable[int], begins: dict[int, int]) -> Starts:
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

    def _asked_by_phrase(self) -> dict[int, list[int]]:
        """Phrase → the patterns whose rarest part it is in: only then are they looked at."""
        holders: dict[int, int] = defaultdict(int)
        for members in self._members:
            for key in members:
                holders[key] += 1
        commonness = [
            sum(holders[key] / self._lengths[key] ** 3 for key in members)
            for members in self._members
        ]
        asked: dict[int, list[int]] = defaultdict(list)
        for number, steps in enumerate(self._patterns):
            needed = (step.part for step in steps if step.part >= 0 and not step.optional)
            for key in self._members[min(needed, key=commonness.__getitem__)]:
                asked[key].append(number)
        return dict(asked)


def _phrase_matcher(
    parts: Iterable[Iterable[Phrase]], vocab: Vocab
) -> tuple[PhraseMatcher, dict[Phrase, int]]:
    """All phrases under keys of their own, so that a word in a hundred patterns is found once."""
    matcher = PhraseMatcher(vocab)
    keys: dict[Phrase, int] = {}
    hashes: dict[str, int] = {}
    for phrase in {phrase: None for part in parts for phrase in part}:
        key = f"phrase{len(keys)}"
        for word in phrase:
            if word not in hashes:
                hashes[word] = vocab.strings.add(word)
        # A phrase as its words' hashes, as spaCy itself adds it after unpickling: five times
        # quicker than as a Doc.
        hashed: Any = [hashes[word] for word in phrase]
        matcher.add(key, [hashed])
        keys[phrase] = vocab.strings[key]
    return matcher, keys
