"""The engine: (conversation, heard, library, facts) → Turn. It runs until something waits.

Nothing a young person may do raises here. A fault inside a flow, or a limit that is passed, ends in
the safety pattern with helplines and an event that the operator sees.
"""

from datetime import timedelta

from bot.dialogue import cards, hearing, steps
from bot.dialogue.saying import finish, say, show_card
from bot.dialogue.talk import Talk
from bot.domain.conversation import Conversation, Turn
from bot.domain.events import RiskSeen, StepFailed
from bot.domain.flow import Collect, FlowKind
from bot.domain.heard import (
    Facts,
    Heard,
    Interruption,
    MediaOffered,
    Pressed,
    Said,
    SaidTooMuch,
    Started,
)
from bot.domain.library import Library
from bot.domain.risk import RiskCategory, RiskLevel

QUIET = timedelta(minutes=30)
"""After this long somebody else may hold the phone: the first words are neutral."""

_MISSED = "pattern_cannot_handle"
"""Counts, among what was said, the messages in a row that were not understood."""
_CLEARS = frozenset({"menu", "stop"})
"""These leave what is open; "carry on" comes back to it."""
_WORKS_WHILE_RESTING = frozenset(hearing.EVERYWHERE) - {"back", "not_that"}


def advance(conversation: Conversation, heard: Heard, library: Library, facts: Facts) -> Turn:
    """What one resume does to a conversation: what to remember, what to say, what happened."""
    try:
        talk = Talk(conversation, library, facts)
        _hear(talk, heard)
        steps.run(talk)
        return finish(talk)
    except Exception as fault:  # whatever breaks inside a flow, the young person gets helplines
        return _after_fault(conversation, library, facts, fault)


def _hear(talk: Talk, heard: Heard) -> None:
    missed = talk.said.pop(_MISSED, 0)
    _leave_lost_flows(talk)
    quiet = _is_quiet(talk)
    if quiet:
        _rest(talk)
    if heard.interruption is not None and _interrupt(talk, heard):
        return
    resume = heard.resume
    talk.keeps_help = isinstance(resume, MediaOffered | SaidTooMuch | Said)
    if isinstance(resume, Started):
        _open(talk)
    elif isinstance(resume, MediaOffered):
        talk.start("pattern_media")
    elif isinstance(resume, SaidTooMuch):
        talk.start("pattern_too_long")
    elif isinstance(resume, Said | Pressed):
        talk.missed = missed
        _act_on(talk, _meaning(talk, resume), heard, quiet)


def _meaning(talk: Talk, resume: Said | Pressed) -> hearing.Meaning:
    wait = None if talk.resting and talk.stack == [] else talk.before.wait
    if isinstance(resume, Pressed):
        return hearing.meaning_of_press(resume.payload, wait, talk.library)
    return hearing.meaning_of_text(resume.text, wait, talk.library, resume.understanding)


def _act_on(talk: Talk, meaning: hearing.Meaning, heard: Heard, quiet: bool) -> None:
    everywhere = meaning.intent if isinstance(meaning, hearing.Everywhere) else ""
    talk.keeps_help &= not everywhere and not isinstance(meaning, hearing.Answer)
    if everywhere and (not quiet or everywhere in _WORKS_WHILE_RESTING):
        _remember_place(talk)
        _start_everywhere(talk, everywhere)
    elif quiet:
        talk.start("pattern_welcome_back")
    elif isinstance(meaning, hearing.Answer):
        _remember_place(talk)
        _answer(talk, meaning)
    elif isinstance(meaning, hearing.Country):
        _take_country(talk, meaning.code)
    elif isinstance(meaning, hearing.Wish) and _may_start(talk, meaning.flow):
        _remember_place(talk)
        _wish(talk, meaning.flow)
    elif isinstance(meaning, hearing.Stale):
        talk.keeps_help = True
        talk.start("pattern_stale_choice")
    elif heard.interruption is None:
        _not_understood(talk)


def _wish(talk: Talk, flow_id: str) -> None:
    """Starts it; a short answer to somebody's first words ends at the doors."""
    flow = talk.library.flows[flow_id]
    if talk.before.last_at is None and flow.meta.kind is FlowKind.HELP and not flow.asks:
        talk.start("pattern_session_start")
    talk.start(flow_id)


def _not_understood(talk: Talk) -> None:
    if not talk.before.stack:
        talk.start("pattern_session_start")
        return
    talk.missed += 1
    talk.said[_MISSED] = talk.missed
    talk.short_cards = True
    talk.start("pattern_cannot_handle")


