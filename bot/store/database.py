"""One database behind SQLAlchemy: how it is opened, read and written, and all that is SQLite's own.

SQLite runs in WAL mode with synchronous FULL (a commit is on the disk when it returns), overwrites
what it deletes, and has exactly one writer at a time: a pool of one connection, whose queue is fair
and bounded.
"""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, MetaData, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import StoreUnavailable

log = logging.getLogger(__name__)

_READERS = 4


class Database:
    """A database by its address, such as `sqlite+aiosqlite:///var/bot.sqlite3`."""

    def __init__(self, url: str, *, patience: float = 1.0) -> None:
        """`patience`: the seconds a writer waits, once for its turn and once for other programs."""
        self._url = make_url(url)
        self._patience = patience
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        self._reader = self._engine(pool_size=_READERS, isolation_level="AUTOCOMMIT")
        self._writer = self._engine(pool_size=1 if self._is_sqlite else _READERS)
        if self._is_sqlite:
            event.listen(self._reader.sync_engine, "connect", self._prepare)
            event.listen(self._writer.sync_engine, "connect", self._prepare_writer)
            event.listen(self._writer.sync_engine, "begin", _begin)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees what is committed; each statement stands by itself."""
        with as_store_errors():
            async with self._reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self, *, durable: bool = True) -> AsyncIterator[AsyncConnection]:
        """A transaction, undone unless committed; if not durable, a power cut may undo it too."""
        with as_store_errors():
            async with self._writer.connect() as connection:
                await connection.execution_options(durable=durable)
                await connection.begin()
                yield connection

    async def insert_new(
        self, connection: AsyncConnection, table: Table, row: Mapping[str, Any]
    ) -> bool:
        """Insert the row; False when its key is there already."""
        result = await connection.execute(self._insert(table).values(row).on_conflict_do_nothing())
        return result.rowcount == 1

    async def add_up(
        self,
        connection: AsyncConnection,
        table: Table,
        number: str,
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        """Insert the rows; where a key is there already, its number grows by the row's."""
        insert = self._insert(table)
        grown = {number: table.c[number] + insert.excluded[number]}
        keys = list(table.primary_key)
        await connection.execute(
            insert.on_conflict_do_update(index_elements=keys, set_=grown), rows
        )

    async def create(self, metadata: MetaData) -> None:
        """Make the tables that are missing."""
        async with self.writing() as connection:
            await connection.run_sync(metadata.create_all)
            await connection.commit()

    async def make_file(self) -> None:
        """Make sure that only the owner can read the file, before anything is in it."""
        path = self._url.database
        if self._is_sqlite and path:
            with as_store_errors():
                await asyncio.to_thread(_make_private, Path(path))

    async def empty_log(self) -> None:
        """Leave nothing of what was deleted in the write-ahead log."""
        if not self._is_sqlite:
            return
        with as_store_errors():
            for pause in (0.01, 0.1, 0.5, 0.0):
                if await self._truncated():
                    return
                await asyncio.sleep(pause)
        log.warning("the write-ahead log could not be emptied now; the next erasure empties it too")

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.dispose()
        await self._writer.dispose()

    async def _truncated(self) -> bool:
        async with self._writer.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            row = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        return bool(row[0] == 0)

    def _insert(self, table: Table) -> Any:
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)

    def _engine(self, **options: Any) -> AsyncEngine:
        return create_async_engine(
            self._url,
            hide_parameters=True,
            max_overflow=0,
            pool_timeout=self._patience,
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
        # Without this the driver would begin a transaction by itself, and only at the first write.
        raw.isolation_level = None
        self._prepare(raw, entry)


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file."""
    return URL.create("sqlite+aiosqlite", database=str(path)).render_as_string()


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Foreign errors stop here: they become StoreUnavailable, which says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StoreUnavailable(_advice(getattr(error.orig, "sqlite_errorname", ""))) from None
    except PoolTimeout:
        raise StoreUnavailable("The database is busy: too many are waiting to write.") from None
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreUnavailable(_advice(getattr(error, "sqlite_errorname", ""))) from None


_ADVICE = {
    "SQLITE_BUSY": "another program holds it: stop that program",
    "SQLITE_LOCKED": "another program holds it: stop that program",
    "SQLITE_FULL": "the disk is full: make room",
    "SQLITE_READONLY": "its file or folder cannot be written to: give the bot's account that right",
    "SQLITE_CANTOPEN": "its file cannot be opened: check the folder and its rights",
    "SQLITE_CORRUPT": "its file is damaged: stop the bot and restore the file from a backup",
    "SQLITE_NOTADB": "its file is not a database: stop the bot and restore the file from a backup",
    "SQLITE_IOERR": "the disk does not work: check it, then restart the bot",
}


def _advice(name: str) -> str:
    for cause, advice in _ADVICE.items():
        if name.startswith(cause):
            return f"The database cannot be used: {advice} ({name})."
    return f"The database cannot be used ({name or 'no cause given'}): see `./run doctor`."


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads first and writes later could not wait for its turn.
    durable = connection.get_execution_options().get("durable", True)
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
