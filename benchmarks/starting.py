"""How long until the first answer, how much memory, how large the page, how long a check."""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median
from typing import TextIO

from benchmarks.turn import SAID

CHECKING = """
import bot.__main__, time
from pathlib import Path
from bot.editor.checking import everything
began = time.perf_counter()
everything(Path())
print(time.perf_counter() - began)
"""
PORT = 18_765
TURNS = 200


def run(out: TextIO) -> dict[str, float]:
    """Measures, prints and gives the figures."""
    with tempfile.TemporaryDirectory() as folder:
        figures = _serve_once(Path(folder))
        figures = _serve_once(Path(folder))
    figures["bound: starting Python with nothing (s)"] = _command([sys.executable, "-c", ""])
    figures["bound: the command line, only to list commands (s)"] = _command(
        [sys.executable, "-m", "bot", "help"]
    )
    figures["checking all content, process and all (s)"] = _command(
        [sys.executable, "-m", "bot", "check"]
    )
    runs = [float(subprocess.check_output([sys.executable, "-c", CHECKING])) for _ in range(5)]
    figures["loading and checking all content, alone, of five (s)"] = median(runs)
    for name, figure in figures.items():
        print(f"{name:<52}{figure:9.2f}", file=out)
    return figures


def _command(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    return time.perf_counter() - began


def _serve_once(folder: Path) -> dict[str, float]:
    surroundings = {
        **os.environ,
        "MAKE_IT_SAFE_PORT": str(PORT),
        "MAKE_IT_SAFE_DATA_DIR": str(folder),
    }
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot"], env=surroundings, stdout=subprocess.DEVNULL
    ) as process:
        try:
            page = _first_answer(f"http://127.0.0.1:{PORT}/")
            taken = time.perf_counter() - began
            first_load = len(gzip.compress(page)) + sum(
                len(gzip.compress(_first_answer(f"http://127.0.0.1:{PORT}{path}")))
                for path in _own_files(page.decode())
            )
            memory = _resident(process.pid)
            answered = sum(_say(number) for number in range(TURNS))
            after = _resident(process.pid)
        finally:
            process.terminate()
    return {
        "start to first answer, warm (s)": taken,
        "memory of the process (MB)": memory,
        f"memory after {answered} more turns (MB)": after,
        "first load of the page, gzip (KB)": first_load / 1024,
    }


def _first_answer(address: str) -> bytes:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address) as answer:
                body: bytes = answer.read()
                return body
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(address)


def _say(number: int) -> bool:
    """One turn of one of twenty conversations; whether it was answered."""
    said = {"id": f"message-{number}", "after": 0, "text": SAID[number % len(SAID)]}
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/say",
        data=json.dumps(said).encode(),
        headers={
            "Authorization": f"Bearer {number % 20:043d}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False


def _own_files(page: str) -> list[str]:
    parts = page.replace("'", '"').split('"')
    return sorted({part for part in parts if part.startswith("/static/")})


def _resident(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise LookupError("this system does not tell how much memory a process has")
