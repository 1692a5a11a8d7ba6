"""The bound: the very statements and commits of a talk, recorded from the store once, and had again
for new conversations by what knows nothing of this bot: `pgbench`, and Python's own `sqlite3`.
"""

import re
import secrets
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import Connection, Engine, event

from benchmarks.serviced import services
from benchmarks.talk import TALK
from tests.postgres import USER, programs

RUNS_THE_STATEMENTS = 2.0
"""Seconds for each number at once."""
_EVENT_ID = re.compile(r"'[0-9a-f]{32}'")


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it; `database` is its name."""

    database: str
    said: str
    values: Any = ()
    many: bool = False


@dataclass
class Recorded:
    """All statements of a talk, in order."""

    conversation: str
    statements: list[Statement] = field(default_factory=list)


async def recorded(folder: Path, database: str = "") -> Recorded:
    """What the store says to its databases in the talk that every measurement has."""
    async with services(folder, database) as those:
        warm = await those.begin("somebody before")
        await warm.say(0, TALK[0])
        somebody = await those.begin("the one recorded")
        found = Recorded(those.room_of("the one recorded"))
        with _recording(found.statements):
            for number, text in enumerate(TALK):
                await somebody.say(number, text)
    return found


@contextmanager
def _recording(into: list[Statement]) -> Iterator[None]:
    begun: set[int] = set()

    def add(connection: Connection, said: str, values: Any = (), many: bool = False) -> None:
        into.append(Statement(str(connection.engine.url.database), said, values, many))

    def executed(
        connection: Connection, _: Any, said: str, values: Any, __: Any, many: bool
    ) -> None:
        # PostgreSQL's driver begins by itself; SQLite's is told to, which is seen here.
        driver: Any = connection.connection.driver_connection
        begins = connection.dialect.name == "postgresql" and not driver.autocommit
        if begins and id(driver) not in begun:
            begun.add(id(driver))
            add(connection, "BEGIN")
        add(connection, said, values, many)

    def committed(connection: Connection) -> None:
        begun.discard(id(connection.connection.driver_connection))
        add(connection, "COMMIT")

    event.listen(Engine, "before_cursor_execute", executed)
    event.listen(Engine, "commit", committed)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", executed)
        event.remove(Engine, "commit", committed)


def script_of(talk: Recorded, url: str) -> str:
    """The talk as `pgbench` runs it, each time for a conversation that is new."""
    lines = ["SELECT md5(random()::text) || md5(random()::text) AS c \\gset"]
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        cursor = psycopg.ClientCursor(connection)
        for each in talk.statements:
            if each.database == urlsplit(url).path[1:]:
                for values in each.values if each.many else [each.values]:
                    said = cursor.mogrify(each.said, values or None)
                    lines.append(_for_anybody(said, talk.conversation))
    return "\n".join(lines) + "\n"


def _for_anybody(said: str, conversation: str) -> str:
    said = re.sub(rf"'{conversation}( [^']*)'", r"(:c || '\1')", said)
    said = said.replace(f"'{conversation}'", ":c")
    if "risk_events" in said:
        said = _EVENT_ID.sub("md5(random()::text)", said)
    return " ".join(said.split()) + ";"


def pgbench(url: str, script: Path, at_once: int, seconds: float = RUNS_THE_STATEMENTS) -> float:
    """Turns a second of so many at once."""
    where = urlsplit(url)
    command = [str(programs() / "pgbench"), "-n", "-M", "prepared", "-f", str(script)]
    command += ["-c", str(at_once), "-j", str(min(at_once, 2)), "-T", str(max(1, round(seconds)))]
    command += ["-h", str(where.hostname), "-p", str(where.port), "-U", USER, where.path[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not found:
        raise ChildProcessError(f"pgbench: {done.stderr.strip()[-500:]}")
    return float(found[1]) * len(TALK)


def sqlite(talk: Recorded, seconds: float = RUNS_THE_STATEMENTS) -> float:
    """Turns a second of one connection to each file: SQLite has one writer, however many wait."""
    open_files: dict[str, sqlite3.Connection] = {}
    for each in talk.statements:
        if each.database not in open_files:
            open_files[each.database] = _connected(each.database)
    began, turns = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        _have(talk, open_files)
        turns += len(TALK)
    taken = time.perf_counter() - began
    for file in open_files.values():
        file.close()
    return turns / taken


def _connected(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _have(talk: Recorded, open_files: dict[str, sqlite3.Connection]) -> None:
    new = secrets.token_hex(32)

    def fresh(values: Any, said: str) -> Any:
        changed = [new if value == talk.conversation else value for value in values]
        if "risk_events" in said:
            changed = [
                secrets.token_hex(16) if isinstance(v, str) and len(v) == 32 else v for v in changed
            ]
        return changed

    for each in talk.statements:
        file = open_files[each.database]
        if each.many:
            file.executemany(each.said, [fresh(values, each.said) for values in each.values])
        else:
            file.execute(each.said, fresh(each.values, each.said)).fetchall()
