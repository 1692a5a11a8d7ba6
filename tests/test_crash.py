"""The process dies at every failpoint of the way of a message, and nobody notices but the operator.

A real server over real files is killed by SIGKILL. What was acknowledged before is there
afterwards; what was not is sent again with the same id, as the page does. The whole talk then reads
as if nothing had happened, each reply once and in order.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.domain.failpoints import NAMES

pytestmark = pytest.mark.crash

TALK: tuple[dict[str, Any], ...] = (
    {"start": True},
    {"text": "bonjour"},
    {"text": "il dit que si je paie pas il envoie ma photo a tout le monde"},
    {"text": "1"},
    {"choice": "/help"},
    {"choice": "/menu"},
)
PATIENCE = 30.0


class Page:
    """What the page's script does: sends, sends again, shows each reply once."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.token = "t" * 43
        self.shown: dict[int, str] = {}

    def send(self, number: int, message: dict[str, Any]) -> None:
        """Sends one message; raises OSError when the answer did not come."""
        body = {"id": f"message-{number:04}", "country": "BE", "language": "fr", **message}
        request = urllib.request.Request(
            f"{self.address}/say",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            replies = json.load(answer)["replies"]
        for reply in replies:
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
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(address)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """The talk as it reads when nothing dies."""
    port = free_port()
    page = Page(f"http://127.0.0.1:{port}")
    with server(tmp_path_factory.mktemp("calm"), port):
        for number, message in enumerate(TALK):
            page.send(number, message)
    return page.shown


@pytest.mark.parametrize("name", NAMES)
def test_a_death_anywhere_on_the_way_loses_nothing_and_shows_nothing_twice(
    name: str, tmp_path: Path, undisturbed: dict[int, str]
) -> None:
    port = free_port()
    page = Page(f"http://127.0.0.1:{port}")
    with server(tmp_path, port):
        for number, message in enumerate(TALK[:3]):
            page.send(number, message)
    with server(tmp_path, port, failpoint=name) as dying:
        with pytest.raises(OSError, match=r".*"):
            page.send(3, TALK[3])
        assert dying.wait(PATIENCE) == -signal.SIGKILL
    with server(tmp_path, port):
        for number, message in enumerate(TALK[3:], start=3):
            page.send(number, message)
    assert page.shown == undisturbed


def test_an_answer_that_was_lost_on_the_way_is_the_same_when_it_is_asked_for_again(
    tmp_path: Path, undisturbed: dict[int, str]
) -> None:
    port = free_port()
    page = Page(f"http://127.0.0.1:{port}")
    with server(tmp_path, port):
        for number, message in enumerate(TALK):
            for _ in range(3):
                page.send(number, message)
    assert page.shown == undisturbed


def test_a_wrong_token_is_told_nothing(tmp_path: Path) -> None:
    port = free_port()
    with server(tmp_path, port):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/replies?after=0")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=PATIENCE)
    assert refused.value.code == 401
