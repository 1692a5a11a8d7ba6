"""docs/checking.md tells of every family of problems that the check can report."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, page, rows

CHECKS = sorted((ROOT / "bot" / "content" / "checks").glob("*.py"))


def families(path: Path) -> Iterator[str]:
    """The families that a module of checks reports under."""
    module = import_module(f"bot.content.checks.{path.stem}")
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("Problem", "cls"):
            match call.args[1]:
                case ast.Name(id=name):
                    yield str(getattr(module, name))
                case literal:
                    yield str(ast.literal_eval(literal))


FAMILIES = sorted({family for path in CHECKS for family in families(path)})


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_told_of(family: str) -> None:
    assert rows(page("checking.md"), f"`{family}` |")


def test_no_family_is_told_of_that_is_not_there() -> None:
    told = [row.split("`")[1] for row in rows(page("checking.md"), "`")]
    assert sorted(told) == FAMILIES
