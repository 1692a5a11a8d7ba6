"""The names that the check believes the program uses are the ones in its source."""

import re
from datetime import UTC, datetime
from pathlib import Path

import bot
from bot.content.checks.program import CONTEXT, OWN_BEGINNINGS, OWN_TEXTS, PATTERNS, RESERVED
from bot.content.loader import load
from bot.dialogue.talk import Talk
from bot.domain.conversation import Conversation
from bot.domain.heard import Facts
from bot.domain.message import Address
from tests.content.laying import WORLD

SOURCES = [
    path.read_text("utf-8")
    for path in Path(bot.__file__).parent.rglob("*.py")
    if "content" not in path.parts
]


def named(pattern: str) -> set[str]:
    return {name for source in SOURCES for name in re.findall(pattern, source)}


def test_every_pattern_that_the_program_starts_is_known() -> None:
    assert named(r'"(pattern_[a-z_]*[a-z])"') - set(RESERVED) == set(PATTERNS) - set(RESERVED)


def test_every_text_that_the_program_says_is_known() -> None:
    said = named(r'"(utter_[a-z_]*[a-z])"') - {"utter_card", "utter_name"}
    assert {name for name in said if not name.startswith(OWN_BEGINNINGS)} <= set(OWN_TEXTS)
    assert {name for name in said if name.startswith("utter_card_")} <= set(OWN_TEXTS)


def test_every_name_of_the_context_is_known() -> None:
    facts = Facts(datetime(2026, 11, 25, tzinfo=UTC), "web", ("en",), ("BE",))
    talk = Talk(Conversation(Address("web", "x"), "en"), load(WORLD), facts)
    assert set(talk.context()) == CONTEXT
