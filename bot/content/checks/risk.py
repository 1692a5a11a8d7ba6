"""Whether the words for risk do what stands beside them: found what must be, left what must be.

What looks is given by the caller, since the files know nothing of how they are matched.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bot.content.checks.problem import Problem
from bot.domain.errors import ContentError, Place
from bot.domain.risk import RiskSignal, SignalKind
from bot.domain.risk_words import LanguageRisk, RiskEntry, RiskWords, Written
from bot.text.normalising import plain

FAMILY = "risk"
Look = Callable[[str, str], Sequence[RiskSignal]]
"""A text and a language → what that language's words find in it."""


def check(
    words: RiskWords,
    look: Look | None,
    *,
    faults: Iterable[ContentError] = (),
    unused: Mapping[str, frozenset[str]] | None = None,
) -> list[Problem]:
    """Every pattern that cannot be read (`faults`), every example that is not treated as it says,
    what stands twice and what nothing uses. Without `look` the examples are not tried.
    """
    problems = [Problem(fault.place, FAMILY, fault.message) for fault in faults]
    for language in words.languages.values():
        problems += _twice(language)
        problems += _unused(language, (unused or {}).get(language.language, frozenset()))
        for entry in language.entries:
            problems += _without_examples(entry)
            problems += _examples(language.language, entry, look) if look else ()
    return problems


def is_found(entry: RiskEntry, signals: Iterable[RiskSignal]) -> bool:
    """Whether the signs are what the entry means, or worse."""
    return any(
        one.category is entry.category
        and one.level >= entry.level
        and (entry.kind is SignalKind.AMBIGUOUS or one.kind is entry.kind)
        for one in signals
    )


def is_alarmed(entry: RiskEntry, signals: Iterable[RiskSignal]) -> bool:
    """Whether the signs are as bad as the entry and of its category, in whatever kind."""
    return any(one.category is entry.category and one.level >= entry.level for one in signals)


def _examples(language: str, entry: RiskEntry, look: Look) -> Iterator[Problem]:
    level = entry.level.name.lower()
    for example in entry.find:
        if not is_found(entry, look(example.text, language)):
            yield Problem(
                example.place,
                FAMILY,
                f"“{example.text}” is not found as {level} {entry.category}: write a pattern for "
                "it in any_of, or look which context lowers it",
            )
    for example in entry.leave:
        if is_alarmed(entry, look(example.text, language)):
            yield Problem(
                example.place,
                FAMILY,
                f"“{example.text}” is found as {level} {entry.category} and must be left alone: "
                "make the pattern narrower, or add an idiom to _context.yml",
            )


def _without_examples(entry: RiskEntry) -> Iterator[Problem]:
    if not entry.find:
        message = f"`{entry.trigger}` shows no sentence that it must find: add `find:`"
        yield Problem(entry.place, FAMILY, message, error=False)


def _unused(language: LanguageRisk, names: Iterable[str]) -> Iterator[Problem]:
    for name in sorted(names):
        first = language.lists[name][0].place
        place = Place(first.file, first.line)
        yield Problem(place, FAMILY, f"no pattern uses the list `{name}`: delete it", error=False)


def _twice(language: LanguageRisk) -> Iterator[Problem]:
    yield from _repeated(
        ((entry.category, entry.level, written.text), written)
        for entry in language.entries
        for written in entry.any_of
    )
    yield from _repeated(
        ((entry.category, entry.level, plain(written.text)), written)
        for entry in language.entries
        for written in (*entry.find, *entry.leave)
    )


def _repeated(written: Iterable[tuple[tuple[str, int, str], Written]]) -> Iterator[Problem]:
    places: dict[tuple[str, int, str], list[Place]] = defaultdict(list)
    for key, one in written:
        places[key].append(one.place)
    for (_, _, text), found in places.items():
        for place in found[1:]:
            message = f"“{text}” stands twice, first at line {found[0].line}: delete one"
            yield Problem(place, FAMILY, message)
