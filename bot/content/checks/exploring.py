"""Talks with the content as young people would: presses every button at every question that can
be reached.

The real engine runs, on each language, country and channel that makes a difference. What it finds
is what the checks of help in reach, of channel limits and of safety orders look at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.content.checks.walking import names_at, steps_of, variations_of
from bot.content.loaded import Loaded
from bot.dialogue.engine import advance
from bot.dialogue.hearing import EVERYWHERE
from bot.dialogue.saying import WAYS_TO_HELP
from bot.domain.condition import Source
from bot.domain.conversation import Conversation, Turn, Wait
from bot.domain.errors import Place
from bot.domain.events import StepFailed
from bot.domain.heard import Facts, Heard, Interruption, Pressed, Said, Started
from bot.domain.library import Library
from bot.domain.message import Address, Choice, ReplyKind
from bot.domain.policy import PolicyRule
from bot.domain.risk import RiskAssessment, RiskCategory, RiskLevel, RiskSubject, SignalKind

MOST_TURNS = 20_000
"""Turns looked at in one setting; more would mean that there is a fault here."""
CHANNELS = ("web", "telegram", "terminal")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and how a talk is had."""

    language: str
    country: str | None
    channel: str = "web"

    def __str__(self) -> str:
        return f"in {self.language}, {self.country or 'country unknown'}, {self.channel}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A turn that can be reached, and how it came about."""

    setting: Setting
    before: Conversation
    heard: Heard
    turn: Turn
    place: Place
    shows_help: bool
    """Whether a card is in this turn, or one press away by a button that can be seen."""


def has_card(turn: Turn) -> bool:
    """Whether helplines are shown in this turn."""
    return any(reply.kind is ReplyKind.CARD for reply in turn.replies)


def faults(turn: Turn) -> tuple[StepFailed, ...]:
    """What broke inside a flow in this turn."""
    return tuple(event for event in turn.events if isinstance(event, StepFailed))


def explore_everywhere(loaded: Loaded) -> list[Seen]:
    """Every question in every language, with every country and on every channel that matters.

    The ways between questions are walked in the first language, with a country and without; in all
    other settings each question is asked again the way it was reached.
    """
    served, library = loaded.countries.served, loaded.library
    walked: list[Seen] = []
    for number, country in enumerate((*served[:1], None)):
        setting = Setting(library.languages[0], country)
        walked += explore(loaded, setting, _proved(loaded, setting) if number else ())
    found = list(walked)
    for setting in settings_of(loaded):
        if setting.language != library.languages[0] or setting.country not in (*served[:1], None):
            known = setting.country is not None
            alike = [seen for seen in walked if (seen.setting.country is not None) is known]
            found += _again(loaded, alike, setting)
    return found


def settings_of(loaded: Loaded) -> Iterator[Setting]:
    """Every language with every country, and every channel where the content tells them apart."""
    channels = CHANNELS if _knows_channels(loaded.library) else CHANNELS[:1]
    for language in loaded.library.languages:
        for country in (*loaded.countries.served, None):
            yield from (Setting(language, country, channel) for channel in channels)


def _knows_channels(library: Library) -> bool:
    return any(variation.channel for *_, variation in variations_of(library)) or any(
        name.source is Source.CONTEXT and name.name == "channel"
        for _, step in steps_of(library)
        for name in names_at(step)
    )


def explore(loaded: Loaded, setting: Setting, proved: Sequence[str] = ()) -> list[Seen]:
    """Every question that can be reached in this setting, and every turn that leads to one.

    `proved`: buttons that need not be pressed again, because they lead to a card.
    """
    facts = facts_of(loaded, setting)
    waiting = list(_beginnings(loaded, begin(setting), facts))
    walked: set[object] = set()
    told: set[object] = set()
    found: list[Seen] = []
    while waiting and len(found) < MOST_TURNS:
        before, heard = waiting.pop()
        turn = advance(before, heard, loaded.library, facts)
        where, looks = _position(turn.conversation), _looks(turn)
        if (where, looks) in told:
            continue
        told.add((where, looks))
        helped = _shows_help(loaded, facts, turn, proved)
        place = place_of(loaded.library, turn)
        found.append(Seen(setting, before, heard, turn, place, helped))
        if where not in walked:
            walked.add(where)
            choices = turn.replies[-1].choices if turn.replies else ()
            waiting += [(turn.conversation, Heard(Pressed(it.payload))) for it in choices]
    return found


def _again(loaded: Loaded, walked: Iterable[Seen], setting: Setting) -> Iterator[Seen]:
    """The same questions in another setting, each asked the way it was reached."""
    facts, proved = facts_of(loaded, setting), _proved(loaded, setting)
    for seen in walked:
        slots = {name: value for name, value in seen.before.slots.items() if name != "country"}
        if setting.country:
            slots["country"] = setting.country
        before = seen.before.with_changes(language=setting.language, slots=slots)
        turn = advance(before, seen.heard, loaded.library, facts)
        helped = _shows_help(loaded, facts, turn, proved)
        place = place_of(loaded.library, turn)
        yield Seen(setting, before, seen.heard, turn, place, helped)


