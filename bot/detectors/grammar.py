"""How editors write a pattern, and what it means: sets of short phrases with gaps between them.

    (menace|menacer) de [tout] <publier> ... photo

Words stand for themselves; `(a|b c)` is one of several; `[a|b]` may be missing; `<list>` is a
named list; ` ... ` is a gap of at most three words and ` ..6.. ` of at most six, never across
the end of a sentence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.domain.errors import WrongShape
from bot.domain.risk_words import Written

Phrase = tuple[str, ...]
Read = Callable[[str], Phrase]

GAP = 3
WIDEST_GAP = 12
MOST_PHRASES = 5_000
"""What one alternative may stand for; more is a mistake in the writing."""
_DEEPEST = 8
_JOINED = 4
"""Parts without a gap become whole phrases up to this many; beyond it they are matched side by
side.
"""

_WORDS = re.compile(r"[^()\[\]<>|.…]*[^()\[\]<>|.…\s][^()\[\]<>|.…]*")
_FLAT = r"[^()\[\]<>.…]*"
_TOKENS = re.compile(
    r"\.\.(?P<gap>\d+)\.\.|(?P<dots>\.{3,}|…)|<(?P<list>[^<>]*)>"
    rf"|(?P<group>\({_FLAT}\)|\[{_FLAT}\])|(?P<sign>[()\[\]|])|(?P<word>[^\s()\[\]|<>]+)"
    r"|(?P<stray>[<>])"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Part:
    """Phrases of which one must stand here, or may."""

    phrases: frozenset[Phrase]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """So many words of any kind may stand here, at most."""

    most: int


Pattern = tuple[Part | Gap, ...]


@dataclass(slots=True)
class Grammar:
    """Reads the patterns of one language: knows its lists, and how its words are read."""

    lists: Mapping[str, tuple[Written, ...]]
    read: Read
    used: set[str] = field(default_factory=set)
    """Lists that some pattern has named so far."""
    _expanded: dict[str, frozenset[Phrase]] = field(default_factory=dict)
    _words: dict[str, frozenset[Phrase]] = field(default_factory=dict)
    choices: dict[str, frozenset[Phrase]] = field(default_factory=dict)
    """Words that stood between bars in some bracket, and how they are read."""
    groups: dict[str, Part] = field(default_factory=dict)
    """Brackets without others inside them, which are most; the same ones stand in many patterns."""

    def pattern(self, written: Written) -> Pattern:
        """What the pattern means; raises WrongShape with its place and what to write instead."""
        reader = _Reader(self, written)
        items = reader.sequence()
        if reader.here:
            raise reader.wrong(f"`{reader.here}` closes nothing: delete it or open it before")
        return _joined(_checked(items, reader))

    def phrases(self, name: str, user: "_Reader", depth: int) -> frozenset[Phrase]:
        """What the named list stands for."""
        if name not in self.lists:
            names = ", ".join(sorted(self.lists)) or "none yet"
            raise user.wrong(f"there is no list `{name}` (lists: {names})")
        self.used.add(name)
        if name not in self._expanded:
            if depth > _DEEPEST:
                raise user.wrong(f"the list `{name}` contains itself")
            found = (self._item(written, depth + 1) for written in self.lists[name])
            self._expanded[name] = frozenset().union(*found) - {()}
        return self._expanded[name]

    def word(self, text: str) -> frozenset[Phrase]:
        """How this word may be written; an umlaut also stands for its two letters.

        Empty for what is not a word.
        """
        if (known := self._words.get(text)) is None:
            spellings = {text, *(() if text.isascii() else (text.translate(_UMLAUTS),))}
            read = map(self.read, spellings)
            known = frozenset(words for words in read if words and "." not in words)
            self._words[text] = known
        return known

    def _item(self, written: Written, depth: int) -> frozenset[Phrase]:
        reader = _Reader(self, written, depth)
        if _WORDS.fullmatch(written.text):  # most of what stands in lists
            return reader.choice(written.text)
        items = reader.sequence()
        if reader.here:
            raise reader.wrong(f"`{reader.here}` closes nothing: delete it or open it before")
        return reader.product(items)


class _Reader:
    """Walks through one pattern."""

    def __init__(self, grammar: Grammar, written: Written, depth: int = 0) -> None:
        self.grammar, self.written, self.depth = grammar, written, depth
        self.at = 0

    @cached_property
    def tokens(self) -> list[tuple[str, str]]:
        """Kind and text of each sign, word, list and bracket without others in it."""
        found = _TOKENS.finditer(self.written.text)
        return [(str(one.lastgroup), str(one[one.lastgroup or 0])) for one in found]

    @property
    def here(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def wrong(self, message: str) -> WrongShape:
        place = self.written.place
        return WrongShape(place, f"in the pattern `{self.written.text}`: {message}")

    def sequence(self) -> list[Part | Gap]:
        items: list[Part | Gap] = []
        while self.here and self.here not in "|)]":
            items.append(self._item())
        return items

    def _item(self) -> Part | Gap:
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "gap":
                return Gap(self._width(int(text)))
            case "dots":
                return Gap(GAP)
            case "group":
                return self._flat(text)
            case "list":
                return Part(self.grammar.phrases(text, self, self.depth))
            case "sign":
                return self._group(text)
            case "stray":
                raise self.wrong(f"`{text}` is open and never closed: a list is written <name>")
            case _:
                return Part(self._word(text))

    def _width(self, most: int) -> int:
        if not 1 <= most <= WIDEST_GAP:
            raise self.wrong(f"a gap is 1 to {WIDEST_GAP} words wide: write ..6.. for six")
        return most

    def _flat(self, text: str) -> Part:
        if text not in self.grammar.groups:
            phrases = frozenset[Phrase]().union(*map(self.choice, text[1:-1].split("|")))
            self.grammar.groups[text] = self._bracketed(text[0], phrases)
        return self.grammar.groups[text]

    def _group(self, opened: str) -> Part:
        closing = {"(": ")", "[": "]"}[opened]
        phrases = self.product(self.sequence())
        while self.here == "|":
            self.at += 1
            phrases |= self.product(self.sequence())
        if self.here != closing:
            raise self.wrong(f"`{opened}` is open and never closed: write `{closing}`")
        self.at += 1
        return self._bracketed(opened, phrases)

    def _bracketed(self, opened: str, phrases: frozenset[Phrase]) -> Part:
        if not phrases - {()}:
            raise self.wrong("nothing stands between the brackets")
        if () in phrases and opened == "(":
            raise self.wrong(
                "an alternative in `( )` is empty: write `[ ]` for what may be missing"
            )
        return Part(phrases - {()}, optional=opened == "[")

    def choice(self, text: str) -> frozenset[Phrase]:
        """What these words stand for, without brackets, lists or gaps."""
        known = self.grammar.choices
        if text not in known:
            known[text] = self._words(text.split())
        return known[text]

    def _words(self, texts: Sequence[str]) -> frozenset[Phrase]:
        if len(texts) == 1:
            return self._word(texts[0])
        found = [self._word(text) for text in texts]
        if all(len(phrases) == 1 for phrases in found):
            return frozenset({sum((phrase for phrases in found for phrase in phrases), ())})
        return self.product([Part(phrases) for phrases in found])

    def _word(self, text: str) -> frozenset[Phrase]:
        phrases = self.grammar.word(text)
        if not phrases:
            raise self.wrong(
                f"`{text}` is not a word: leave out full stops, commas and quotation marks"
            )
        return phrases

    def product(self, items: Sequence[Part | Gap]) -> frozenset[Phrase]:
        if len(items) == 1 and isinstance(items[0], Part) and not items[0].optional:
            return items[0].phrases
        phrases: frozenset[Phrase] = frozenset({()})
        for item in items:
            if isinstance(item, Gap):
                raise self.wrong(
                    "a gap cannot stand inside brackets or in a list: write two patterns"
                )
            phrases = _times(phrases, item)
            if len(phrases) > MOST_PHRASES:
                raise self.wrong(
                    f"this stands for more than {MOST_PHRASES} phrases: divide it in two patterns"
                )
        return phrases


def _times(phrases: frozenset[Phrase], part: Part) -> frozenset[Phrase]:
    longer = frozenset(first + second for first in phrases for second in part.phrases)
    return longer | phrases if part.optional else longer


def _checked(items: list[Part | Gap], reader: _Reader) -> list[Part | Gap]:
    if not any(isinstance(item, Part) and not item.optional for item in items):
        raise reader.wrong("every word of it may be missing, so it would match everything")
    if isinstance(items[0], Gap) or isinstance(items[-1], Gap):
        raise reader.wrong("a gap stands between words: delete it at the beginning or the end")
    return items


def _joined(items: list[Part | Gap]) -> Pattern:
    """Neighbours made into whole phrases while they stay few."""
    joined: list[Part | Gap] = []
    for item in items:
        last = joined[-1] if joined else None
        if (
            isinstance(item, Part)
            and isinstance(last, Part)
            and _size(last) * _size(item) <= _JOINED
        ):
            start = last.phrases | {()} if last.optional else last.phrases
            phrases = _times(start, item)
            joined[-1] = Part(phrases - {()}, optional=() in phrases)
        else:
            joined.append(item)
    return tuple(joined)


def _size(part: Part) -> int:
    return len(part.phrases) + part.optional
