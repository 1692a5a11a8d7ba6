"""How long until the first answer, how much memory, how large the page, how long a check."""

import contextlib
import gzip
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TextIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks.deployed import deployed, new_folder, resident
from benchmarks.figures import show
from benchmarks.talk import SAID

CHECKING = """
import bot.__main__, time
from pathlib import Path
from bot.editor.checking import everything
began = time.perf_counter()
everything(Path())
print(time.perf_counter() - began)
"""


def run(out: TextIO, turns: int = 200) -> dict[str, float]:
    """Measures, prints and gives the figures."""
    with new_folder() as folder:
        _serve_once(folder, turns=1)
        figures = _serve_once(folder, turns)
    figures["bound: starting Python with nothing (s)"] = _command([sys.executable, "-c", ""])
    figures["bound: the command line, only to list commands (s)"] = _command(
        [sys.executable, "-m", "bot", "help"]
    )
    figures["checking all content, process and all (s)"] = _command(
        [sys.executable, "-m", "bot", "check"]
    )
    runs = [float(subprocess.check_output([sys.executable, "-c", CHECKING])) for _ in range(5)]
    figures["loading and checking all content, alone, of five (s)"] = median(runs)
    show(out, figures)
    return figures


def _command(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    return time.perf_counter() - began


def _serve_once(folder: Path, turns: int) -> dict[str, float]:
    began = time.perf_counter()
    with deployed(folder) as bot:
        page = _got(bot.port, "/")
        taken = time.perf_counter() - began
        files = [_got(bot.port, path) for path in _own_files(page.decode())]
        memory = resident(bot.process.pid)
        answered = sum(_say(bot.port, number) for number in range(turns))
        figures = {
            "start to first answer, warm (s)": taken,
            "memory of the process (MB)": memory,
            f"memory after {answered} more turns (MB)": resident(bot.process.pid),
            "first load of the page, gzip (KB)": _zipped(page, *files),
        }
        with contextlib.suppress(HTTPError):
            loader = _got(bot.port, "/embed.js")
            figures["loader for other sites, as served (KB)"] = len(loader) / 1024
            figures["loader for other sites, gzip (KB)"] = _zipped(loader)
    return figures


def _got(port: int, path: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        body: bytes = answer.read()
        return body


def _zipped(*files: bytes) -> float:
    return sum(len(gzip.compress(file)) for file in files) / 1024


def _say(port: int, number: int) -> bool:
    """One turn of one of twenty conversations; whether it was answered."""
    said = {"id": f"message-{number}", "after": 0, "text": SAID[number % len(SAID)]}
    request = Request(
        f"http://127.0.0.1:{port}/say",
        data=json.dumps(said).encode(),
        headers={
            "Authorization": f"Bearer {number % 20:043d}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urlopen(request) as answer:
            return bool(answer.status == 200)
    except HTTPError:
        return False


def _own_files(page: str) -> list[str]:
    parts = page.replace("'", '"').split('"')
    return sorted({part for part in parts if part.startswith("/static/")})
