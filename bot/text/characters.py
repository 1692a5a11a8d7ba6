"""One character at a time: what each of them is worth when messages are compared.

Young people write with accents or without, on keyboards of five countries, with pictures instead
of words and with letters that only look Latin. All of that ends here, so that nothing further up
needs to know of it. Every character is looked at by itself and in constant time: no text can
make this slow.
"""

import re
import unicodedata

SENTENCE_END = "."
APOSTROPHE = "'"
PICTURE = "emoji"
"""How the word for a picture begins; editors write it emoji_skull."""

_EMOJI = {
    "knife": "🔪🗡🪒",
    "pill": "💊",
    "gun": "🔫",
    "blood": "🩸",
    "coffin": "⚰🪦⚱",
    "skull": "💀☠",
    "laugh": "😂🤣😆😹😅😄😁😜😝🤪",
    "cry": "😭😢😿🥺😥😞😔☹🙁😩😫",
    "fear": "😰😨😱😖😣",
    "angry": "😡🤬😠👿",
    "broken_heart": "💔",
    "heart": "❤♥💕💖💗💓🧡💛💚💙💜🖤🤍🤎😍🥰😘",
    "sos": "🆘",
    "please": "🙏",
    "peach": "🍑🍆💦",
    "camera": "📷📸📹🎥",
    "money": "💰💸💵💶💳",
    "yes": "👍✅✔👌",
    "no": "👎❌✖🚫",
    "silence": "🤐🤫🙊",
    "vomit": "🤮🤢",
    "home": "🏠🏡",
    "bridge": "🌉",
    "train": "🚆🚂🚄🚅🚇🚉",
    "rope": "🪢",
}

_LETTERS = dict(
    zip(
        map(ord, "øłđıðſаеорсухіѕјԁһӏкмнтвαοντρυικχεηω"),
        "oldidsaeopcyxisjdhlkmhtbaovtpuikxenw",
        strict=True,
    )
) | {ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}
"""Letters that Unicode does not take apart, and those of other alphabets that look Latin."""

_PUNCTUATION = (
    dict.fromkeys(map(ord, "’‘`´ʼʹ′＇‛ˈ"), APOSTROPHE)
    | dict.fromkeys(map(ord, "。｡؟¿¡‽"), ". ")
    | dict.fromkeys(map(ord, "\n\u2028\u2029\x85\v\f"), "\n")
    | {ord("…"): "...", ord("€"): " euro ", ord("\t"): " ", ord("\r"): " ", ord("×"): "x"}
)

_LONGEST = 4
"""Signs that stand for whole sentences say nothing here and would make a long message twenty
times longer.
"""
_RUN = re.compile(r"(.)\1", re.DOTALL)
_HABIT = re.compile(r"([a-z]{2})\1{2,}")
_SHORTEST_HABIT = 5
_LARGEST = 20_000
"""Characters remembered at most; a message in every script of the world must not fill the
memory.
"""


class _Table(dict[int, str]):
    """Fills itself with what `str.translate` asks for."""

    def __missing__(self, code: int) -> str:
        value = _worth(chr(code))
        if len(self) < _LARGEST:
            self[code] = value
        return value


def clean(text: str) -> str:
    """The text in small letters without accents, invisible characters or pictures (those become
    words).

    What is left is ASCII, letters and digits of other scripts, spaces and line breaks.
    """
    return text.translate(_TABLE)


def squeeze(word: str) -> str:
    """The word with every run of the same letter as one letter, and hahahaha as haha.

    Digits stay as they are.
    """
    squeezed = word
    if _RUN.search(word):
        kept = [word[0]]
        for letter in word[1:]:
            if letter != kept[-1] or letter.isdigit():
                kept.append(letter)
        squeezed = "".join(kept)
    return _HABIT.sub(r"\1\1", squeezed) if len(squeezed) > _SHORTEST_HABIT else squeezed


def _worth(character: str) -> str:
    folded = unicodedata.normalize("NFKD", character).casefold()
    if folded == character:
        return _kept(character)
    if len(folded) > _LONGEST:
        return " "
    return "".join(_TABLE[ord(part)] for part in folded)


def _kept(character: str) -> str:
    code = ord(character)
    if code < 128 and character.isprintable():
        return character
    if code in _LETTERS:
        return _LETTERS[code]
    category = unicodedata.category(character)
    if category[0] in "LN":
        return character
    if category[0] in "MC" or category == "Sk":
        return ""
    return "-" if category == "Pd" else " "


def _emoji_words() -> dict[int, str]:
    named = {word: squeeze(PICTURE + word.replace("_", "")) for word in _EMOJI}
    return {ord(sign): f" {named[word]} " for word, signs in _EMOJI.items() for sign in signs}


_TABLE = _Table(_emoji_words() | _PUNCTUATION)