def _take_country(talk: Talk, code: str) -> None:
    """Cards are for that country from now on; who was shown several lines gets the right one."""
    talk.slots["country"] = code
    show_card(talk)
    if not talk.stack:
        talk.start("pattern_session_start")


def _may_start(talk: Talk, flow_id: str) -> bool:
    guard = talk.library.flows[flow_id].guard
    return guard if isinstance(guard, bool) else talk.holds(guard)


def _start_everywhere(talk: Talk, intent: str) -> None:
    if intent in _CLEARS:
        talk.put_aside(even_safety=True)
    if intent == "back" and talk.trail:
        # The place we stand at was just remembered; back means the one before it.
        talk.trail.pop()
    talk.start(hearing.EVERYWHERE[intent])


def _answer(talk: Talk, answer: hearing.Answer) -> None:
    wait = talk.before.wait
    here = [(name, value) for name, value in answer.values if wait and name == wait.slot]
    talk.fill((name, value) for name, value in answer.values if (name, value) not in here)
    if here and isinstance(talk.step, Collect):
        steps.take_answer(talk, talk.step, here[0][1])


def _open(talk: Talk) -> None:
    if talk.resting:
        talk.start("pattern_welcome_back")
    elif not talk.stack:
        talk.start("pattern_session_start")


def _interrupt(talk: Talk, heard: Heard) -> bool:
    """Starts the flow that the policy chose; False when the talk goes on after a shorter line."""
    interruption = heard.interruption
    assert interruption is not None  # the caller asked
    found = interruption.assessment
    running = any(frame.flow == interruption.flow for frame in talk.stack)
    stays = _worse_is_open(talk, interruption) or (running and not interruption.whole)
    talk.short_cards = stays or not interruption.whole
    talk.events.append(
        RiskSeen(found.level, found.category, found.subject, interruption.flow, found.sources)
    )
    if stays:
        say(talk, "utter_risk_again")
        show_card(talk)
        return False
    if not interruption.pauses:
        talk.put_aside(even_safety=False)
    talk.resting = False
    talk.start(interruption.flow, stated=False)
    talk.fill(_risk_slots(interruption))
    return True


def _worse_is_open(talk: Talk, interruption: Interruption) -> bool:
    """Whether help for something worse is open: "i'm scared" must not lead away from danger."""
    found = interruption.assessment
    if interruption.pauses or found.category is RiskCategory.WANTS_HUMAN:
        return False
    known = RiskLevel.named(str(talk.slots.get("risk_level") or "none"))
    return known >= RiskLevel.URGENT and known > found.level and talk.is_in(FlowKind.SAFETY)


def _risk_slots(interruption: Interruption) -> list[tuple[str, str | bool | None]]:
    found = interruption.assessment
    return [
        ("risk_level", found.level.name.lower() if found.level else None),
        ("risk_category", found.category.value if found.category else None),
        ("risk_subject", found.subject.value),
        ("risk_kind", found.kind.value),
        ("risk_deadline", any(signal.deadline for signal in found.signals)),
    ]


def _remember_place(talk: Talk) -> None:
    if talk.before.wait is not None and talk.stack:
        talk.trail.append(tuple(talk.stack))


def _is_quiet(talk: Talk) -> bool:
    last = talk.before.last_at
    return last is not None and talk.facts.now - last >= QUIET and bool(talk.stack or talk.paused)


def _rest(talk: Talk) -> None:
    """Puts away what was open without a word of it."""
    talk.resting = True
    talk.paused = tuple(talk.stack) or talk.paused
    talk.stack = []
    talk.trail = []
    for slot in ("risk_level", "risk_category", "risk_subject", "risk_kind", "risk_deadline"):
        talk.slots.pop(slot, None)


def _leave_lost_flows(talk: Talk) -> None:
    """Content changed under the conversation: a place that is gone leads to the menu with a
    sentence.
    """
    if talk.still_there(talk.stack):
        return
    talk.stack = []
    talk.start("pattern_code_change")


def _after_fault(
    conversation: Conversation, library: Library, facts: Facts, fault: Exception
) -> Turn:
    where = conversation.stack[-1] if conversation.stack else None
    failed = StepFailed(
        where.flow if where else "", where.step if where else "", type(fault).__name__
    )
    try:
        talk = Talk(conversation, library, facts)
        talk.stack, talk.resting = [], False
        talk.start("pattern_internal_error")
        steps.run(talk)
        turn = finish(talk)
        return Turn(turn.conversation, turn.replies, (failed, *turn.events))
    except Exception:  # the last resort needs no words and no flow
        country = conversation.slot("country")
        card = cards.last_resort(library, str(country) if country else None)
        return Turn(conversation.with_changes(stack=(), wait=None), (card,), (failed,))
