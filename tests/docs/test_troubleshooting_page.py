"""docs/troubleshooting.md holds the program's own sentences, and each one that stops a start."""

import ast
from collections.abc import Iterator

import pytest

from tests.docs.pages import ROOT, page

PAGE = page("troubleshooting.md")
SOURCES = [ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "bot").rglob("*.py"))]
SCRIPT = (ROOT / "run").read_text("utf-8")


def pieces(node: ast.AST) -> Iterator[str]:
    """The fixed parts of the strings under that node, each on one line."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield " ".join(part.value.split())


SAID = "\n".join([SCRIPT, *(piece for source in SOURCES for piece in pieces(source))])


def refusals() -> Iterator[str]:
    """Each sentence that ends the program before it serves, with … for what differs."""
    for source in SOURCES:
        for node in ast.walk(source):
            match node:
                case ast.Call(func=ast.Name(id="UnsafeDeployment")):
                    yield "…".join(pieces(node))


def quoted() -> list[str]:
    """Each sentence that the page says the program prints."""
    told = [row.split("|")[1].strip() for row in PAGE.splitlines() if row.startswith("| `")]
    return [cell.strip("`") for cell in told if cell.endswith("`") and cell.count("`") == 2]


@pytest.mark.parametrize("sentence", quoted())
def test_the_program_prints_what_the_page_quotes(sentence: str) -> None:
    parts = sentence.removeprefix("The database cannot be used: ").split("…")
    assert [it for it in parts if it.strip(" .,:()") and it.strip() not in SAID] == []


@pytest.mark.parametrize("sentence", sorted(set(refusals())))
def test_every_sentence_that_stops_a_start_is_explained(sentence: str) -> None:
    parts = [part.strip(" (),") for it in quoted() for part in it.split("…")]
    assert any(len(it) > 15 and it in sentence for it in parts), "see docs/troubleshooting.md"
