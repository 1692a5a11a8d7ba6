"""Each storm over each deployment; its seed and what was measured are told on the terminal.

`STORM_SEED=… ./run test --all -- tests/storms -s` draws the same chance again.
"""

import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.storms.deploying import Deployment, deployed
from tests.storms.history import History

HERE = Path(__file__).parent
DEPLOYMENTS = (
    "sqlite-1",
    pytest.param("postgres-2", marks=pytest.mark.postgres),
    pytest.param("postgres-1", marks=[pytest.mark.postgres, pytest.mark.long]),
)

Tell = Callable[..., None]


FOR_EVERY_RUN = ("test_canaries", "test_checking", "test_full_disk")
"""The others take minutes of two cores, even at their smallest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is not for the night belongs to every full run."""
    for item in items:
        if HERE in item.path.parents and not item.get_closest_marker("long"):
            item.add_marker("crash" if item.path.stem in FOR_EVERY_RUN else "long")


@pytest.fixture(params=DEPLOYMENTS)
def deployment_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    made = History(tmp_path / "history.jsonl")
    yield made
    made.close()


@pytest.fixture
async def deployment(
    deployment_name: str, tmp_path: Path, history: History
) -> AsyncIterator[Deployment]:
    """Not yet started; ended whatever happens."""
    made = deployed(deployment_name, tmp_path, history)
    yield made
    await made.end()


@pytest.fixture
def seed() -> int:
    return int(os.environ.get("STORM_SEED") or secrets.randbelow(10**6))


@pytest.fixture
def chance(seed: int) -> Random:
    return Random(seed)


@pytest.fixture
def tell(request: pytest.FixtureRequest, seed: int) -> Tell:
    """Says what was measured; a file named by STORM_FIGURES keeps it."""

    def told(**figures: Any) -> None:
        line = json.dumps({"storm": request.node.name, "seed": seed, **figures})
        sys.stdout.write(f"{line}\n")
        if path := os.environ.get("STORM_FIGURES"):
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"{line}\n")

    return told
