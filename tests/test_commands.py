"""The commands of `./run`, on a small world of content."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.content.laying import WORLD


def run(*arguments: str, typed: str = "") -> Result:
    """What a command prints, and how it ends."""
    return CliRunner().invoke(app, [*arguments, "--root", str(WORLD)], input=typed)


def test_chat_answers_each_line_with_a_line() -> None:
    done = run(
        "chat", "--jsonl", "--country", "be", typed='{"text": "hello"}\n{"choice": "/help"}\n'
    )
    turns = [json.loads(line) for line in done.stdout.splitlines()]
    assert [bool(turn["numbers"]) for turn in turns] == [False, True]


def test_chat_shows_buttons_with_numbers() -> None:
    assert "[2] Help now" in run("chat", typed="1\n").stdout


def test_chat_takes_another_hour(tmp_path: Path) -> None:
    assert run("chat", "--jsonl", "--at", "2026-12-24T23:00", typed="").exit_code == 0
    wrong = run("chat", "--jsonl", "--at", "tonight", typed="")
    assert "write a time such as 2026-12-24T23:00" in str(wrong.exception)


def test_a_line_that_is_no_message_is_told_apart() -> None:
    assert "line 1" in str(run("chat", "--jsonl", typed="hello\n").exception)


def test_screen_judges_each_message_by_itself() -> None:
    done = run("screen", "--jsonl", typed='{"id": 7, "text": "hello"}\n\n')
    assert json.loads(done.stdout) == {
        "id": 7,
        "level": 0,
        "category": None,
        "subject": "self",
        "sources": [],
        "screened": True,
        "lang": "",
    }


@pytest.mark.parametrize("line", ["hello", '{"id": 1}', "[]"])
def test_screen_refuses_a_line_that_is_no_message(line: str) -> None:
    assert "line 1" in str(run("screen", "--jsonl", typed=line).exception)


def test_check_counts_errors_and_warnings() -> None:
    done = run("check")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "no errors, 1 warning"


def test_doctor_says_what_is_still_to_do() -> None:
    done = run("doctor")
    assert done.exit_code == 0
    assert "- nobody is named as running this: a young person asks who reads" in done.stdout
    assert "Well\n" in run("doctor", "--all").stdout


def test_graph_draws_a_flow(tmp_path: Path) -> None:
    run("graph", "kindness", "--out", str(tmp_path))
    assert (tmp_path / "kindness.svg").exists()
    assert (tmp_path / "kindness.mmd").exists()


def test_help_lists_every_command() -> None:
    listed = CliRunner().invoke(app, ["help"]).stdout
    for name in ("serve", "chat", "screen", "check", "graph", "doctor", "test", "bench"):
        assert name in listed


@pytest.mark.parametrize(("option", "given"), [("--country", "belgium"), ("--lang", "xx")])
def test_a_country_or_language_that_is_none_is_refused(option: str, given: str) -> None:
    assert "write one of" in str(run("chat", "--jsonl", option, given, typed="").exception)
