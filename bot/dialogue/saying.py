"""What the bot says in a turn: bubbles, cards, buttons, and a way to help in each reply."""

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue import cards, referring, wording
from bot.dialogue.talk import LONGEST_TRAIL, Talk
from bot.domain.conversation import Turn
from bot.domain.events import ReferralGiven
from bot.domain.flow import SlotValue
from bot.domain.message import Choice, ReplyKind
from bot.domain.risk import RiskLevel

MOST_CHOICES = 5
HELP = "/help"
WAYS_TO_HELP = frozenset({HELP, "/person"})


def say(talk: Talk, name: str) -> None:
    """Says a response; one that has only buttons puts them under the bubble before it."""
    response = wording.find_response(talk.library, name, talk.language)
    start = wording.seed(talk.before.address.id, name)
    count = talk.said.get(name, 0)
    variation = wording.choose_variation(response, talk.slots, talk.facts.channel, start + count)
    if wording.equals_of(response, variation) > 1:
        talk.said[name] = count + 1
    chosen = response.variations[variation]
    if chosen.text is None:
        _put_under_last(talk, chosen.choices)
        return
    values = {key: str(value) for key, value in talk.slots.items() if value is not None}
    talk.replies.append(
        wording.say(
            talk.library,
            name,
            talk.language,
            variation=variation,
            values={**values, "language": talk.language},
            safety=talk.risk.level >= RiskLevel.URGENT,
        )
    )


def show_card(talk: Talk, *, writing: bool = False, emergency: bool = False) -> None:
    """Shows helplines that are right for what is known now."""
    need = referring.Need.of(
        _known(talk),
        language=talk.language,
        countries=talk.facts.countries,
        now=talk.facts.now,
        calendar=talk.facts.calendar,
    )
    if emergency:
        plan = referring.plan_emergency(talk.library, need)
    elif writing:
        plan = referring.plan_writing(talk.library, need)
    else:
        plan = referring.plan_card(talk.library, need, short=talk.short_cards)
    card = cards.compose_card(
        talk.library, plan, talk.language, talk.facts.now, talk.facts.calendar.holidays
    )
    talk.replies.append(card)
    talk.events.append(ReferralGiven(plan.helplines, need.country))


def _known(talk: Talk) -> Mapping[str, SlotValue]:
    """The slots a card is chosen by: what a flow knows, and where it knows nothing, or less than
    is remembered and the card is one line, what is remembered.
    """
    level = RiskLevel.named(str(talk.slots.get("risk_level") or "none"))
    serious = talk.serious()
    if serious is None or (level and not (talk.short_cards and level < serious.level)):
        return talk.slots
    return {
        **talk.slots,
        "risk_level": serious.level.name.lower(),
        "risk_category": serious.category.value if serious.category else None,
        "risk_subject": serious.subject.value,
    }


def _put_under_last(talk: Talk, choices: tuple[Choice, ...]) -> None:
    if not talk.replies:
        say(talk, "utter_choose")
    talk.replies[-1] = talk.replies[-1].with_choices(choices)


def finish(talk: Talk) -> Turn:
    """The turn as frozen values, with a way to help in sight and the buttons that have a
    meaning now.
    """
    choices = _choices_in_sight(talk)
    wait = replace(talk.wait, choices=choices) if talk.wait else None
    conversation = replace(
        talk.before,
        language=talk.language,
        slots=talk.slots,
        stack=tuple(talk.stack),
        paused=talk.paused,
        trail=tuple(talk.trail[-LONGEST_TRAIL:]),
        wait=wait,
        risk=talk.risk,
        said=talk.said,
        resting=talk.resting,
        last_at=talk.facts.now,
    )
    return Turn(conversation, tuple(talk.replies), tuple(talk.events))


def _choices_in_sight(talk: Talk) -> tuple[Choice, ...]:
    choices = talk.replies[-1].choices
    card = any(reply.kind is ReplyKind.CARD for reply in talk.replies)
    if talk.keeps_help and not card and not talk.over and talk.serious():
        _put_a_line_of_help_before_the_question(talk)
        return choices
    if card or any(choice.payload in WAYS_TO_HELP for choice in choices):
        return choices
    if len(choices) >= MOST_CHOICES:
        _put_a_line_of_help_before_the_question(talk)
        return choices
    title = wording.phrase(talk.library, "utter_help_button", talk.language)
    talk.replies[-1] = talk.replies[-1].with_choices((*choices, Choice(title, HELP)))
    return talk.replies[-1].choices


def _put_a_line_of_help_before_the_question(talk: Talk) -> None:
    talk.short_cards = True
    show_card(talk)
    talk.replies[-2:] = [talk.replies[-1], talk.replies[-2]]