def _proved(loaded: Loaded, setting: Setting) -> list[str]:
    """The ways to help that lead to a card in this setting."""
    facts = facts_of(loaded, setting)
    opened = advance(begin(setting), Heard(Started()), loaded.library, facts).conversation
    return [
        payload
        for payload in WAYS_TO_HELP
        if has_card(press(opened, payload, loaded.library, facts))
    ]


def _shows_help(loaded: Loaded, facts: Facts, turn: Turn, proved: Sequence[str]) -> bool:
    """Presses the buttons in sight, the ways to help first, until one leads to a card."""
    if has_card(turn):
        return True
    choices = turn.replies[-1].choices if turn.replies else ()
    if any(choice.payload in proved for choice in choices):
        return True
    ordered = sorted(choices, key=lambda choice: choice.payload not in WAYS_TO_HELP)
    return any(
        has_card(press(turn.conversation, choice.payload, loaded.library, facts))
        for choice in ordered
    )


def begin(setting: Setting) -> Conversation:
    """A conversation in which nothing was said yet."""
    slots = {"country": setting.country} if setting.country else {}
    return Conversation(Address(setting.channel, "check"), setting.language, slots=slots)


def facts_of(loaded: Loaded, setting: Setting) -> Facts:
    """The facts of a quiet noon without a desk."""
    return Facts(
        now=NOON,
        channel=setting.channel,
        languages=loaded.library.languages,
        countries=loaded.countries.served,
    )


def press(conversation: Conversation, payload: str, library: Library, facts: Facts) -> Turn:
    """The turn after pressing a button."""
    return advance(conversation, Heard(Pressed(payload)), library, facts)


def interrupted(
    conversation: Conversation,
    rule: PolicyRule,
    assessment: RiskAssessment,
    library: Library,
    facts: Facts,
) -> Turn:
    """The turn in which the policy answers a risk."""
    return advance(conversation, risk_heard(rule, assessment), library, facts)


def risk_heard(rule: PolicyRule, assessment: RiskAssessment) -> Heard:
    """Words that the policy answers with this rule; what they were does not matter."""
    pauses = assessment.kind is SignalKind.AMBIGUOUS
    return Heard(Said("…"), Interruption(rule.flow or "", assessment, pauses=pauses))


def assessments_for(rule: PolicyRule) -> Iterator[RiskAssessment]:
    """A judgement for each level, category, subject and kind that the rule is about."""
    for level in sorted(rule.levels) or [level for level in RiskLevel if level]:
        categories: list[RiskCategory | None] = [*sorted(rule.categories)]
        for category in categories or [None, RiskCategory.EXTORTION]:
            for subject in sorted(rule.subjects) or [RiskSubject.SELF]:
                for kind in sorted(rule.kinds):
                    yield RiskAssessment(level, category, subject, kind)


def place_of(library: Library, turn: Turn) -> Place:
    """Where the step stands that the turn ends at."""
    stack = turn.conversation.stack
    if not stack:
        return Place("flows")
    flow = library.flows.get(stack[-1].flow)
    step = flow.steps.get(stack[-1].step) if flow else None
    return step.place if step else Place("flows")


def _beginnings(
    loaded: Loaded, begun: Conversation, facts: Facts
) -> Iterator[tuple[Conversation, Heard]]:
    """Opening the talk, and each flow that an intent or the policy starts."""
    library = loaded.library
    yield begun, Heard(Started())
    opened = advance(begun, Heard(Started()), library, facts).conversation
    for flow in library.flows.values():
        for trigger in flow.triggers:
            payload = f"/{trigger.intent}"
            yield _offering(opened, payload), Heard(Pressed(payload))
    for intent in EVERYWHERE:
        yield opened, Heard(Pressed(f"/{intent}"))
    for rule in library.policy.rules:
        if rule.flow in library.flows:
            for assessment in assessments_for(rule):
                yield opened, risk_heard(rule, assessment)


def _offering(conversation: Conversation, payload: str) -> Conversation:
    """The conversation with that button in sight, so that pressing it has a meaning."""
    return conversation.with_changes(wait=Wait("", "", "", (Choice("", payload),)))


def _position(conversation: Conversation) -> object:
    """The question and, where its flow was called, the places it goes back to."""
    place = []
    for frame in reversed(conversation.stack):
        place.append((frame.flow, frame.step))
        if not frame.called:
            break
    return tuple(place)


def _looks(turn: Turn) -> object:
    return tuple((reply.name, reply.variation, len(reply.choices)) for reply in turn.replies)
