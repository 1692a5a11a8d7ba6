"""The view of a message in which risk is looked for, and the lighter one in which whole messages
are compared.

The same view is made of the editors' patterns, so that they are written as people write. It is
total: any string has one, in time that grows with its length alone. It is thrown away after the
match and never kept or logged.
"""

import re
from collections.abc import Iterable, Iterator

from bot.text.characters import APOSTROPHE, PICTURE, SENTENCE_END, clean, squeeze
from bot.text.spelling import Spelling

__all__ = ["SENTENCE_END", "Spelling", "chunks_of", "normalise", "plain", "words_in"]

_SPACED = re.compile(
    r"(?<![^\W_])(?:[^\W\d_](?P<same>[-_.*~,/|+])(?:[^\W\d_](?P=same)){1,60}[^\W_]"
    r"|[^\W\d_](?P<gap> {1,2}|[-_.*~,/|+] )(?:[^\W\d_](?P=gap)){2,60}[^\W_])(?![^\W_])"
)
"""Single letters kept apart by the same sign each time: s.u.i.c.i.d.e, s u i c i d e."""
_BETWEEN_LETTERS = re.compile(r"[\W_]+")
_PARAGRAPH = re.compile(r"\n[ \n]*\n")
_ENDING = re.compile(r"[.!?\"')\]*_~]+$")
_EDGES = re.compile(r"^[^\w@$]+|^_+|[^\w*]+$|_+$")
_EMPHASIS = re.compile(r"^\*+(?=.*\*$)|\*+$")
_SEPARATORS = re.compile(r"[^\w@$!*#%&^~?+]+|_+|[!?&+]+(?=[^\w])")
_NAMED_PICTURE = re.compile(rf"{PICTURE}_([a-z_]+)")
_PLAIN = re.compile(r"[^\W_]+")
_MOST_ALIKE = 2
"""The same word over and over says no more than twice."""


def normalise(text: str, spelling: Spelling) -> tuple[str, ...]:
    """The words of the text as one language reads them; the end of a sentence stands as a word
    of its own.
    """
    return words_in(chunks_of(text), spelling)


def chunks_of(text: str) -> list[str]:
    """The part of normalising that is the same in every language: what stands between spaces,
    made clean.
    """
    if text.isascii() and text.isalpha():  # one word: most of what patterns are made of
        return [text.lower()]
    return _SPACED.sub(_joined, _PARAGRAPH.sub(" . ", clean(text))).split()


def words_in(chunks: Iterable[str], spelling: Spelling) -> tuple[str, ...]:
    """The words that these chunks are in one language."""
    read: dict[str, tuple[str, ...]] = {}
    words: list[str] = []
    alike = 0
    for chunk in chunks:
        if (found := read.get(chunk)) is None:
            found = read[chunk] = tuple(_words(chunk, spelling))
        for word in found:
            alike = alike + 1 if words and word == words[-1] else 1
            if alike <= (1 if word == SENTENCE_END else _MOST_ALIKE):
                words.append(word)
    return tuple(words[words[:1] == [SENTENCE_END] :])


def plain(text: str) -> str:
    """The text in the form in which whole messages, button titles and words that work everywhere
    are compared.
    """
    found = _PLAIN.findall(clean(text).replace(APOSTROPHE, ""))
    squeezed = {word: squeeze(word) for word in set(found)}
    words = [squeezed[word] for word in found]
    return " ".join([word for word in words if not word.startswith(PICTURE)] or words)


def _words(chunk: str, spelling: Spelling) -> Iterator[str]:
    if chunk.isascii() and chunk.isalpha():
        yield from spelling.read(chunk)
        return
    if picture := _NAMED_PICTURE.fullmatch(chunk):
        yield squeeze(PICTURE + picture[1].replace("_", ""))
        return
    yield from _pieces(chunk, spelling)
    if _ends(chunk):
        yield SENTENCE_END


def _pieces(chunk: str, spelling: Spelling) -> Iterator[str]:
    core = _EMPHASIS.sub("", _EDGES.sub("", chunk))
    core = core.replace(APOSTROPHE, " " if spelling.elides else "")
    pieces = [piece for piece in _SEPARATORS.sub(" ", core).split() if not piece.isspace()]
    pieces = [piece for piece in pieces if any(letter.isalnum() for letter in piece)]
    if len(pieces) > 1 and spelling.is_sought(squeeze("".join(pieces))):
        pieces = ["".join(pieces)]
    for piece in pieces:
        yield from spelling.read(piece)


def _ends(chunk: str) -> bool:
    """One full stop, or any exclamation or question mark; several full stops are a pause for
    breath.
    """
    found = _ENDING.search(chunk)
    marks = found[0] if found else ""
    return "!" in marks or "?" in marks or marks.count(".") == 1


def _joined(spaced: re.Match[str]) -> str:
    return _BETWEEN_LETTERS.sub("", spaced[0])
