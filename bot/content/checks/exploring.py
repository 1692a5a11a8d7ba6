"""Talks with the content as young people would: presses every button at every question that can
be reached.

The real engine runs, on each language, country and channel that makes a difference. What it finds
is what the checks of help in reach, of channel limits and of safety orders look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.content.checks.walking import names_at, steps_of, variations_of
from bot.content.loaded import Loaded
from bot.dialogue.engine import advance
from bot.dialogue.talk import HELP
from bot.domain.condition import Source
from bot.domain.conversation import Conversation, Turn, Wait
from bot.domain.errors import Place
from bot.domain.events import StepFailed
from bot.domain.heard import Facts, Heard, Interruption, Pressed, Started
from bot.domain.library import Library
from bot.domain.message import Address, Choice, ReplyKind
from bot.domain.policy import PolicyRule
from bot.domain.risk import RiskAssessment, RiskCategory, RiskLevel, RiskSubject, SignalKind

MOST_WAITS = 5000
"""Questions looked at in one language and country; more means that the content runs in circles."""
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
    """A turn that can be reached, the wait it ends in, and what each choice there leads to."""

    setting: Setting
    turn: Turn
    place: Place
    follow: tuple[tuple[Choice, Turn], ...] = ()

    @property
    def shows_help(self) -> bool:
        """Whether a card is in this turn, or one press away by a button that can be seen."""
        return has_card(self.turn) or any(has_card(after) for _, after in self.follow)


def has_card(turn: Turn) -> bool:
    """Whether helplines are shown in this turn."""
    return any(reply.kind is ReplyKind.CARD for reply in turn.replies)


def faults(turn: Turn) -> tuple[StepFailed, ...]:
    """What broke inside a flow in this turn."""
    return tuple(event for event in turn.events if isinstance(event, StepFailed))


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


def explore(loaded: Loaded, setting: Setting) -> list[Seen]:
    """Every question that can be reached, with the turn that asks it and what its buttons lead
    to.
    """
    facts = facts_of(loaded, setting)
    begun = begin(setting)
    waiting = [turn for turn in _beginnings(loaded, begun, facts)]
    known: set[object] = set()
    found: list[Seen] = []
    while waiting and len(found) < MOST_WAITS:
        turn = waiting.pop()
        where = _position(turn.conversation)
        if where in known:
            continue
        known.add(where)
        follow = tuple(
            (choice, press(turn.conversation, choice.payload, loaded.library, facts))
            for choice in (turn.conversation.wait.choices if turn.conversation.wait else ())
        )
        found.append(Seen(setting, turn, place_of(loaded.library, turn), follow))
        waiting.extend(after for _, after in follow)
    return found


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
    interruption = Interruption(
        rule.flow or "", assessment, pauses=assessment.kind is SignalKind.AMBIGUOUS
    )
    return advance(conversation, Heard(Pressed(HELP), interruption), library, facts)


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


def _beginnings(loaded: Loaded, begun: Conversation, facts: Facts) -> Iterator[Turn]:
    """First turns: opening the talk, each flow that an intent or the policy starts."""
    library = loaded.library
    opened = advance(begun, Heard(Started()), library, facts)
    yield opened
    for flow in library.flows.values():
        for trigger in flow.triggers:
            yield press(
                _offering(begun, f"/{trigger.intent}"), f"/{trigger.intent}", library, facts
            )
    for rule in library.policy.rules:
        if rule.flow in library.flows:
            for assessment in assessments_for(rule):
                yield interrupted(opened.conversation, rule, assessment, library, facts)


def _offering(conversation: Conversation, payload: str) -> Conversation:
    """The conversation with that button in sight, so that pressing it has a meaning."""
    return conversation.with_changes(wait=Wait("", "", "", (Choice("", payload),)))


def _position(conversation: Conversation) -> object:
    """Where a conversation stands; slots that only one flow knows do not tell two places apart."""
    shared = ("risk_level", "risk_category", "risk_subject", "risk_kind")
    return (
        tuple((frame.flow, frame.step) for frame in conversation.stack),
        tuple(conversation.slots.get(name) for name in shared),
        bool(conversation.paused),
    )
