"""The drawing of the floors and the import-linter's contract are the same picture."""

import re
import tomllib

from tests.docs.pages import ROOT, page

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PARENTHESES = re.compile(r"[()]")


def drawn() -> list[set[str]]:
    """The floors of the drawing from above, each as the set of its parts."""
    [drawing] = re.findall(r"```text title=\"The floors\"\n(.*?)```", page("architecture.md"), re.S)
    floors = [line.split("   ")[0] for line in drawing.splitlines() if line.strip()]
    return [{part.strip() for part in floor.split("|")} for floor in floors]


def test_the_floors_are_drawn_as_the_contract_has_them() -> None:
    layers = CONTRACTS["contracts"][0]["layers"]
    assert drawn() == [{part.strip() for part in layer.split("|")} for layer in layers]
