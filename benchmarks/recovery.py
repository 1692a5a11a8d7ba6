"""How long until somebody answers, or leads, after a process was killed or stood still."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from urllib.request import urlopen

import psycopg

from benchmarks.deployed import Deployed, deployed, durable_postgres, new_folder
from benchmarks.figures import show
from tests.ports import free_port
from tests.postgres import programs

PATIENCE = 60.0
_LEADER = """
SELECT activity.client_port FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
WHERE locktype = 'advisory' AND granted AND application_name = 'make-it-safe leader'
AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def run(out: TextIO) -> dict[str, float]:
    """Measures, prints and gives the figures, in seconds."""
    programs()  # What is missing is better said before than after half a minute.
    figures = _restarts("SQLite", "")
    show(out, figures)
    with durable_postgres() as cluster:
        found = _restarts("PostgreSQL", cluster.new_database())
        found |= _successor(cluster.new_database())
        found |= _leaders(cluster.new_database())
    show(out, found)
    return figures | found


def _restarts(name: str, database: str) -> dict[str, float]:
    with new_folder() as folder:
        port = free_port()
        with deployed(folder, database=database, port=port) as bot:
            bot.kill()
        began = time.perf_counter()
        with deployed(folder, database=database, port=port):
            _ask(port)
            taken = time.perf_counter() - began
    return {f"{name}: one process killed, started again to first answer (s)": taken}


def _successor(database: str) -> dict[str, float]:
    """The other worker stands still meanwhile, so that only the successor can answer."""
    with _two(database) as bot:
        killed, other = bot.workers
        os.kill(other, signal.SIGSTOP)
        try:
            os.kill(killed, signal.SIGKILL)
            began = time.perf_counter()
            _ask(bot.port)
            taken = time.perf_counter() - began
        finally:
            os.kill(other, signal.SIGCONT)
    return {"PostgreSQL: one of two killed to its successor's first answer (s)": taken}


def _leaders(database: str) -> dict[str, float]:
    return {
        "PostgreSQL: leader killed to the next one (s)": _next_leader(database, signal.SIGKILL),
        "PostgreSQL: leader stopped to the next one (s)": _next_leader(database, signal.SIGSTOP),
    }


def _next_leader(database: str, how: signal.Signals) -> float:
    with _two(database) as bot, psycopg.connect(database, autocommit=True) as connection:
        first = _until(lambda: _leader(bot, connection))
        os.kill(first, how)
        began = time.perf_counter()
        _until(lambda: _leader(bot, connection) not in (0, first))
        taken = time.perf_counter() - began
        if how is signal.SIGSTOP:
            os.kill(first, signal.SIGCONT)
    return taken


def _leader(bot: Deployed, connection: "psycopg.Connection[tuple[int]]") -> int:
    """The worker whose connection holds the lock; 0 while none does."""
    ports = {row[0] for row in connection.execute(_LEADER).fetchall()}
    return next((each for each in bot.workers if _ports_of(each) & ports), 0)


def _ports_of(process: int) -> set[int]:
    """The ports from which the process is connected to anything."""
    folder = Path(f"/proc/{process}")
    try:
        links = {os.readlink(link) for link in (folder / "fd").iterdir()}
        lines = (folder / "net" / "tcp").read_text().splitlines()[1:]
    except OSError:
        return set()  # it ended meanwhile
    found = [line.split() for line in lines]
    return {int(each[1].split(":")[1], 16) for each in found if f"socket:[{each[9]}]" in links}


@contextmanager
def _two(database: str) -> Iterator[Deployed]:
    with new_folder() as folder, deployed(folder, database=database, workers=2) as bot:
        yield bot


def _ask(port: int) -> None:
    with urlopen(f"http://127.0.0.1:{port}/alive", timeout=PATIENCE) as answered:
        answered.read()


def _until(found: Callable[[], int]) -> int:
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if result := found():
            return result
        time.sleep(0.01)
    raise TimeoutError("it did not happen within a minute")
