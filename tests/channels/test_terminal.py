"""A conversation in the terminal, for people and for scripts."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.terminal import Messages, answer_lines, talk
from bot.domain.errors import Refused
from bot.services.receiving import Receiving
from tests.fakes import FakeClock
from tests.services.test_receiving import parts


async def answers(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What `./run chat --jsonl` prints for these lines."""
    out = io.StringIO()
    lines = [json.dumps(message) for message in messages]
    sender = Messages(FakeClock(), "en", "BE")
    await answer_lines(Receiving(parts()), sender, [*lines, "\n"], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


async def test_one_turn_has_the_documented_form() -> None:
    (turn,) = await answers({"text": "blackmail"})
    assert turn == {
        "replies": [
            {"text": "someone is threatening you", "buttons": []},
            {
                "text": "Belgium: 116 000, be-exploited. Free. Day and night.",
                "buttons": [
                    {"title": "Again", "payload": "/SetSlots(alarm_next=again)"},
                    {"title": "Enough", "payload": "/SetSlots(alarm_next=enough)"},
                    {"title": "Not that", "payload": "/not_that"},
                    {"title": "Typed", "payload": "just words"},
                ],
            },
        ],
        "level": 3,
        "category": "extortion",
        "subject": "self",
        "flow": "alarm",
        "step": "next",
        "owner": "bot",
        "helplines": ["be-exploited"],
        "numbers": ["116 000"],
        "lang": "en",
    }


async def test_a_script_can_open_press_and_offer_a_file() -> None:
    turns = await answers({"start": True}, {"choice": "/help"}, {"media": "image"}, {"media": "x"})
    assert [turn["replies"][0]["text"].splitlines()[0] for turn in turns] == [
        "hello",
        "Belgium: 0800 1, be-suicide. Free. Day and night.",
        "no files",
        "no files",
    ]


async def test_a_button_that_states_a_risk_names_its_category() -> None:
    (turn,) = await answers({"choice": "/alarm"})
    assert (turn["level"], turn["category"]) == (3, "extortion")


@pytest.mark.parametrize("line", ["{", "[]", '{"text": 3}', '{"start": false}', '"hello"'])
async def test_a_line_that_is_no_message_says_which_and_what_to_write(line: str) -> None:
    with pytest.raises(Refused, match=r'line 2: .*"text"'):
        await answer_lines(
            Receiving(parts()), Messages(FakeClock(), None, None), ["\n", line], io.StringIO()
        )


class Paper:
    """Keeps what was shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def show(self, text: str) -> None:
        self.lines.append(text)


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def test_a_person_reads_the_buttons_with_numbers_and_types_one() -> None:
    paper = Paper()
    messages = Messages(FakeClock(), None, None)
    await talk(Receiving(parts()), messages, lambda: typed("1", "[2]", "blub"), paper)
    assert paper.lines == [
        "hello",
        "menu",
        "[1] Lesson   [2] Get help",
        "lesson",
        "one?",
        "[1] Yes   [2] No   [3] Unsure   [4] Jump   [5] Get help",
        "no",
        "completed",
        "menu",
        "[1] Lesson   [2] Get help",
        paper.lines[10],
        "where were we",
        "menu",
        "[1] Lesson   [2] Get help",
    ]
