"""What may be written down about a text that went wrong: its length and script, never a word."""

import unicodedata
from collections import Counter

_LENGTHS = ((0, "empty"), (40, "short"), (200, "medium"), (2_000, "long"))
_LOOKED_AT = 200
"""The first characters tell the script; a long text is not read through for a log line."""


def described(text: str) -> str:
    """Such as `short, latin`: enough to look for a fault, too little to know what was said."""
    length = next((name for most, name in _LENGTHS if len(text) <= most), "very long")
    scripts = Counter(_script(letter) for letter in text[:_LOOKED_AT] if letter.isalpha())
    commonest = scripts.most_common(1)
    return f"{length}, {commonest[0][0]}" if commonest else f"{length}, no letters"


def _script(letter: str) -> str:
    """Unicode names begin with their script: LATIN SMALL LETTER A."""
    return unicodedata.name(letter, "unknown").partition(" ")[0].lower()
