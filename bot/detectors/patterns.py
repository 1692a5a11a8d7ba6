"""All patterns of one language against one message at once.

Every distinct phrase of every part of a pattern stands in one spaCy PhraseMatcher. What it finds
chooses the few patterns that can be in the message at all; only those are followed through it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        groups = _alike(self._parts)
        self._known = frozenset(
            word for group in groups.values() for phrase in group for word in phrase
        )
        vocab.strings.add(_OTHER)
        self._matcher, keys = _phrase_matcher(groups.values(), vocab)
        self._lengths: dict[int, int] = {}
        self._members: list[list[int]] = [[] for _ in self._parts]
        for key, (length, parts) in zip(keys, groups, strict=True):
            self._lengths[key] = length
            for part in parts:
                self._members[part].append(key)
        sizes = dict(zip(keys, map(len, groups.values()), strict=True))
        self._asked = self._asked_by_phrase(sizes)

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
                found[part] = self._starts(present.intersection(self._members[part]), begins)
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

    def _asked_by_phrase(self, sizes: Mapping[int, int]) -> dict[int, list[int]]:
        """Phrase → the patterns whose rarest part it is in: only then are they looked at."""
        holders = Counter(key for members in self._members for key in members)
        commonness = [
            sum(sizes[key] * holders[key] / self._lengths[key] ** 3 for key in members)
            for members in self._members
        ]
        asked: dict[int, list[int]] = defaultdict(list)
        for number, steps in enumerate(self._patterns):
            needed = (step.part for step in steps if step.part >= 0 and not step.optional)
            for key in self._members[min(needed, key=commonness.__getitem__)]:
                asked[key].append(number)
        return dict(asked)


def _alike(parts: Iterable[Iterable[Phrase]]) -> dict[tuple[int, tuple[int, ...]], list[Phrase]]:
    """(length, parts it is in) → phrases of that length in just these parts: which of them is
    found makes no difference.
    """
    holders: dict[Phrase, list[int]] = defaultdict(list)
    for number, part in enumerate(parts):
        for phrase in part:
            holders[phrase].append(number)
    alike: dict[tuple[int, tuple[int, ...]], list[Phrase]] = defaultdict(list)
    for phrase, numbers in holders.items():
        alike[len(phrase), tuple(numbers)].append(phrase)
    return dict(alike)


def _phrase_matcher(
    groups: Iterable[Iterable[Phrase]], vocab: Vocab
) -> tuple[PhraseMatcher, list[int]]:
    """All phrases under keys of their groups: a word in a hundred patterns is found once."""
    matcher = PhraseMatcher(vocab)
    keys: list[int] = []
    hashes: dict[str, int] = {}
    for group in groups:
        name = f"phrases {len(keys)}"
        for phrase in group:
            for word in phrase:
                if word not in hashes:
                    hashes[word] = vocab.strings.add(word)
        # Phrases as their words' hashes, as spaCy itself adds them after unpickling: five times
        # quicker than as Docs.
        hashed: Any = [[hashes[word] for word in phrase] for phrase in group]
        matcher.add(name, hashed)
        keys.append(vocab.strings[name])
    return matcher, keys
