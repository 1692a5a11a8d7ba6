"""Every part breaks over somebody's words, and no line of the log holds one of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.observing.breaking import CANARY, TOKEN

# One process breaks for all of these tests.
pytestmark = pytest.mark.xdist_group("canaries")

ROOT = Path(__file__).resolve().parent.parent.parent
EXPECTED = (
    "what is ours is shown",
    "bot.misuse: got …",
    "detector broken failed with RuntimeError on a text (short, latin)",
    "the store broke [StoreUnavailable at",
    "the job sweep failed and is tried again: ValueError at breaking.py",
    "A request failed: RuntimeError at breaking.py",
    "A request failed: LookupError at breaking.py",
    "Exception in ASGI application",
    "Invalid HTTP request received.",
    "not sent: Telegram cannot be reached at the moment.",
    "Task exception was never retrieved (base_events.py",
    "Exception in callback (base_events.py",
    "RuntimeWarning at breaking.py",
    "an error that nobody caught: ValueError",
    "an error that nobody caught: JSONDecodeError",
)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines that such a process says."""
    folder = str(tmp_path_factory.mktemp("store"))
    command = [sys.executable, "-m", "tests.observing.breaking", folder]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


@pytest.mark.parametrize("expected", EXPECTED)
def test_every_fault_is_told(said: list[str], expected: str) -> None:
    told = map(json.loads, said)
    assert any(expected in f"{line['source']}: {line['said']} [{line['fault']}]" for line in told)


def test_none_is_told_by_its_words(said: list[str]) -> None:
    whole = "\n".join(said)
    assert [secret for secret in (CANARY, TOKEN, "471234567") if secret in whole] == []


def test_each_is_one_line(said: list[str]) -> None:
    assert {frozenset(json.loads(line)) for line in said} == {
        frozenset({"at", "level", "source", "said", "fault", "process"})
    }
