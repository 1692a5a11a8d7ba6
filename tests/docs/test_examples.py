"""Examples on the pages are run: what the bot is quoted with, and files that editors copy."""

import json
import re
from datetime import UTC, datetime
from io import StringIO

import pytest

from bot.bootstrap import StoppedClock, build_terminal
from bot.channels.terminal import Messages, answer_lines
from bot.content.reading import parse
from bot.content.schemas import FORMS
from bot.content.shaping import shape
from tests.docs.pages import page
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED
EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
PAGE = page("organisations/what-young-people-see.md")


COPIED = [
    block
    for block in re.findall(r"```yaml\n(.*?)```", page("writing-flows.md"), re.DOTALL)
    if re.match(r"[a-z]", block)
]
"""Whole files on the manual's page; what is indented there is a part of one."""


def told() -> list[str]:
    """Every bubble and row of buttons that the page quotes."""
    lines = [line.removeprefix(">").strip() for line in PAGE.splitlines() if line.startswith(">")]
    return [line for line in lines if line]


async def answered(*lines: dict[str, object]) -> list[str]:
    """What the shipped bot answers to that in Belgium, as the page writes it."""
    clock, out = StoppedClock(EVENING), StringIO()
    receiving = build_terminal(shipped(), clock=clock, country="BE")
    said = [json.dumps(line) for line in lines]
    await answer_lines(receiving, Messages(clock, "en", "BE"), said, out)
    found: list[str] = []
    for turn in map(json.loads, out.getvalue().splitlines()):
        found += [reply["text"] for reply in turn["replies"]]
        titles = [it["title"] for reply in turn["replies"] for it in reply["buttons"]]
        found.append(" · ".join(f"*{title}*" for title in titles))
    return found


async def test_the_page_quotes_what_the_bot_says() -> None:
    [written] = [
        line for line in PAGE.splitlines() if line.startswith("Somebody in Belgium writes")
    ]
    assert told() == await answered({"start": True}, {"text": written.split("*")[1]})


@pytest.mark.parametrize("block", COPIED, ids=lambda block: block.split(":")[0])
def test_a_file_in_the_manual_has_the_form_of_its_kind(block: str) -> None:
    document = parse(block, "manual.yml")
    first = {"version": "nlu", "test_cases": "talks"}.get(head := block.split(":")[0], head)
    assert isinstance(shape(document, FORMS[first][0]), FORMS[first][0])


def test_the_manual_shows_each_kind_of_file_an_educator_writes() -> None:
    assert [block.split(":")[0] for block in COPIED] == [
        "flows",
        "responses",
        "version",
        "test_cases",
    ]
