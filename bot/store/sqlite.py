"""All that is SQLite's own: one file, exactly one writer, and nothing left of what was deleted.

It runs in WAL mode with synchronous FULL: a commit is on the disk when it returns.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import StoreUnavailable
from bot.store.failing import as_store_errors


class Sqlite:
    """SQLite as a `database.Kind`."""

    writers = 1
    longest_wait = None

    def __init__(self, url: URL, patience: float) -> None:
        self.url = url
        self._patience = patience

    @property
    def options(self) -> dict[str, Any]:
        """How its engines are made."""
        return {}

    def set_up(self, reader: Engine, writer: Engine) -> None:
        """Make every connection safe, and every transaction one that can wait for its turn."""
        event.listen(reader, "connect", self._prepare)
        event.listen(writer, "connect", self._prepare_writer)
        event.listen(writer, "begin", _begin)

    def insert(self, table: Table) -> Any:
        """An insert that knows what to do about keys that are there already."""
        return sqlite.insert(table)

    def make_file(self) -> None:
        """Make sure that only the owner can read the file, before anything is in it."""
        if self.url.database:
            with as_store_errors():
                _make_private(Path(self.url.database))

    def empty_log(self, connection: Connection) -> None:
        """Leave nothing of what was deleted in the write-ahead log."""
        if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
            raise StoreUnavailable("The write-ahead log cannot be emptied: another program reads.")

    def preparing(self) -> AbstractContextManager[None]:
        """Nobody else prepares the file: its folder is held by one process."""
        return nullcontext()

    def hold_off(self, connection: Connection, table: Table) -> None:
        """There is no other writer."""

    def take_time(self, connection: Connection) -> None:
        """It knows no limits."""

    def notify(self, connection: Connection, channel: str, said: str) -> None:
        """There is no other process to tell."""

    def _prepare(self, raw: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = raw.cursor()
        for pragma in (
            f"busy_timeout = {round(self._patience * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "temp_store = MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def _prepare_writer(self, raw: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        # Without this the driver begins transactions by itself, and only at the first write.
        raw.isolation_level = None
        self._prepare(raw, entry)


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def _begin(connection: Connection) -> None:
    durable = connection.get_execution_options().get("durable", True)
    if connection.info.get("durable", True) != durable:
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.info["durable"] = durable
    # IMMEDIATE: a transaction that reads first and writes later could not wait for its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
