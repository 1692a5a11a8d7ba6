"""A whole turn, receipt to commit, on SQLite and PostgreSQL, next to the barest durable commit."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import psycopg

from benchmarks.deployed import durable_postgres, new_folder
from benchmarks.figures import milliseconds, percentile, show
from benchmarks.serviced import Services, services
from benchmarks.talk import SAID

_ROW = b"x" * 1000


def run(out: TextIO, turns: int = 400) -> dict[str, float]:
    """Measures, prints and gives the figures, in milliseconds."""
    with new_folder() as folder:
        figures = asyncio.run(_measure("SQLite", folder, "", turns))
        figures |= _told("SQLite, bound: a bare durable commit", _sqlite_commits(folder, turns))
    show(out, figures)
    with durable_postgres() as cluster, new_folder() as folder:
        url = cluster.new_database()
        found = asyncio.run(_measure("PostgreSQL", folder, url, turns))
        found |= _told("PostgreSQL, bound: a bare durable commit", _postgres_commits(url, turns))
    show(out, found)
    return figures | found


async def _measure(name: str, folder: Path, database: str, turns: int) -> dict[str, float]:
    async with services(folder, database) as those:
        await _turns(those, "warm", turns // 10)
        spent = time.process_time()
        one = await _turns(those, "one", turns)
        spent = (time.process_time() - spent) * 1000 / turns
        many: list[float] = []
        for wave in range(turns // 20):
            crowd = (_turns(those, f"crowd {number}", 1, wave) for number in range(20))
            many += [taken for each in await asyncio.gather(*crowd) for taken in each]
    told = _told(f"{name}, one at a time", one) | _told(f"{name}, 20 at once", many)
    return told | {f"{name}, processor time of a turn (ms)": spent}


async def _turns(those: Services, name: str, number: int, first: int = 0) -> list[float]:
    somebody = await those.begin(name)
    taken = []
    for turn in range(first, first + number):
        began = time.perf_counter()
        await somebody.turn(turn, SAID[turn % len(SAID)])
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _told(name: str, taken: list[float]) -> dict[str, float]:
    return {
        f"{name} p50 (ms)": percentile(taken, 0.5),
        f"{name} p99 (ms)": percentile(taken, 0.99),
    }


def _sqlite_commits(folder: Path, times: int) -> list[float]:
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, value BLOB)")

    def commit(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare VALUES (?, ?)", (number, _ROW))
        connection.execute("COMMIT")

    return _closing(connection.close, commit, times)


def _postgres_commits(url: str, times: int) -> list[float]:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("CREATE TABLE bare (number integer PRIMARY KEY, value bytea)")

    def commit(number: int) -> None:
        with connection.transaction():
            connection.execute("INSERT INTO bare VALUES (%s, %s)", (number, _ROW))

    return _closing(connection.close, commit, times)


def _closing(close: Callable[[], None], commit: Callable[[int], None], times: int) -> list[float]:
    try:
        return milliseconds(commit, times)
    finally:
        close()
