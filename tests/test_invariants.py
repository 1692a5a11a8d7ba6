"""Whatever anybody types or presses, on what ships: never a dead end, always a way to help.

Hypothesis writes the conversations. After every turn the conversation is stored and read back.
"""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.dialogue.saying import MOST_CHOICES, WAYS_TO_HELP
from bot.domain.events import StepFailed
from bot.domain.message import Address, Inbound, MediaKind, Reply, ReplyKind
from bot.domain.remembering import for_storage, from_storage
from bot.services.receiving import Deployment, Received, Receiving
from bot.store.memory import MemoryConversations
from tests.fakes import FakeClock
from tests.services.test_receiving import parts
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED
LONGEST_BUBBLE = 320
MOST_BUBBLES = 8
"""Bubbles of one turn; three before the next buttons, more only where patterns come together."""
SAID = (
    "il dit que si je paie pas il envoie ma photo a tout le monde",
    "i want to die",
    "jvais me pendre tellement c nul",
    "laisse tomber je rigolais dis rien stp",
    "c'est pas ça",
    "my friend took a whole box of pills",
    "mon père va me tuer s'il sait",
    "help",
    "menu",
    "stop",
    "back",
    "langue",
    "une vraie personne",
    "Belgique",
    "he is 19 and i am 13 but he gets me",
    "lol",
    "oui",
    "2",
    "x" * 3000,
)
PAYLOADS = ("/help", "/person", "/menu", "/back", "/carry_on", "/not_that", "/SetSlots(a=b)", "/(")

MOVES = st.one_of(
    st.tuples(st.just("choice"), st.integers(0, 4)),
    st.tuples(st.just("choice"), st.integers(0, 4)),
    st.tuples(st.just("text"), st.sampled_from(SAID)),
    st.tuples(st.just("payload"), st.sampled_from(PAYLOADS)),
    st.tuples(st.just("text"), st.text(max_size=40)),
    st.tuples(st.just("media"), st.sampled_from(list(MediaKind))),
    st.tuples(st.just("wait"), st.sampled_from([1, 31, 400])),
    st.tuples(st.just("start"), st.none()),
)


class Anybody:
    """Somebody who does anything."""

    def __init__(self, language: str, country: str | None) -> None:
        self.clock = FakeClock()
        self.language = language
        self.conversations = MemoryConversations()
        self.receiving = Receiving(
            parts(
                conversations=self.conversations,
                clock=self.clock,
                library=lambda: shipped().library,
                detectors=[shipped()],
                nlu=shipped(),
                deployment=Deployment(("BE", "LU", "FR"), country),
            )
        )
        self.choices: tuple[str, ...] = ()
        self.count = 0

    def moves(self, kind: str, value: Any) -> Received | None:
        """One move; None when it sends nothing."""
        if kind == "wait":
            self.clock.at += timedelta(minutes=value)
            return None
        what: dict[str, Any] = {"media": value} if kind == "media" else {"text": value}
        if kind == "choice":
            what = {"choice": self.choices[value % len(self.choices)]} if self.choices else {}
        what = {"choice": value} if kind == "payload" else what
        if kind == "start" or not what:
            what = {"started": True}
        return self.send(what)

    def send(self, what: dict[str, Any]) -> Received:
        """Sends it, and remembers the buttons in sight."""
        self.count += 1
        inbound = Inbound(
            Address("web", "any"),
            f"m{self.count}",
            self.clock.now(),
            language_hint=self.language,
            **what,
        )
        received = asyncio.run(self.receiving.receive(inbound))
        wait = received.conversation.wait
        self.choices = tuple(choice.payload for choice in wait.choices) if wait else ()
        return received


def broken(received: Received) -> list[str]:
    """The promises that this turn broke."""
    replies: list[Reply] = [reply for _, reply in received.replies]
    conversation = received.conversation
    choices = replies[-1].choices if replies else ()
    card = any(reply.kind is ReplyKind.CARD and reply.contacts for reply in replies)
    help_in_sight = card or any(one.payload in WAYS_TO_HELP for one in choices)
    stored = json.loads(json.dumps(for_storage(conversation)))
    promises = {
        "something is said": bool(replies) and all(reply.text for reply in replies),
        "something waits": conversation.wait is not None,
        "there is a button": bool(choices),
        "no more buttons than fit": len(choices) <= MOST_CHOICES,
        "help is in sight": help_in_sight,
        "bubbles are short": all(
            len(reply.text) <= LONGEST_BUBBLE for reply in replies if not card
        ),
        "not too many bubbles": len(replies) <= MOST_BUBBLES,
        "nothing failed": not any(isinstance(event, StepFailed) for event in received.events),
        "the stack stays small": len(conversation.stack) <= MOST_BUBBLES,
        "it survives storing": from_storage(stored, conversation.address) == conversation,
    }
    return [name for name, kept in promises.items() if not kept]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(
    st.lists(MOVES, min_size=1, max_size=25),
    st.sampled_from(["en", "fr"]),
    st.sampled_from(["BE", "LU", "FR", None]),
)
@example([("text", SAID[0]), ("text", SAID[1]), ("text", SAID[3])], "fr", "BE")
def test_no_conversation_ever_breaks_a_promise(
    moves: list[tuple[str, Any]], language: str, country: str | None
) -> None:
    anybody = Anybody(language, country)
    for kind, value in moves:
        received = anybody.moves(kind, value)
        if received is not None:
            assert broken(received) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("country", ["BE", "LU", None])
def test_whatever_is_said_while_nothing_can_be_kept_there_are_numbers(
    language: str, country: str | None
) -> None:
    receiving = Anybody(language, country).receiving
    for text in (*SAID, "aide moi", "jsuis trop nul", "everyone at school hates me", None):
        cards = receiving.card_without_store(language, None, text)
        assert any(card.contacts for card in cards), text
