"""How a line looks, for people and for programs."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from bot.observing.lines import Line
from bot.observing.logs import as_json, as_plain

AT = datetime(2026, 11, 23, 6, 5, 8, 123_456, UTC)
LINE = Line(AT, "error", "bot.jobs", 'it says "no"', 12, "KeyError at a.py:3")


def test_for_people() -> None:
    assert as_plain(LINE) == (
        '2026-11-23T06:05:08.123Z error   bot.jobs: it says "no" [KeyError at a.py:3]'
    )


def test_without_a_fault_nothing_stands_behind() -> None:
    assert as_plain(replace(LINE, fault="")).endswith('bot.jobs: it says "no"')


def test_for_programs() -> None:
    assert json.loads(as_json(LINE)) == {
        "at": "2026-11-23T06:05:08.123+00:00",
        "level": "error",
        "source": "bot.jobs",
        "said": 'it says "no"',
        "fault": "KeyError at a.py:3",
        "process": 12,
    }
