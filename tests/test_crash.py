"""The process dies at every failpoint of the way of a message, and nobody notices but the operator.

A real server over real files is killed by SIGKILL. What was acknowledged before is there
afterwards; what was not is sent again with the same id, as the page does. The whole talk then reads
as if nothing had happened, each reply once and in order.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.domain.failpoints import NAMES
from tests.ports import free_port

pytestmark = pytest.mark.crash

TALK: tuple[dict[str, Any], ...] = (
    {"start": True},
    {"text": "bonjour"},
    {"text": "il dit que si je paie pas il envoie ma photo a tout le monde"},
    {"text": "1"},
    {"choice": "/help"},
    {"choice": "/menu"},
)
BEFORE = 3
"""So many messages are answered before the process dies at the next one."""
PATIENCE = 60.0


@dataclass
class Page:
    """What the page's script does: sends, sends again, shows each reply once."""

    port: int
    shown: dict[int, str] = field(default_factory=dict)

    def send(self, number: int) -> None:
        """Sends one message of the talk; raises httpx.TransportError when no answer came."""
        answer = httpx.post(
            f"http://127.0.0.1:{self.port}/say",
            json={"id": f"message-{number:04}", "country": "BE", "language": "fr", **TALK[number]},
            headers={"Authorization": f"Bearer {'t' * 43}"},
            timeout=PATIENCE,
        )
        assert answer.status_code == 200
        for reply in answer.json()["replies"]:
            assert self.shown.setdefault(reply["seq"], reply["text"]) == reply["text"]


@contextmanager
def server(folder: Path, port: int, failpoint: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """The real thing over these files, dying at the failpoint where one is named."""
    surroundings = {
        **os.environ,
        "MAKE_IT_SAFE_PORT": str(port),
        "MAKE_IT_SAFE_DATA_DIR": str(folder),
        "MAKE_IT_SAFE_FAILPOINT": failpoint,
    }
    process = subprocess.Popen([sys.executable, "-m", "bot"], env=surroundings)
    try:
        wait_for(port, process)
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start")


@pytest.fixture
def port() -> int:
    """One that nobody listens on."""
    return free_port()


@dataclass(frozen=True)
class Calm:
    """The talk as it reads when nothing dies, and the files as they were in its middle."""

    files: Path
    half: dict[int, str]
    whole: dict[int, str]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    folder = tmp_path_factory.mktemp("calm")
    page = Page(free_port())
    with server(folder / "live", page.port):
        for number in range(BEFORE):
            page.send(number)
    shutil.copytree(folder / "live", folder / "half")
    half = dict(page.shown)
    with server(folder / "live", page.port):
        for number in range(BEFORE, len(TALK)):
            page.send(number)
    return Calm(folder / "half", half, page.shown)


@pytest.mark.parametrize("name", NAMES)
def test_a_death_anywhere_on_the_way_loses_nothing_and_shows_nothing_twice(
    name: str, tmp_path: Path, port: int, calm: Calm
) -> None:
    files = shutil.copytree(calm.files, tmp_path / "files")
    page = Page(port, dict(calm.half))
    with server(files, port, failpoint=name) as dying:
        with pytest.raises(httpx.TransportError):
            page.send(BEFORE)
        assert dying.wait(PATIENCE) == -signal.SIGKILL
    with server(files, port):
        for number in range(BEFORE, len(TALK)):
            page.send(number)
    assert page.shown == calm.whole


def test_what_is_asked_for_again_gets_the_same_answer(
    tmp_path: Path, port: int, calm: Calm
) -> None:
    page = Page(port)
    with server(tmp_path, port):
        for number in range(len(TALK)):
            for _ in range(3):
                page.send(number)
    assert page.shown == calm.whole
