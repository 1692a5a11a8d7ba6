"""Says a reply again from what was kept of it: its name and values, or the ids of its helplines."""

from dataclasses import replace
from datetime import datetime

from bot.dialogue.cards import CARD, compose_card
from bot.dialogue.referring import CardForm, CardPlan
from bot.dialogue.wording import MissingWords, say
from bot.domain.library import Library
from bot.domain.message import Reply
from bot.domain.remembering import StoredReply


def say_again(
    library: Library, stored: StoredReply, now: datetime, holidays: frozenset[str] = frozenset()
) -> Reply:
    """The bubble in the words of today's content; a card with the hours of now.

    Where the content no longer has the words, the bubble is empty but its buttons and contacts
    stay.
    """
    try:
        if stored.name == CARD:
            plan = CardPlan(
                CardForm(stored.values.get("form", CardForm.WHOLE)),
                stored.helplines,
                stored.values.get("category", ""),
            )
            reply = compose_card(library, plan, stored.language, now, holidays)
        else:
            reply = say(
                library,
                stored.name,
                stored.language,
                variation=stored.variation,
                values=stored.values,
                safety=stored.safety,
            )
    except (MissingWords, IndexError, ValueError):
        reply = Reply(stored.name, stored.language, "", kind=stored.kind, safety=stored.safety)
    return replace(reply, choices=stored.choices)
