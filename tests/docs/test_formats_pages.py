"""The pages for editors tell of every key of every file, every step, action, name and value."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from bot.content.checks.exploring import CHANNELS
from bot.content.checks.program import PATTERNS, RESERVED
from bot.content.project_schema import AgeBand
from bot.content.schema import KINDS
from bot.content.schemas import FORMS, schema_of
from bot.content.text_schema import Meaning
from bot.dialogue.actions import ACTIONS
from bot.dialogue.hearing import EVERYWHERE
from bot.dialogue.talk import CONTEXT_NAMES
from bot.domain.condition import Operator, Source
from bot.domain.flow import FlowKind
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject, SignalKind
from tests.docs.pages import page, rows

FORMATS = page("file-formats.md")
WRITING = page("writing-flows.md")
RISK = page("seeing-risk.md")


def keys() -> Iterator[tuple[str, str]]:
    """Each kind of file with each key that may stand in it."""
    for name in FORMS:
        schema = schema_of(name)
        parts: list[dict[str, Any]] = [schema, *schema.get("$defs", {}).values()]
        yield from sorted({(name, key) for part in parts for key in part.get("properties", {})})


def place_of(name: str) -> str:
    """What tells of that kind of file: a page of its own, or the section that its line links to."""
    if name == "helplines":
        return page("helplines.md")
    parts = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", FORMATS, re.MULTILINE | re.DOTALL)
    sections: dict[str, str] = {head.lower().replace(" ", "-"): text for head, text in parts}
    [row] = rows(FORMATS, f"`{FORMS[name][1]}` |")
    anchor = row.partition("(#")[2].partition(")")[0]
    return sections["the-files"] + sections[anchor]


@pytest.mark.parametrize(("name", "key"), [*keys()])
def test_every_key_of_every_file_is_told_of(name: str, key: str) -> None:
    text = place_of(name)
    assert f"`{key}`" in text or f"`{key}:" in text or f" {key}:" in text


@pytest.mark.parametrize("name", FORMS)
def test_every_kind_of_file_is_told_of(name: str) -> None:
    assert f"`{FORMS[name][1]}`" in FORMATS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_step_is_told_of(kind: str) -> None:
    assert rows(WRITING, f"`{kind}:")
    assert f"| `{kind}` |" in FORMATS


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_told_of(action: str) -> None:
    assert rows(FORMATS, f"`{action}` |")


@pytest.mark.parametrize("meaning", [*get_args(Meaning), *EVERYWHERE])
def test_every_word_that_works_everywhere_is_told_of(meaning: str) -> None:
    assert rows(FORMATS, f"`{meaning}` |")


@pytest.mark.parametrize("flow", [*PATTERNS, *RESERVED])
def test_every_flow_that_the_program_starts_is_told_of(flow: str) -> None:
    assert any(f"`{flow}`" in row for row in rows(FORMATS, "`pattern_"))


@pytest.mark.parametrize("name", CONTEXT_NAMES)
def test_everything_a_flow_may_ask_about_is_told_of(name: str) -> None:
    assert rows(FORMATS, f"`context.{name}` |")


@pytest.mark.parametrize("word", [*Operator, *(f"{source}." for source in Source)])
def test_every_way_to_compare_is_told_of(word: str) -> None:
    assert f"`{word}" in FORMATS


@pytest.mark.parametrize("slot", ["categorical", "bool", "float"])
def test_every_kind_of_slot_is_told_of(slot: str) -> None:
    assert rows(FORMATS, f"`{slot}` |")


@pytest.mark.parametrize("value", [*FlowKind, *get_args(AgeBand), *SignalKind, *RiskSubject])
def test_every_value_is_told_of(value: str) -> None:
    assert rows(FORMATS, f"`{value}` |")


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_told_of(channel: str) -> None:
    assert rows(FORMATS, f"`{channel}` |")


@pytest.mark.parametrize("category", RiskCategory)
def test_every_category_of_risk_is_told_of(category: str) -> None:
    assert rows(RISK, f"`{category}` |")


@pytest.mark.parametrize("level", RiskLevel)
def test_every_level_of_risk_is_told_of(level: RiskLevel) -> None:
    assert rows(RISK, f"{int(level)} | `{level.name.lower()}` |")
