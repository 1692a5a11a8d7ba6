"""A whole process, as it is served: nobody's words in its log, its figures or its files."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("whole process")]

ROOT = Path(__file__).resolve().parent.parent.parent
CANARY = "zebra77 says he will post my pictures"


@dataclass
class Process:
    """The bot, and where it says what."""

    folder: Path
    page: int
    figures: int
    log: Path

    def say(self, **said: object) -> int:
        """Sends a message to the page; the status of the answer."""
        headers = {"Authorization": f"Bearer {'a' * 43}"}
        url = f"http://127.0.0.1:{self.page}/say"
        return httpx.post(url, json=said, headers=headers, timeout=20).status_code

    def read(self, port: int, path: str = "/metrics") -> httpx.Response:
        """What is told there."""
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=20)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("process")
    process = Process(folder / "data", free_port(), free_port(), folder / "log")
    settings = {
        "DATA_DIR": process.folder,
        "PORT": process.page,
        "METRICS_PORT": process.figures,
        "LOG_FORMAT": "json",
    }
    given = {f"MAKE_IT_SAFE_{name}": str(value) for name, value in settings.items()}
    with (
        process.log.open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=subprocess.DEVNULL,
            stderr=log,
        ) as running,
    ):
        wait_for(process)
        yield process
        running.send_signal(signal.SIGTERM)
        # It ends by itself, with all that it had open closed.
        assert running.wait(30) == 0


def wait_for(process: Process) -> None:
    """Returns when it answers."""
    for _ in range(600):
        try:
            process.read(process.page, "/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"it does not answer: {process.log.read_text()}")


def test_what_is_said_is_counted_and_nowhere_to_be_read(bot: Process) -> None:
    assert bot.say(id="12345678", text=CANARY) == 200
    assert bot.say(id=CANARY, text=CANARY) == 400
    assert bot.say(id="12345679", text=CANARY * 2_000) == 413
    figures = bot.read(bot.figures).text
    assert 'make_it_safe_turns_total{channel="web",outcome="answered"} 1.0' in figures
    assert "zebra77" not in figures + bot.log.read_text()
    assert [path for path in bot.folder.iterdir() if b"zebra77" in path.read_bytes()] == []


def test_figures_are_told_at_their_own_port_only(bot: Process) -> None:
    assert bot.read(bot.page).status_code == 404
    assert "make_it_safe_leaders" in bot.read(bot.figures).text


def test_its_log_is_whole_lines_of_json(bot: Process) -> None:
    assert all(json.loads(line) for line in bot.log.read_text().splitlines())


def test_while_it_runs_the_doctor_looks_at_its_database(bot: Process) -> None:
    settings = {**os.environ, "MAKE_IT_SAFE_DATA_DIR": str(bot.folder)}
    command = [sys.executable, "-m", "bot", "doctor", "--all"]
    done = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )
    assert "the database can be reached, and has the newest form" in done.stdout
    assert f"only the bot's account reads {bot.folder}" in done.stdout
