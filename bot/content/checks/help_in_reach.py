"""At every question, in every language and country and on every channel: help in sight, one press
away at most.

Proved on the replies that the engine really gives: a card stands in the turn, or a button that
can be seen leads to one.
"""

from collections.abc import Iterable, Iterator

from bot.content.checks.exploring import Seen, faults, has_card
from bot.content.checks.problem import Problem
from bot.domain.message import ReplyKind

FAMILY = "help_in_reach"


def check(seen: Iterable[Seen]) -> list[Problem]:
    """Questions from which no visible control leads to a card, and cards that are empty."""
    told: dict[tuple[object, str], Problem] = {}
    for one in seen:
        for problem in _problems(one):
            told.setdefault((problem.place, problem.message.split(" (")[0]), problem)
    return list(told.values())


def _problems(seen: Seen) -> Iterator[Problem]:
    for fault in faults(seen.turn):
        where = f"`{fault.flow}`" if fault.flow else "the first words"
        yield Problem(seen.place, FAMILY, f"{where} breaks here: {fault.cause} ({seen.setting})")
    if not seen.shows_help:
        yield Problem(
            seen.place,
            FAMILY,
            f"no button here leads to helplines: add `/help` or `/person` ({seen.setting})",
        )
    if has_card(seen.turn) and not any(
        contact.number or contact.chat_url or contact.web_url
        for reply in seen.turn.replies
        if reply.kind is ReplyKind.CARD
        for contact in reply.contacts
    ):
        yield Problem(seen.place, FAMILY, f"the card here shows nobody to reach ({seen.setting})")
