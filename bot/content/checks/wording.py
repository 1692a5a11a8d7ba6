"""What a young person should never have to read: words that hide or hurt, questions that blame,
promises, empty threats.
"""

import re
from collections.abc import Iterator

from bot.content.checks.problem import Problem
from bot.content.checks.walking import Text, speakers, texts_of
from bot.content.house_words import Term
from bot.content.loaded import Loaded
from bot.domain.helpline import Helpline

AVOID = "words_to_avoid"
BLAME = "blame"
NEUTRAL = "neutral_first_words"
ADULTS = "adults"
FIRST_WORDS = 40

_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"]*\"")
_ADDRESS = re.compile(r"\b(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


def check_words(loaded: Loaded) -> list[Problem]:
    """Terms to avoid (errors) and terms that need care (warnings), with what to say instead."""
    exempt = proper_names(loaded)
    used: set[int] = set()
    problems: list[Problem] = []
    for text in texts_of(loaded):
        words = exempt.sub(" ", text.words.replace("’", "'"))
        for term in loaded.house_words.terms:
            if term.language == text.language and term.status != "ok" and term.form.search(words):
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


def proper_names(loaded: Loaded) -> re.Pattern[str]:
    """Finds names of helplines and addresses, which are nobody's wording."""
    lines: list[Helpline] = list(loaded.library.helplines.values())
    names = sorted({name for line in lines for name in line.name.values()}, key=len, reverse=True)
    parts = [re.escape(name.replace("’", "'")) for name in names]
    return re.compile("|".join([*parts, _ADDRESS.pattern]), re.IGNORECASE)


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


def check_blame(loaded: Loaded) -> list[Problem]:
    """Questions that blame or investigate, promises, frightening law; what is quoted is not the
    bot's.
    """
    problems = []
    for text in texts_of(loaded):
        if text.button:
            continue
        words = _QUOTED.sub(" ", text.words).replace("’", "'")
        for saying in loaded.house_words.blame:
            search = saying.forms.get(text.language)
            if search and search(words):
                problems.append(Problem(text.place, BLAME, f"{saying.kind}: {saying.instead}"))
    return problems


def check_neutral(loaded: Loaded) -> list[Problem]:
    """What may arrive late begins without a topic: somebody else may hold the telephone."""
    return [
        Problem(
            text.place,
            NEUTRAL,
            f"this may arrive late: leave the topic out of its first {FIRST_WORDS} characters",
        )
        for text in texts_of(loaded)
        if text.name in loaded.late
        and not text.button
        and loaded.house_words.speaks_of("topic", text.language, text.words[:FIRST_WORDS])
    ]


def check_adults(loaded: Loaded) -> list[Problem]:
    """A flow that says "an adult" or "your parents" offers someone outside the family too."""
    return [
        problem for language in loaded.library.languages for problem in _adults(loaded, language)
    ]


def _adults(loaded: Loaded, language: str) -> Iterator[Problem]:
    words = loaded.house_words
    by_file: dict[str, list[tuple[Text, bool, bool]]] = {}
    for text in texts_of(loaded):
        if text.language == language:
            family = words.speaks_of("family", language, text.words) and not text.button
            outside = words.speaks_of("outside_adult", language, text.words)
            file = loaded.files[language][text.name]
            by_file.setdefault(file, []).append((text, family, outside))
    for texts in by_file.values():
        if any(outside for _, _, outside in texts):
            continue
        for text, family, _ in texts:
            if family:
                message = (
                    "home may be the problem: name somebody outside the family in this flow too"
                )
                yield Problem(text.place, ADULTS, message)
                break
