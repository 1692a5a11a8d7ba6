"""What a young person should never have to read: words that hide or hurt, questions that blame,
promises, empty threats.
"""

import re
from collections.abc import Iterator, Sequence

from bot.content.checks.problem import Problem
from bot.content.checks.walking import Text, speakers
from bot.content.house_words import Term
from bot.content.loaded import Loaded
from bot.domain.helpline import Helpline

AVOID = "words_to_avoid"
BLAME = "blame"
NEUTRAL = "neutral_first_words"
ADULTS = "adults"
NUMBERS = "numbers"
SHORTEST_KNOWN = 3
SHORTEST_UNKNOWN = 7
FIRST_WORDS = 40

_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"]*\"")
_NUMBER = re.compile(r"\+?\d(?:[\s./()-]*\d)+")
_ADDRESS = re.compile(r"\b(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


def check_words(loaded: Loaded, texts: Sequence[Text]) -> list[Problem]:
    """Terms to avoid (errors) and terms that need care (warnings), with what to say instead."""
    finders = {language: Terms(loaded, language) for language in loaded.library.languages}
    exempt = ProperNames(loaded)
    used: set[int] = set()
    problems: list[Problem] = []
    for text in texts:
        for term in finders[text.language].found(exempt.left_out(text.words.replace("’", "'"))):
            allowed = _allowed(loaded, text, term)
            used |= allowed
            if not allowed:
                problems.append(_say_instead(text, term))
    for number, allowance in enumerate(loaded.house_words.allowed):
        if number not in used:
            message = (
                f"`{allowance.term}` does not stand in `{allowance.flow}` any more: delete this"
            )
            problems.append(Problem(allowance.place, AVOID, message, error=False))
    return problems


class Terms:
    """Finds the terms of one language that are not said, or said with care."""

    def __init__(self, loaded: Loaded, language: str) -> None:
        self._terms = [
            (re.compile(term.form, re.IGNORECASE), term)
            for term in loaded.house_words.terms
            if term.language == language and term.status != "ok"
        ]
        every = "|".join(f"(?:{term.form})" for _, term in self._terms)
        self._any = re.compile(every or r"(?!)", re.IGNORECASE)

    def found(self, words: str) -> list[Term]:
        """The terms that stand in these words."""
        if not self._any.search(words):
            return []
        return [term for form, term in self._terms if form.search(words)]


class ProperNames:
    """Names of helplines and addresses: nobody's wording, and nobody can shorten them."""

    def __init__(self, loaded: Loaded) -> None:
        lines: list[Helpline] = list(loaded.library.helplines.values())
        names = {name.replace("’", "'") for line in lines for name in line.name.values()}
        self._names = sorted(names, key=len, reverse=True)

    def left_out(self, words: str) -> str:
        """The words without them."""
        for name in self._names:
            if name in words:
                words = words.replace(name, " ")
        return _ADDRESS.sub(" ", words) if "." in words else words


def _allowed(loaded: Loaded, text: Text, term: Term) -> set[int]:
    flows = speakers(loaded.library).get(text.name, frozenset()) | {
        loaded.files[text.language].get(text.name, "")
    }
    return {
        number
        for number, allowance in enumerate(loaded.house_words.allowed)
        if allowance.term.lower() == term.term.lower() and allowance.flow in flows
    }


def _say_instead(text: Text, term: Term) -> Problem:
    instead = f": say {term.preferred}" if term.preferred else ": say it another way"
    error = term.status == "avoid"
    verb = "is not said here" if error else "needs care"
    return Problem(text.place, AVOID, f"`{term.term}` {verb}{instead}", error=error)


def check_numbers(loaded: Loaded, texts: Sequence[Text]) -> list[Problem]:
    """Telephone numbers in a text: there nobody would look whether they still are right."""
    lines = loaded.library.helplines.values()
    known = {_digits(given) for line in lines for given in (line.number, line.dial, line.sms)}
    return [
        Problem(
            text.place,
            NUMBERS,
            f"`{found.strip()}` is a telephone number: leave it out, and show it with its country "
            "by the step `action_show_helplines`",
        )
        for text in texts
        for found in _NUMBER.findall(_ADDRESS.sub(" ", text.words))
        if _digits(found) in known - {""} or len(_digits(found)) >= SHORTEST_UNKNOWN
    ]


def _digits(written: str | None) -> str:
    digits = "".join(sign for sign in written or "" if sign.isdigit())
    # Numbers of two figures (15, 17, 18) are ages and amounts far more often.
    return digits if len(digits) >= SHORTEST_KNOWN else ""


def check_blame(loaded: Loaded, texts: Sequence[Text]) -> list[Problem]:
    """Questions that blame or investigate, promises, frightening law; what is quoted is not the
    bot's.
    """
    problems = []
    for text in texts:
        if text.button:
            continue
        words = _QUOTED.sub(" ", text.words).replace("’", "'")
        for saying in loaded.house_words.blame:
            search = saying.forms.get(text.language)
            if search and search(words):
                problems.append(Problem(text.place, BLAME, f"{saying.kind}: {saying.instead}"))
    return problems


def check_neutral(loaded: Loaded, texts: Sequence[Text]) -> list[Problem]:
    """What may arrive late begins without a topic: somebody else may hold the telephone."""
    return [
        Problem(
            text.place,
            NEUTRAL,
            f"this may arrive late: leave the topic out of its first {FIRST_WORDS} characters",
        )
        for text in texts
        if text.name in loaded.late
        and not text.button
        and loaded.house_words.speaks_of("topic", text.language, text.words[:FIRST_WORDS])
    ]


def check_adults(loaded: Loaded, texts: Sequence[Text]) -> list[Problem]:
    """A flow that says "an adult" or "your parents" offers someone outside the family too."""
    return [
        problem
        for language in loaded.library.languages
        for problem in _adults(loaded, texts, language)
    ]


def _adults(loaded: Loaded, texts: Sequence[Text], language: str) -> Iterator[Problem]:
    words = loaded.house_words
    by_file: dict[str, list[tuple[Text, bool, bool]]] = {}
    for text in texts:
        if text.language == language:
            family = words.speaks_of("family", language, text.words) and not text.button
            outside = words.speaks_of("outside_adult", language, text.words)
            file = loaded.files[language][text.name]
            by_file.setdefault(file, []).append((text, family, outside))
    for found in by_file.values():
        if any(outside for _, _, outside in found):
            continue
        for text, family, _ in found:
            if family:
                message = (
                    "home may be the problem: name somebody outside the family in this flow too"
                )
                yield Problem(text.place, ADULTS, message)
                break
