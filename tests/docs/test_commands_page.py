"""docs/commands.md tells of every command of `./run`, and of every option of each."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from bot.cli import app
from tests.docs.pages import ROOT, page

PAGE = page("commands.md")
SCRIPT = (ROOT / "run").read_text("utf-8")
CASES = dict(re.findall(r"^  ([a-z-]+)\)$((?:\n    .*)*)", SCRIPT, re.MULTILINE))
"""What the script itself answers → the lines of that case."""


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Each command by what is written after `./run`; those in groups too."""
    for name, command in group.commands.items():
        inner = hasattr(command, "commands")
        yield from commands(command, f"{name} ") if inner else [(before + name, command)]


def of_the_program() -> Iterator[tuple[str, str]]:
    """Each command of the program with each option that it takes."""
    for name, command in commands(typer.main.get_command(app)):
        yield name, ""
        yield from ((name, opt) for it in command.params for opt in it.opts if opt[0] == "-")


def of_the_script() -> Iterator[tuple[str, str]]:
    """Each command that the script hands to a module, with each option of that module's parser."""
    for name, lines in CASES.items():
        yield name, ""
        for module in re.findall(r"-m ([\w.]+)", lines):
            path = ROOT / module.replace(".", "/")
            source = (path / "__main__.py" if path.is_dir() else path.with_suffix(".py")).read_text(
                "utf-8"
            )
            yield from ((name, it) for it in re.findall(r'add_argument\(\s*"(--[a-z-]+)"', source))


@pytest.mark.parametrize(("command", "option"), [*of_the_program(), *of_the_script()])
def test_every_command_and_option_is_told_of(command: str, option: str) -> None:
    assert re.search(rf"^.*`\./run {command}\b.*{option}", PAGE, re.MULTILINE)


def test_the_script_was_read() -> None:
    assert {"test", "bench", "docs", "demo-telegram"} <= set(CASES)


def test_commands_in_groups_were_read() -> None:
    assert ("keys rotate", "--to") in list(of_the_program())
