"""One database behind SQLAlchemy: how it is opened, read and written, and all that is SQLite's own.

SQLite runs in WAL mode with synchronous FULL (a commit is on the disk when it returns), overwrites
what it deletes, and has exactly one writer at a time.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, Table, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot.domain.errors import StoreUnavailable

READERS = 4
"""Threads that read at once."""


class Database:
    """A database by its address, such as `sqlite:///var/bot.sqlite3`. Its methods block."""

    def __init__(self, url: str, *, patience: float = 1.0) -> None:
        """`patience`: the seconds a writer waits for its turn, and for other programs."""
        self._url = make_url(url)
        self._patience = patience
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        self._inserts: dict[Table, Any] = {}
        self._additions: dict[Table, Any] = {}
        # One more than the threads that read: whoever writes to one database reads another's keys.
        self._reader = self._engine(READERS + 1, isolation_level="AUTOCOMMIT")
        self._writer = self._engine(1 if self._is_sqlite else READERS)
        if self._is_sqlite:
            event.listen(self._reader, "connect", self._prepare)
            event.listen(self._writer, "connect", self._prepare_writer)
            event.listen(self._writer, "begin", _begin)

    @property
    def patience(self) -> float:
        """The seconds a writer waits for its turn."""
        return self._patience

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees what is committed; each statement stands by itself."""
        with as_store_errors(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Connection]:
        """A transaction, undone unless committed; if not durable, a power cut may undo it too."""
        with as_store_errors(), self._writer.connect() as connection:
            connection.execution_options(durable=durable).begin()
            yield connection

    def insert_new(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
        """Insert the row; False when its key is there already."""
        if table not in self._inserts:
            self._inserts[table] = self._insert(table).on_conflict_do_nothing()
        return connection.execute(self._inserts[table], row).rowcount == 1

    def add_up(
        self, connection: Connection, table: Table, number: str, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert the rows; where a key is there already, its number grows by the row's."""
        if table not in self._additions:
            insert = self._insert(table)
            grown = {number: table.c[number] + insert.excluded[number]}
            keys = list(table.primary_key)
            self._additions[table] = insert.on_conflict_do_update(index_elements=keys, set_=grown)
        connection.execute(self._additions[table], rows)

    def create(self, metadata: MetaData) -> None:
        """Make the tables that are missing."""
        with self.writing() as connection:
            metadata.create_all(connection)
            connection.commit()

    def make_file(self) -> None:
        """Make sure that only the owner can read the file, before anything is in it."""
        path = self._url.database
        if self._is_sqlite and path:
            with as_store_errors():
                _make_private(Path(path))

    def empty_log(self) -> None:
        """Leave nothing of what was deleted in the write-ahead log."""
        if not self._is_sqlite:
            return
        with self.reading() as connection:
            is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if is_busy:
            raise StoreUnavailable("The write-ahead log cannot be emptied: another program reads.")

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()

    def _insert(self, table: Table) -> Any:
        if self._is_sqlite:
            return sqlite.insert(table)
        # Imported where it is used: the start would wait for it, and mostly for nothing.
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)

    def _engine(self, size: int, **options: Any) -> Engine:
        return create_engine(
            self._url,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            pool_timeout=self._patience,
            # An error must not carry what somebody said, not even sealed.
            hide_parameters=True,
            **options,
        )

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


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Foreign errors stop here: they become StoreUnavailable, which says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StoreUnavailable(_advice(getattr(error.orig, "sqlite_errorname", ""))) from None
    except PoolTimeout:
        raise StoreUnavailable("The database is busy: too many are waiting to write.") from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreUnavailable(_advice(getattr(error, "sqlite_errorname", ""))) from None
    except OSError as error:
        raise StoreUnavailable(_advice(errno.errorcode.get(error.errno or 0, ""))) from None


_ADVICE = {
    ("SQLITE_BUSY", "SQLITE_LOCKED"): "another program holds it: stop that program",
    ("SQLITE_FULL", "ENOSPC", "EDQUOT"): "the disk is full: make room",
    ("SQLITE_READONLY", "EROFS", "EACCES", "EPERM"): (
        "a file or its folder cannot be written to: give the bot's account that right"
    ),
    ("SQLITE_CANTOPEN", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST"): (
        "a file cannot be opened: check the folder and its rights"
    ),
    ("SQLITE_CORRUPT", "SQLITE_NOTADB"): (
        "its file is damaged, or is none: stop the bot and restore the file from a backup"
    ),
    ("SQLITE_IOERR", "EIO"): "the disk does not work: check it, then restart the bot",
}


def _advice(name: str) -> str:
    for causes, advice in _ADVICE.items():
        if name.startswith(causes):
            return f"The database cannot be used: {advice} ({name})."
    return f"The database cannot be used ({name or 'no cause given'}): see `./run doctor`."


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
