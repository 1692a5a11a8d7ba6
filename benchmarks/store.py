"""What keeping a turn costs, next to the barest durable commit in the same folder and the same run.

Each turn asks whether the message is new, recalls, keeps four facts and two replies, and commits.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.domain.conversation import Conversation, Frame, Wait
from bot.domain.events import FlowStarted, ReferralGiven, RiskSeen
from bot.domain.message import Address, Choice, Inbound, Reply
from bot.domain.remembering import StoredReply
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject
from bot.store.conversations import StoredConversations
from bot.store.opening import open_conversations
from bot.store.retention import Retention
from bot.store.sqlite import sqlite_url

_KEY = os.urandom(32)
_EVENTS = (
    FlowStarted("blackmail_now"),
    RiskSeen(
        RiskLevel.URGENT, RiskCategory.EXTORTION, RiskSubject.SELF, "blackmail_now", ("phrases",)
    ),
    ReferralGiven(("be_child_focus",), "BE"),
)
_REPLIES = tuple(
    Reply(name, "fr", "", choices=(Choice("Oui", "/yes"), Choice("Non", "/no")))
    for name in ("utter_blackmail_understood", "utter_ask_blackmail_next")
)


def run(out: TextIO, turns: int = 300) -> dict[str, float]:
    """Measures, prints and gives the figures, in milliseconds."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        figures = asyncio.run(_measure(Path(folder), turns))
    for name, figure in figures.items():
        print(f"{name:<46}{figure:9.2f}", file=out)
    return figures


async def _measure(folder: Path, turns: int) -> dict[str, float]:
    began = time.perf_counter()
    store = await _open(folder)
    opened_new = _since(began)
    await store.close()
    began = time.perf_counter()
    store = await _open(folder)
    figures = {"open a new store (ms)": opened_new, "open it again (ms)": _since(began)}
    bare = _bare_commits(folder, turns)
    same = await _each(turns, lambda n: _turn(store, Address("web", "one"), f"m{n}"))
    shown = await _each(turns, lambda n: store.acknowledge(Address("web", "one"), n * 2 + 2))
    first = await _each(turns // 3, lambda n: _turn(store, Address("web", f"new{n}"), "m"))
    left = await _each(turns // 6, lambda n: _forget(store, Address("web", f"new{n}")))
    rounds = max(1, turns // 20)
    crowd = await _each(rounds, lambda n: _twenty(store, n))
    await store.close()
    for name, times in (
        ("bare commit of one row", bare),
        ("turn", same),
        ("first turn, with its key", first),
        ("acknowledging", shown),
        ("forgetting", left),
        ("twenty turns at once, all done", crowd),
    ):
        figures[f"{name}, p50 (ms)"] = _percentile(times, 50)
        figures[f"{name}, p99 (ms)"] = _percentile(times, 99)
    figures["turn to bare commit, p50 (ratio)"] = _percentile(same, 50) / _percentile(bare, 50)
    return figures


async def _open(folder: Path) -> StoredConversations:
    return await open_conversations(
        database_url=sqlite_url(folder / "bot.sqlite3"),
        keys_url=sqlite_url(folder / "keys.sqlite3"),
        erasures=folder / "erasures.txt",
        key=_KEY,
        retention=Retention(),
        say_again=_say_again,
        now=datetime.now(UTC),
    )


async def _turn(store: StoredConversations, address: Address, external_id: str) -> None:
    now = datetime.now(UTC)
    async with store.work() as work:
        await work.seen(address, external_id)
        found = await work.recall(address) or Conversation(address, "fr")
        position = Frame("blackmail_now", "ask")
        wait = Wait("blackmail_now", "ask", "blackmail_now_next", _REPLIES[0].choices)
        after = found.with_changes(stack=(position,), wait=wait, last_at=now)
        await work.keep(Inbound(address, external_id, now, text="…"), after, _REPLIES, _EVENTS)
        await work.commit()


async def _forget(store: StoredConversations, address: Address) -> None:
    async with store.work() as work:
        await work.forget(address)
        await work.commit()


async def _twenty(store: StoredConversations, number: int) -> None:
    await asyncio.gather(
        *(_turn(store, Address("web", f"crowd{n}"), f"c{number}") for n in range(20))
    )


async def _each(times: int, work: Callable[[int], Awaitable[None]]) -> list[float]:
    measured = []
    for number in range(times):
        began = time.perf_counter()
        await work(number)
        measured.append(_since(began))
    return measured


def _bare_commits(folder: Path, times: int) -> list[float]:
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (value TEXT)")
    measured = []
    for _ in range(times):
        began = time.perf_counter()
        connection.execute("INSERT INTO rows VALUES ('one')")
        measured.append(_since(began))
    connection.close()
    return measured


def _say_again(kept: StoredReply) -> Reply:
    return Reply(kept.name, kept.language, kept.name, choices=kept.choices)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _percentile(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    run(sys.stdout)
