"""A whole turn with durable SQLite, receipt to commit, next to the barest durable commit."""

import asyncio
import gc
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from benchmarks.figures import percentile
from bot.bootstrap import LiveContent, SystemClock, build_receiving
from bot.dialogue.repeating import say_again
from bot.domain.message import Address, Inbound
from bot.services.receiving import Deployment, Receiving
from bot.store.bus import ProcessBus
from bot.store.opening import open_conversations
from bot.store.retention import Retention
from bot.store.sqlite import sqlite_url

SAID = (
    "bonjour",
    "menu",
    "je sais pas trop quoi dire",
    "il dit que si je paie pas il envoie ma photo a tout le monde",
    "2",
)


def run(out: TextIO, turns: int = 300) -> dict[str, float]:
    """Measures, prints and gives the figures, in milliseconds."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        figures = asyncio.run(_measure(Path(folder), turns))
    for name, figure in figures.items():
        print(f"{name:<46}{figure:9.2f}", file=out)
    return figures


async def _measure(folder: Path, turns: int) -> dict[str, float]:
    content = LiveContent(Path())
    gc.freeze()  # as the server does before it answers
    store = await open_conversations(
        database_url=sqlite_url(folder / "a.db"),
        keys_url=sqlite_url(folder / "k.db"),
        erasures=folder / "e.txt",
        key=b"k" * 32,
        retention=Retention(),
        say_again=lambda stored: say_again(content.library, stored, datetime.now(UTC)),
        now=datetime.now(UTC),
    )
    receiving = build_receiving(
        content,
        conversations=store,
        bus=ProcessBus(),
        clock=SystemClock(),
        deployment=Deployment(("BE", "LU", "FR"), "BE"),
    )
    one = [await _turn(receiving, "one", n) for n in range(turns)][20:]
    many = []
    for wave in range(15):
        many += await asyncio.gather(*(_turn(receiving, f"c{n}", wave) for n in range(20)))
    bare = _bare_commits(folder / "bare.db", turns)
    await store.close()
    return {
        "whole turn, one at a time p50 (ms)": percentile(one, 0.5),
        "whole turn, one at a time p99 (ms)": percentile(one, 0.99),
        "whole turn, 20 at once p50 (ms)": percentile(many, 0.5),
        "whole turn, 20 at once p99 (ms)": percentile(many, 0.99),
        "bound: bare durable commit p50 (ms)": percentile(bare, 0.5),
        "bound: bare durable commit p99 (ms)": percentile(bare, 0.99),
    }


async def _turn(receiving: Receiving, who: str, number: int) -> float:
    text = SAID[number % len(SAID)]
    began = time.perf_counter()
    await receiving.receive(
        Inbound(Address("web", who), f"{who}-{number}", datetime.now(UTC), text=text)
    )
    return (time.perf_counter() - began) * 1000


def _bare_commits(path: Path, times: int) -> list[float]:
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
        taken = []
        for number in range(times):
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO t VALUES (?, ?)", (number, b"x" * 1000))
            connection.execute("COMMIT")
            taken.append((time.perf_counter() - began) * 1000)
    connection.close()
    return taken
