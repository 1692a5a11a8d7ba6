"""How one language is written by those who write it fast: short forms, one typing mistake,
letters hidden on purpose.

All of it is looked up in tables made once, when the content is loaded: no message is ever
compared with a list. Nothing here names a language; what differs between them comes in as plain
values.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.text.characters import APOSTROPHE, clean, squeeze

SHORTEST_FUZZY = 6
"""A shorter word is one typing mistake away from too many others (die: the, did, lie)."""

_LONGEST = 40
"""No word that can be looked up is longer."""
_LEET = str.maketrans("0134578@$!+", "oieastbasit")
_MASKS = re.compile(r"[*#%&^~?]+")
_HIDDEN = re.compile(r"[a-z]+[0-9@$!+]+(?:[a-z]+[0-9@$!+]*)+")
_ELIDED = re.compile(r"(qu|[jmtsldn])(h?[aeiou][a-z]{2,})")
_JE = re.compile(r"j([bcdfgklmnpqrstvwxz][a-z]+)")
_EDGE = re.compile(r"[a-z]{2,}[013457@$!+]|[013457@$][a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One language's habits of writing.

    Two spellings are equal when what they were made from is.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    """One written word → the words it stands for."""
    fuzzy: frozenset[str] = frozenset()
    """Words that are recognised with one typing mistake."""
    elides: bool = False
    """Whether an apostrophe parts two words (j'ai) or belongs inside one (don't)."""
    known: frozenset[str] = frozenset()
    """Words that are meant as they stand, in the squeezed form: never taken for a mistake in
    another.
    """
    _words: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _doubled: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    """Short forms that another word would be without their double letter: tt (tout) is not t."""
    _deletions: dict[str, str] = field(init=False, repr=False, compare=False)
    _masked: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        fuzzy = sorted({squeeze(clean(word).strip()) for word in self.fuzzy})
        put = object.__setattr__
        read = {_key(word): self._meaning(text) for word, text in self.words.items()}
        put(self, "_words", {key: text for key, text in read.items() if squeeze(key) == key})
        put(
            self,
            "_doubled",
            {squeeze(key): text for key, text in read.items() if squeeze(key) != key},
        )
        put(self, "_deletions", _deletion_table(fuzzy))
        put(self, "_masked", _mask_table(sorted(self.known | set(fuzzy))))

    def read(self, piece: str) -> tuple[str, ...]:
        """The words that a cleaned piece of text without spaces stands for: usually itself,
        squeezed.
        """
        word = squeeze(piece)
        if word != piece and word in self._doubled:
            return self._doubled[word]
        if word in self._words:
            return self._words[word]
        if not word.isalpha():
            word = squeeze(self._unhidden(word))
        if self.known and word not in self.known and word in self._doubled:
            return self._doubled[word]
        return self._words.get(word) or self._parted(word) or (self._corrected(word),)

    def is_sought(self, word: str) -> bool:
        """Whether this (squeezed) word is one of those that people take care to hide."""
        return len(word) >= SHORTEST_FUZZY - 1 and self._deletions.get(word) == word

    def _meaning(self, text: str) -> tuple[str, ...]:
        parted = clean(text).replace(APOSTROPHE, " " if self.elides else "")
        return tuple(squeeze(word) for word in re.findall(r"[^\W_]+", parted))

    def _unhidden(self, word: str) -> str:
        if (masked := _MASKS.sub("*", word)) != word or "*" in masked:
            return self._masked.get(masked.translate(_LEET)) or masked.replace("*", "")
        if _HIDDEN.fullmatch(word):
            plain = word.translate(_LEET)
            return plain if plain.isalpha() else word
        if _EDGE.fullmatch(word):
            plain = squeeze(word.translate(_LEET))
            if plain in self.known or plain in self._words:
                return plain
        return word.strip("@$!+") or word

    def _parted(self, word: str) -> tuple[str, ...]:
        """Two words written as one, without the apostrophe (menferme) or the e of je (jcraque)."""
        if not self.elides or not self.known or word in self.known:
            return ()
        if (found := _ELIDED.fullmatch(word)) and self._is_read(found[2]):
            return *self.read(found[1]), *self.read(found[2])
        if (found := _JE.fullmatch(word)) and self._is_read(found[1]):
            return "je", *self.read(found[1])
        return ()

    def _is_read(self, word: str) -> bool:
        return word in self.known or word in self._words

    def _corrected(self, word: str) -> str:
        if not SHORTEST_FUZZY - 1 <= len(word) <= _LONGEST or word in self.known:
            return word
        if not self._deletions:
            return word
        if (found := self._deletions.get(word)) is not None:
            return found
        for index in range(len(word)):
            candidate = self._deletions.get(word[:index] + word[index + 1 :])
            if candidate is not None and is_one_mistake(word, candidate):
                return candidate
        return word


def is_one_mistake(typed: str, meant: str) -> bool:
    """Whether one letter was left out, added, replaced, or changed places with its neighbour."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return typed == meant
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), -1)
    if start < 0:
        return True
    one, other = typed[start:], meant[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )


def _key(word: str) -> str:
    return clean(word).replace(APOSTROPHE, "").strip()


def _deletion_table(words: Iterable[str]) -> dict[str, str]:
    table: dict[str, str] = {}
    for word in words:
        for index in range(len(word)):
            shorter = word[:index] + word[index + 1 :]
            table.setdefault(shorter, word)
            table.setdefault(squeeze(shorter), word)
    return table | {word: word for word in words}


def _mask_table(words: Iterable[str]) -> dict[str, str]:
    """Words with one to four letters inside hidden behind a star.

    Of several that a star may stand for, the one with the fewest letters hidden wins (r*ped is not
    ripped); among those, the first of the alphabet, so that every build reads alike.
    """
    table: dict[str, str] = {}
    for word in sorted(words, key=lambda word: (len(word), word)):
        if len(word) < 3 or not word.isalpha() or not word.isascii():
            continue
        most = max(1, min(4, len(word) - 4))
        for start in range(1, len(word) - 1):
            masked = word[:start] + "*"
            for end in range(start + 1, min(len(word), start + most + 1)):
                # What stands around the star is the same: the shorter word hides fewer letters.
                table.setdefault(masked + word[end:], word)
    return table
