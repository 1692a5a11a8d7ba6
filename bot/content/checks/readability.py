"""Sentences short enough to read with a pounding heart: at most 18 words, and a reading age of 10
to 11 for each flow.

The published formula of each language, syllables counted by pyphen's hyphenation (an
approximation that serves a warning):

- English: Flesch, 1948, 206.835 − 1.015·S − 84.6·W - French: Kandel and Moles, 1958, 207 −
1.015·S − 73.6·W - Dutch: Douma, 1960, 206.84 − 0.93·S − 77·W - German: Amstad, 1978, 180 − S −
58.5·W

S is the mean number of words in a sentence, W the mean number of syllables in a word; the result
is 100 for the easiest texts. Flesch's own table (1949) turns it into years at school, to which
six are added for an age. Names and numbers are left out: nobody can shorten the name of a
helpline.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pyphen

from bot.content.checks.problem import Problem
from bot.content.checks.walking import Text
from bot.content.checks.wording import ProperNames
from bot.content.loaded import Loaded

FAMILY = "readability"
LONGEST_SENTENCE = 18
OLDEST_READER = 11.0
FEWEST_WORDS = 30
"""A shorter flow has too few words for its mean to say anything."""


@dataclass(frozen=True, slots=True)
class Formula:
    """How easy a text is: `start` less the two means with their weights."""

    start: float
    sentence: float
    syllables: float

    def ease(self, words_in_sentence: float, syllables_in_word: float) -> float:
        """100 for the easiest texts, 0 for the hardest."""
        return self.start - self.sentence * words_in_sentence - self.syllables * syllables_in_word


FORMULAS = {
    "en": Formula(206.835, 1.015, 84.6),
    "fr": Formula(207.0, 1.015, 73.6),
    "nl": Formula(206.84, 0.93, 77.0),
    "de": Formula(180.0, 1.0, 58.5),
}
_AGES = (
    (100.0, 9.0),
    (90.0, 10.5),
    (80.0, 11.5),
    (70.0, 12.5),
    (60.0, 14.5),
    (50.0, 17.0),
    (0.0, 22.0),
)
"""Ease and the age at which it is read: the middles of Flesch's school years, and six."""

_ENDS = re.compile(r"[.!?…:;]+[\s»”\")]+|\n+|\s[–—]\s")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEFT_OUT = re.compile(r"\{[a-z0-9_]+\}|\d[\d\s./:]*")


def check(loaded: Loaded, texts: Sequence[Text]) -> list[Problem]:
    """Sentences that are too long (errors), and flows that are hard to read (warnings)."""
    names = ProperNames(loaded)
    problems: list[Problem] = []
    by_flow: dict[tuple[str, str], list[tuple[Text, list[list[str]]]]] = {}
    for text in texts:
        if text.button:
            continue
        found = sentences(_LEFT_OUT.sub(" ", names.left_out(text.words)))
        longest = max(map(len, found), default=0)
        if longest > LONGEST_SENTENCE:
            message = f"a sentence of {longest} words, {LONGEST_SENTENCE} at most: make two of it"
            problems.append(Problem(text.place, FAMILY, message))
        file = loaded.files[text.language][text.name]
        by_flow.setdefault((text.language, file), []).append((text, found))
    for (language, file), own in by_flow.items():
        problems += _hard(language, file, own)
    return problems


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; a colon or line break ends one, as a reader's breath does."""
    parts = (_WORDS.findall(part) for part in _ENDS.split(text + " "))
    return [words for words in parts if words]


def reading_age(language: str, parts: list[list[str]]) -> float | None:
    """The age at which these sentences are read easily; None for a language without a formula."""
    formula = FORMULAS.get(language)
    words = [word for part in parts for word in part]
    if formula is None or not words:
        return None
    syllables = sum(_syllables(language, word.lower()) for word in words)
    return _age(formula.ease(len(words) / len(parts), syllables / len(words)))


def _hard(language: str, file: str, texts: list[tuple[Text, list[list[str]]]]) -> Iterator[Problem]:
    parts = [part for _, found in texts for part in found]
    age = reading_age(language, parts)
    if age is None or sum(map(len, parts)) < FEWEST_WORDS or age <= OLDEST_READER:
        return
    text, _ = max(texts, key=lambda item: reading_age(language, item[1]) or 0)
    yield Problem(
        text.place,
        FAMILY,
        f"`{file}` needs {age:.1f} years, {OLDEST_READER:.0f} at most: this text is the hardest",
        error=False,
    )


def _age(ease: float) -> float:
    if ease >= _AGES[0][0]:
        return _AGES[0][1]
    for (high, young), (low, old) in pairwise(_AGES):
        if ease >= low:
            return young + (old - young) * (high - ease) / (high - low)
    return _AGES[-1][1]


@cache
def _syllables(language: str, word: str) -> int:
    return max(1, len(_hyphens(language).positions(word)) + 1)


@cache
def _hyphens(language: str) -> pyphen.Pyphen:
    # One letter may stand alone: hyphenation for print would join it to its neighbour.
    return pyphen.Pyphen(
        lang={"en": "en_US", "nl": "nl_NL", "de": "de_DE"}.get(language, language), left=1, right=1
    )
