"""Talks: whole conversations as tests, in the format of Rasa's end-to-end tests, as far as the
check reads them.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from bot.content.reading import Document
from bot.content.shaping import Shape
from bot.domain.errors import Place


class TalkStep(Shape):
    """One line of a talk: what somebody says, or what must have happened then."""

    user: str | None = None
    utter: str | None = None
    bot: str | None = None
    assertions: list[dict[str, Any]] = Field([])
    slot_was_set: list[Any] = Field([])
    metadata: str | None = None


class TalkCase(Shape):
    """One conversation from its first word."""

    test_case: Annotated[str, Field(min_length=1)]
    steps: Annotated[list[TalkStep], Field(min_length=1)]
    metadata: str | None = None
    fixtures: list[str] = Field([])


class TalkFile(Shape):
    """tests/talks/<flow>.<path>.yml"""

    test_cases: Annotated[list[TalkCase], Field(min_length=1)]
    fixtures: list[dict[str, Any]] = Field([])
    metadata: list[dict[str, Any]] = Field([])


@dataclass(frozen=True, slots=True)
class Talk:
    """What one file of talks touches."""

    flow: str
    said: frozenset[str]
    """Responses that the bot says in it."""
    done: frozenset[str]
    """Actions that are done in it."""
    heard: frozenset[str]
    """What the young person writes or presses."""
    place: Place


def talk_of(document: Document, file: TalkFile) -> Talk:
    """What the file touches; its name says which flow it is about."""
    steps = [step for case in file.test_cases for step in case.steps]
    told = [told for step in steps for told in step.assertions]
    uttered = (it.get("bot_uttered") for it in told)
    return Talk(
        flow=document.file.rsplit("/", 1)[-1].split(".")[0],
        said=frozenset(
            name
            for name in (
                *(step.utter for step in steps),
                *(it.get("utter_name") for it in uttered if isinstance(it, dict)),
            )
            if name
        ),
        done=frozenset(str(it["action_executed"]) for it in told if "action_executed" in it),
        heard=frozenset(step.user for step in steps if step.user),
        place=document.place(),
    )
