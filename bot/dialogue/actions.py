"""What a flow can do beside saying: a closed list, each declared with the slots it reads.

An action returns True when it has itself decided where the talk goes on, False to go on to the next
step.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.dialogue.saying import show_card
from bot.dialogue.talk import RISK_SLOTS, Talk
from bot.domain.events import (
    AnswerRecorded,
    FeedbackGiven,
    ForgetRequested,
    HandoffRequested,
    LanguageChanged,
    LeftNow,
    RiskCorrected,
)
from bot.domain.risk import RiskCategory, RiskLevel

NEED_INPUTS: Final = ("country", "age_band", "risk_level", "risk_category", "risk_subject")


def show_helplines(talk: Talk) -> bool:
    """Shows the helplines that are right for the risk, the country and the age."""
    show_card(talk)
    return False


def show_text_lines(talk: Talk) -> bool:
    """Shows helplines that can be written to, for who cannot talk out loud; when it is serious, the
    emergency number and what is surely open stay below them.
    """
    show_card(talk, writing=True)
    return False


def show_emergency(talk: Talk) -> bool:
    """Shows the emergency number of the country."""
    show_card(talk, emergency=True)
    return False


def offer_handoff(talk: Talk) -> bool:
    """Asks for a person of the desk, where there is one."""
    if talk.facts.desk:
        talk.events.append(HandoffRequested())
    return False


def record_answer(talk: Talk) -> bool:
    """Counts the answer to a learning check."""
    for slot in sorted(talk.stack[-1].filled):
        if "_check" in slot and talk.slots.get(slot) is not None:
            talk.events.append(AnswerRecorded(slot, str(talk.slots[slot])))
    return False


def record_feedback(talk: Talk) -> bool:
    """Counts the answer to "did this help?"."""
    answer = talk.slots.get("feedback")
    if answer is not None:
        talk.events.append(FeedbackGiven(talk.stack[-1].flow, str(answer)))
    return False


def change_language(talk: Talk) -> bool:
    """Goes on in the chosen language, if the content has it."""
    chosen = talk.slots.get("language_choice")
    if isinstance(chosen, str) and chosen in talk.facts.languages:
        talk.language = chosen
        talk.events.append(LanguageChanged(chosen))
    return False


def set_country(talk: Talk) -> bool:
    """Keeps the country that was chosen for the rest of the conversation."""
    frame = talk.stack[-1]
    talk.stack[-1] = replace(frame, filled=frame.filled - {"country"})
    return False


def note_risk(talk: Talk) -> bool:
    """Takes the flow's own risk_level and risk_category as said by the young person."""
    level = talk.slots.get("risk_level")
    category = talk.slots.get("risk_category")
    if isinstance(level, str):
        talk.note_stated_risk(
            RiskLevel.named(level), RiskCategory(str(category)) if category else None
        )
    return False


def correct_risk(talk: Talk) -> bool:
    """ "That's not it": what is shown falls, the correction is kept as a fact without words."""
    open_flows = [frame.flow for frame in reversed(talk.before.stack)]
    cards = {card.partition("/")[0]: card for card in talk.risk.shown}
    flow = next((flow for flow in open_flows if flow in cards), "")
    talk.events.append(RiskCorrected(talk.risk.level, talk.risk.category, flow))
    about = f"/{talk.risk.category}"
    wrong = {cards[flow]} if flow else {card for card in talk.risk.shown if card.endswith(about)}
    talk.risk = replace(talk.risk, corrected=talk.risk.corrected | wrong)
    talk.leave_below(flow)
    for slot in RISK_SLOTS:
        talk.slots.pop(slot, None)
    return False


def carry_on(talk: Talk) -> bool:
    """Goes back to what was put aside, or to the menu."""
    frames, talk.paused, talk.resting = talk.paused, (), False
    if frames and talk.still_there(frames):
        talk.return_to(list(frames))
    else:
        talk.drop_frames(len(talk.stack))
        talk.start("pattern_menu")
    return True


def go_back(talk: Talk) -> bool:
    """Goes back to the question before, or to the menu."""
    while talk.trail:
        frames = talk.trail.pop()
        if talk.still_there(frames):
            talk.return_to(list(frames))
            return True
    talk.drop_frames(len(talk.stack))
    talk.start("pattern_menu")
    return True


def forget_me(talk: Talk) -> bool:
    """Asks for everything to be erased; the receipt is said before it."""
    talk.events.append(ForgetRequested())
    talk.over = True
    return False


def leave(talk: Talk) -> bool:
    """Ends the conversation at once."""
    talk.events.append(LeftNow())
    talk.over = True
    return False


def session_start(talk: Talk) -> bool:
    """Marks the beginning; nothing is asked and nothing is kept."""
    return False


@dataclass(frozen=True, slots=True)
class Declared:
    """An action and the slots it reads."""

    act: Callable[[Talk], bool]
    inputs: tuple[str, ...] = ()


DECLARED: Final[dict[str, Declared]] = {
    "action_show_helplines": Declared(show_helplines, NEED_INPUTS),
    "action_show_text_lines": Declared(show_text_lines, NEED_INPUTS),
    "action_show_emergency": Declared(show_emergency, ("country",)),
    "action_offer_handoff": Declared(offer_handoff),
    "action_record_answer": Declared(record_answer),
    "action_record_feedback": Declared(record_feedback, ("feedback",)),
    "action_change_language": Declared(change_language, ("language_choice",)),
    "action_set_country": Declared(set_country, ("country",)),
    "action_note_risk": Declared(note_risk, ("risk_level", "risk_category")),
    "action_correct_risk": Declared(correct_risk),
    "action_carry_on": Declared(carry_on),
    "action_go_back": Declared(go_back),
    "action_forget_me": Declared(forget_me),
    "action_leave": Declared(leave),
    "action_session_start": Declared(session_start),
}
ACTIONS: Final = {name: declared.act for name, declared in DECLARED.items()}
