"""The view of a message in which risk is looked for, and the lighter one in which whole messages are compared.

The same view is made of the editors' patterns, so that they are written as people write. It is total: any string has
one, in time that grows with its length alone. It is thrown away after the match and never kept or logged.
"""

import re
from collections.abc import Iterator

from bot.text.characters import APOSTROPHE, SENTENCE_END, clean, squeeze
from bot.text.spelling import Spelling

__all__ = ["SENTENCE_END", "Spelling", "normalise", "plain"]

_SPACED = re.compile(
    r"(?<![^\W_])(?:[^\W\d_](?P<same>[-_.*~,/|+])(?:[^\W\d_](?P=same)){1,60}[^\W_]"
    r"|[^\W\d_](?P<gap> {1,2}|[-_.*~,/|+] )(?:[^\W\d_](?P=gap)){2,60}[^\W_])(?![^\W_])"
)
_PARAGRAPH = re.compile(r"\n[ \n]*\n")
_ENDING = re.compile(r"[.!?\"')\]*_~]+$")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_HEAD = re.compile(r"^[^\w@$*]+|^\*+(?=.*\*$)|[^\w*]+$|\*+$")
_SEPARATORS = re.compile(r"[^\w@$!*#%&^~?+]+|_+|[!?&+]+(?=[^\w])")
_PICTURE = re.compile(r"emoji_([a-z_]+)")
_HABIT = re.compile(r"([a-z]{2})\1{2,}")
_PLAIN = re.compile(r"[^\W_]+")


def normalise(text: str, spelling: Spelling) -> tuple[str, ...]:
    """The words of the text as one language reads them; the end of a sentence stands as a word of its own."""
    cleaned = _SPACED.sub(_joined, _PARAGRAPH.sub(" . ", clean(text)))
    return tuple(_words(cleaned, spelling))


def plain(text: str) -> str:
    """The text in the form in which whole messages, button titles and words that work everywhere are compared."""
    cleaned = clean(text).replace(APOSTROPHE, "")
    words = _PLAIN.findall(_PICTURE.sub(" ", cleaned))
    return " ".join(map(squeeze, words or map(_picture, _PICTURE.findall(cleaned))))


def _words(cleaned: str, spelling: Spelling) -> Iterator[str]:
    ended = True
    for chunk in cleaned.split():
        if chunk.isascii() and chunk.isalpha():
            yield from spelling.read(_HABIT.sub(r"\1\1", chunk))
            ended = False
            continue
        if picture := _PICTURE.fullmatch(chunk):
            yield _picture(picture[1])
            ended = False
            continue
        for word in _pieces(chunk, spelling):
            yield word
            ended = False
        if not ended and _ends(chunk):
            yield SENTENCE_END
            ended = True


def _pieces(chunk: str, spelling: Spelling) -> Iterator[str]:
    core = _HEAD.sub("", _HEAD.sub("", chunk))
    core = core.replace(APOSTROPHE, " " if spelling.elides else "")
    pieces = [piece for piece in _SEPARATORS.sub(" ", core).split() if piece.strip("*!?#%&^~+")]
    if len(pieces) > 1 and spelling.is_sought(squeeze("".join(pieces))):
        pieces = ["".join(pieces)]
    for piece in pieces:
        yield from spelling.read(_HABIT.sub(r"\1\1", piece))


def _ends(chunk: str) -> bool:
    """One full stop, or any exclamation or question mark; several full stops are a pause for breath."""
    found = _ENDING.search(chunk)
    marks = found[0] if found else ""
    return "!" in marks or "?" in marks or marks.count(".") == 1


def _joined(spaced: re.Match[str]) -> str:
    return _PLAIN.sub(lambda letter: letter[0], re.sub(r"[\W_]+", "", spaced[0]))


def _picture(name: str) -> str:
    return squeeze("emoji" + name.replace("_", ""))
