"""What a page says that a young person sees is what the bot says."""

import json
from datetime import UTC, datetime
from io import StringIO

from bot.bootstrap import StoppedClock, build_terminal
from bot.channels.terminal import Messages, answer_lines
from tests.docs.pages import page
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED
EVENING = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
PAGE = page("organisations/what-young-people-see.md")


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
