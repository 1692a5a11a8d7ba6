"""The floors in `pyproject.toml` describe what is built, no more and no less."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
FLOORS = [name.strip() for layer in CONTRACTS[0]["layers"] for name in layer.split("|")]
FACES = {"channels", "console", "studio", "jobs"}
PARTS = {"alerts", "nlu", "detectors", "store", "observing"}


def is_built(floor: str) -> bool:
    return (ROOT / "bot" / floor).is_dir() or (ROOT / "bot" / f"{floor}.py").is_file()


def contract(beginning: str) -> dict[str, list[str]]:
    found: dict[str, list[str]]
    [found] = [each for each in CONTRACTS if each["name"].startswith(beginning)]
    return found


@pytest.mark.parametrize("floor", [each for each in FLOORS if each.startswith("(")])
def test_a_floor_in_parentheses_is_not_built_yet(floor: str) -> None:
    assert not is_built(floor.strip("()"))


def test_every_face_that_is_built_keeps_away_from_every_part_that_is_built() -> None:
    rule = contract("The faces")
    assert set(rule["source_modules"]) == {f"bot.{face}" for face in FACES if is_built(face)}
    assert set(rule["forbidden_modules"]) == {f"bot.{part}" for part in PARTS if is_built(part)}
