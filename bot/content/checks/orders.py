"""How a risk is answered: in one of two orders, with a card that is right for country, topic and
age.

DANGER: a number first, in one short sentence. All others: what was understood, "that's not it",
then one contact.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.content.checks.exploring import (
    NOON,
    Setting,
    assessments_for,
    begin,
    facts_of,
    faults,
    interrupted,
    settings_of,
)
from bot.content.checks.problem import Problem
from bot.content.loaded import Loaded
from bot.dialogue.referring import Need, plan_card
from bot.domain.choosing import AGES
from bot.domain.conversation import Turn
from bot.domain.helpline import Helpline, HelplineKind
from bot.domain.message import Choice, Reply, ReplyKind
from bot.domain.policy import PolicyRule
from bot.domain.risk import RiskAssessment, RiskLevel, SignalKind

FAMILY = "orders"
LONGEST_SENTENCE = 60
MOST_BUBBLES = 3
MOST_IN_DANGER = 2
NOT_THAT = "/not_that"
UNDERSTOOD = "say first what was understood, then `action_show_helplines`"
NIGHT = timedelta(hours=14)


def check(loaded: Loaded) -> list[Problem]:
    """Rules whose answer is in neither order, and cards that are missing or wrong."""
    problems: list[Problem] = []
    cards: set[object] = set()
    settings = list(settings_of(loaded))
    for rule in loaded.library.policy.rules:
        if rule.flow in loaded.library.flows:
            problems += _answers(loaded, rule, settings)
        # Rules that ask for the same lines in the same order have the same cards.
        if (alike := (rule.helplines, rule.most, rule.number_first, rule.age_bands)) not in cards:
            cards.add(alike)
            problems += _cards(loaded, rule)
    return list({(problem.place, problem.message): problem for problem in problems}.values())


def _answers(loaded: Loaded, rule: PolicyRule, settings: Sequence[Setting]) -> Iterator[Problem]:
    """Every case of the rule in one setting, and one case in all the others."""
    cases = list(assessments_for(rule))
    for number, setting in enumerate(settings):
        facts = facts_of(loaded, setting)
        for found in cases if number == 0 else cases[:1]:
            turn = interrupted(begin(setting), rule, found, loaded.library, facts)
            for message in _faults(turn, rule, found, known=setting.country is not None):
                text = f"`{rule.flow}` at {found.level.name}: {message}"
                yield Problem(loaded.library.flows[str(rule.flow)].place, FAMILY, text)


def _faults(turn: Turn, rule: PolicyRule, found: RiskAssessment, *, known: bool) -> Iterator[str]:
    if faults(turn) or not turn.replies:
        yield "the flow breaks"
        return
    choices = turn.replies[-1].choices
    if found.kind is SignalKind.STATED and found.level >= RiskLevel.SUPPORT:
        yield from _not_that(choices)
    if rule.number_first:
        yield from _number_first(turn.replies, known=known)
    elif found.level >= RiskLevel.URGENT and found.kind is SignalKind.STATED:
        yield from _understood_first(turn.replies)
    elif found.level >= RiskLevel.SUPPORT and turn.replies[0].kind is not ReplyKind.TEXT:
        yield UNDERSTOOD


def _not_that(choices: tuple[Choice, ...]) -> Iterator[str]:
    if not any(choice.payload == NOT_THAT for choice in choices):
        yield f"a button `{NOT_THAT}` is missing in the first turn"


def _number_first(replies: tuple[Reply, ...], *, known: bool) -> Iterator[str]:
    first = replies[0]
    if first.kind is not ReplyKind.CARD or not first.contacts or not first.contacts[0].number:
        yield "DANGER begins with a number: make `action_show_helplines` the first step"
        return
    contact = first.contacts[0]
    if contact.country and contact.country not in contact.text:
        yield "the first number stands without its country: write `{country}`"
    sentence = contact.text.split(contact.country)[0] if contact.country else contact.text
    if len(sentence.strip()) > LONGEST_SENTENCE:
        yield f"before the number stand {len(sentence)} characters, {LONGEST_SENTENCE} at most"
    if known and len(first.contacts) > MOST_IN_DANGER:
        yield f"{len(first.contacts)} contacts at DANGER, {MOST_IN_DANGER} at most"


def _understood_first(replies: tuple[Reply, ...]) -> Iterator[str]:
    if replies[0].kind is not ReplyKind.TEXT:
        yield UNDERSTOOD
    cards = [number for number, reply in enumerate(replies) if reply.kind is ReplyKind.CARD]
    if not cards:
        yield "no card in the first turn: add `action_show_helplines` before the first question"
    elif cards[0] >= MOST_BUBBLES:
        yield f"the card comes after {cards[0]} bubbles, {MOST_BUBBLES - 1} at most"


def _cards(loaded: Loaded, rule: PolicyRule) -> Iterator[Problem]:
    """The card of a rule is the same in all its cases; so one that the rule answers is enough."""
    library = loaded.library
    right = _right(loaded, rule)
    for band in sorted(rule.age_bands) or AGES:
        cases = (
            found
            for found in assessments_for(rule)
            if library.policy.rule(found.level, found.category, found.subject, band) is rule
        )
        found = next(cases, None)
        if found is None:
            continue
        for country in loaded.countries.served:
            for language in library.languages:
                plan = plan_card(library, _need(loaded, country, found, band, language))
                lines = [library.helplines[id] for id in plan.helplines]
                for message in _wrong(lines, right, band):
                    yield Problem(rule.place, FAMILY, f"{country}, {band}: {message}")


def _need(loaded: Loaded, country: str, found: RiskAssessment, band: str, language: str) -> Need:
    return Need(
        country=country,
        age_band=band,
        level=found.level,
        category=found.category,
        subject=found.subject,
        language=language,
        countries=loaded.countries.served,
        now=NOON + NIGHT,
    )


def _right(loaded: Loaded, rule: PolicyRule) -> set[str]:
    """The lines that serve the rule's kinds, and those that stand in when these are busy."""
    helplines = loaded.library.helplines
    waiting = [
        line.id
        for line in helplines.values()
        if any(line.serves(kind) for kind in rule.helplines or (HelplineKind.CHILD_HELPLINE,))
    ]
    found: set[str] = set()
    while waiting:
        id = waiting.pop()
        if id not in found and id in helplines:
            found.add(id)
            waiting += [helplines[id].if_busy or ""]
    return found


def _wrong(lines: list[Helpline], right: set[str], band: str) -> Iterator[str]:
    if not any(line.number for line in lines):
        yield "the card shows no number: name kinds that this country has"
    youngest, oldest = AGES[band]
    for line in lines:
        if line.kind is HelplineKind.EMERGENCY:
            continue
        if line.id not in right:
            yield f"`{line.id}` is not for this topic"
        if (line.minimum_age or 0) > oldest or (line.maximum_age or 120) < youngest:
            yield f"`{line.id}` is not for this age"
        if line.for_adults_only and band != "18_plus":
            yield f"`{line.id}` is for adults"
