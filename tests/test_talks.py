"""Whole conversations, read aloud: each talk in `tests/talks/` is played on the shipped content.

The form is Rasa's end-to-end test; `metadata: fr_BE` names language and country. A step's `user` is
what is typed, or a button's payload where it begins with `/` (`/media` is a picture, `/too_long` a
text over the limit); the `utter`s and `bot_uttered`s after
it must be said in that turn, in that order.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import StoppedClock, build_terminal
from bot.content.reading import files_under, read
from bot.domain.flow import Collect
from bot.domain.message import Address, Inbound, MediaKind
from bot.services.receiving import Received
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED
ROOT = Path(__file__).parent.parent
EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Talk:
    """One test case of a file."""

    name: str
    steps: list[dict[str, Any]]
    language: str
    country: str | None


def talks() -> list[Any]:
    """Every case of every file, named after both."""
    found = []
    for path in files_under(ROOT / "tests" / "talks", "*.yml"):
        document: Any = read(path, ROOT).plain
        for number, case in enumerate(document["test_cases"], start=1):
            language, _, country = case.get("metadata", "en_BE").partition("_")
            talk = Talk(case["test_case"], case["steps"], language, country or None)
            found.append(pytest.param(talk, id=f"{path.stem}-{number}"))
    return found


async def play(talk: Talk) -> list[str]:
    """Plays it; what went otherwise than it is written, a line each."""
    clock = StoppedClock(EVENING)
    receiving = build_terminal(shipped(), clock=clock, country=talk.country)
    wrong: list[str] = []
    received: Received | None = None
    left: list[str] = []
    for number, step in enumerate(talk.steps):
        if "user" in step:
            what = _message(str(step["user"]))
            received = await receiving.receive(
                Inbound(
                    Address("terminal", talk.name),
                    str(number),
                    clock.now(),
                    language_hint=talk.language,
                    **what,
                )
            )
            left = _said_in(received)
        wrong += [f"step {number}: {line}" for line in _missed(step, received, left)]
    return wrong


def _message(said: str) -> dict[str, Any]:
    if said == "/session_start":
        return {"started": True}
    if said == "/media":
        return {"media": MediaKind.IMAGE}
    if said == "/too_long":
        return {"text": "a b " * 1000}
    return {"choice": said} if said.startswith("/") else {"text": said}


def _said_in(received: Received) -> list[str]:
    """The names of what was said; a question that is only buttons stands under the last bubble."""
    names = [reply.name for _, reply in received.replies]
    wait = received.conversation.wait
    step = shipped().library.flows[wait.flow].steps[wait.step] if wait else None
    if isinstance(step, Collect) and step.utter not in names:
        names.append(step.utter)
    return names


def _missed(step: dict[str, Any], received: Received | None, left: list[str]) -> list[str]:
    missed = []
    for name in _expected(step):
        if name in left:
            del left[: left.index(name) + 1]
        else:
            missed.append(f"`{name}` was not said; left of what was: {left}")
    assert received is not None, "a talk begins with what the young person says"
    conversation = received.conversation
    for assertion in step.get("assertions", []):
        for slot in assertion.get("slot_was_set", []):
            found = conversation.slot(slot["name"])
            if found != slot["value"]:
                missed.append(f"slot {slot['name']} is {found!r}, not {slot['value']!r}")
        shown = any(reply.contacts for _, reply in received.replies)
        if assertion.get("action_executed") == "action_show_helplines" and not shown:
            missed.append("no helplines were shown")
    return missed


def _expected(step: dict[str, Any]) -> list[str]:
    names = [step["utter"]] if "utter" in step else []
    for assertion in step.get("assertions", []):
        said = assertion.get("bot_uttered") or {}
        names += [said["utter_name"]] if "utter_name" in said else []
    return names


@pytest.mark.parametrize("talk", talks())
async def test_the_bot_says_what_the_talk_says(talk: Talk) -> None:
    assert await play(talk) == []
