"""What each kind of step does: one function per kind, and one table that names them all."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from bot.dialogue.actions import ACTIONS
from bot.dialogue.saying import say
from bot.dialogue.talk import FlowFault, Talk
from bot.domain.conversation import Wait
from bot.domain.flow import Action, Call, Collect, Link, Noop, SetSlots, SlotValue, Step


def do_action(talk: Talk, step: Action) -> None:
    """Says or does, and goes on.

    - action: utter_grooming_lesson_hello
    - action: action_show_helplines
    """
    if step.name.startswith("utter_"):
        say(talk, step.name)
        talk.go(step.next)
        return
    act = ACTIONS.get(step.name)
    if act is None:
        raise FlowFault(f"there is no action `{step.name}`")
    if not act(talk):
        talk.go(step.next)


def do_collect(talk: Talk, step: Collect) -> None:
    """Asks and waits. A slot that was filled before this flow began is not asked for again.

    - collect: grooming_lesson_reply
      id: ask_reply
      rejections:
        - if: slots.grooming_lesson_reply = "unsure"
          utter: utter_grooming_lesson_take_your_time
    """
    known = talk.slots.get(step.slot) is not None and step.slot not in talk.stack[-1].filled
    if known and not step.ask_before_filling:
        talk.go(step.next)
        return
    ask(talk, step)


def ask(talk: Talk, step: Collect) -> None:
    """Says the question and waits for its answer."""
    talk.slots.pop(step.slot, None)
    say(talk, step.utter)
    talk.wait = Wait(talk.stack[-1].flow, step.id, step.slot)


def take_answer(talk: Talk, step: Collect, value: SlotValue) -> None:
    """Fills the slot and goes on, or says the rejection that fits and asks again."""
    talk.fill([(step.slot, value)])
    for rejection in step.rejections:
        if talk.holds(rejection.condition):
            say(talk, rejection.utter)
            ask(talk, step)
            return
    talk.go(step.next)


def do_call(talk: Talk, step: Call) -> None:
    """Runs another flow and comes back at its END.

    - call: choose_country
    """
    talk.start(step.flow, called=True)


def do_link(talk: Talk, step: Link) -> None:
    """Ends this flow and starts that one; what this flow collected goes along until that one ends.

    - link: blackmail_now
    """
    frame = talk.stack.pop()
    talk.start(step.flow)
    linked = talk.stack[-1]
    talk.stack[-1] = replace(
        linked,
        called=frame.called,
        filled=frame.filled | linked.filled,
        covered=(*linked.covered, *frame.covered),
    )


def do_set_slots(talk: Talk, step: SetSlots) -> None:
    """Sets slots to fixed values; null empties one.

    - set_slots:
        - risk_level: urgent
    """
    talk.fill(step.values)
    talk.go(step.next)


def do_noop(talk: Talk, step: Noop) -> None:
    """Only branches.

    - noop: true
      next:
        - if: context.country_known
          then: show_card
        - else: ask_country
    """
    talk.go(step.next)


STEPS: dict[type[Step], Callable[[Talk, Step], None]] = {
    Action: lambda talk, step: do_action(talk, cast(Action, step)),
    Collect: lambda talk, step: do_collect(talk, cast(Collect, step)),
    Call: lambda talk, step: do_call(talk, cast(Call, step)),
    Link: lambda talk, step: do_link(talk, cast(Link, step)),
    SetSlots: lambda talk, step: do_set_slots(talk, cast(SetSlots, step)),
    Noop: lambda talk, step: do_noop(talk, cast(Noop, step)),
}


def run(talk: Talk) -> None:
    """Takes steps until something waits; the bot never stops without a question in sight."""
    while talk.wait is None and (talk.stack or not talk.over):
        talk.spend_step()
        if not talk.stack:
            talk.start("pattern_completed")
        step = talk.step
        STEPS[type(step)](talk, step)
