"""Everything `./run check` proves, in one list: the command line, the editors' page and CI show
the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.content.checks import (
    channel_limits,
    desk,
    graph,
    help_in_reach,
    helplines,
    languages,
    orders,
    policy,
    readability,
    references,
    review,
    slots_set,
    talks,
    wording,
)
from bot.content.checks.exploring import explore_everywhere
from bot.content.checks.problem import Problem
from bot.content.checks.walking import Text, texts_of
from bot.content.loaded import Loaded
from bot.content.loader import place_order, read_content
from bot.domain.errors import BotError, UnsafeContent

STRUCTURE: tuple[Callable[[Loaded], list[Problem]], ...] = (
    references.check,
    graph.check,
    languages.check,
    policy.check,
    slots_set.check,
)
"""What must hold before the engine may run on it."""
WORDS: tuple[Callable[[Loaded, Sequence[Text]], list[Problem]], ...] = (
    wording.check_words,
    wording.check_blame,
    wording.check_neutral,
    wording.check_adults,
    wording.check_numbers,
    readability.check,
)
EXPIRING = frozenset({helplines.EXPIRY})
"""Families whose warnings stop a release."""


def check(root: Path, *, today: date | None = None, release: bool = False) -> list[Problem]:
    """Everything that is wrong in that folder, in order of file and line; never raises for what
    editors wrote.
    """
    loaded, faults = read_content(root)
    if loaded is None:
        return [Problem.of(fault) for fault in faults]
    return check_loaded(loaded, today or datetime.now(UTC).date(), release=release)


def check_loaded(loaded: Loaded, today: date, *, release: bool = False) -> list[Problem]:
    """Everything that is wrong with content that can be read, in order of file and line."""
    problems = [problem for family in STRUCTURE for problem in family(loaded)]
    # The engine is asked only when every way leads somewhere: one missing text breaks every turn.
    whole = not any(problem.error for problem in problems if problem.family != languages.FAMILY)
    texts = tuple(texts_of(loaded))
    problems += [problem for family in WORDS for problem in family(loaded, texts)]
    problems += [*desk.check(loaded), *talks.check(loaded)]
    library = loaded.library
    lines = tuple(library.helplines.values())
    problems += helplines.check(lines, loaded.countries, library.policy, today)
    problems += review.check(loaded, today, release=release)
    if whole:
        problems += _spoken(loaded, texts)
    if release:
        problems = [
            replace(problem, error=True) if problem.family in EXPIRING else problem
            for problem in problems
        ]
    return sorted(
        problems, key=lambda it: (place_order(it.place), not it.error, it.family, it.message)
    )


def doubts(loaded: Loaded) -> list[BotError]:
    """What speaks against showing this to young people: ways and names that lead nowhere."""
    problems = [problem for family in STRUCTURE for problem in family(loaded)]
    return [UnsafeContent(it.place, f"{it.family}: {it.message}") for it in problems if it.error]


def _spoken(loaded: Loaded, texts: Sequence[Text]) -> list[Problem]:
    seen = explore_everywhere(loaded)
    return [
        *help_in_reach.check(seen),
        *channel_limits.check(loaded, texts, seen),
        *orders.check(loaded),
    ]
