"""One database behind SQLAlchemy: how it is opened, read and written.

What SQLite and PostgreSQL do each in their own way stands in `sqlite` and `postgresql`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, MetaData, Table, create_engine, make_url
from sqlalchemy.pool import QueuePool

from bot.store.failing import as_store_errors
from bot.store.sqlite import Sqlite
from bot.store.watching import watched

READERS = 4
"""Threads that read at once."""


class Kind(Protocol):
    """What a database does in its own way."""

    @property
    def writers(self) -> int:
        """Transactions that may write at once."""
        ...

    @property
    def longest_wait(self) -> float | None:
        """Seconds after which nobody waits for it any more; None where it cannot hang."""
        ...

    @property
    def url(self) -> URL: ...
    @property
    def options(self) -> dict[str, Any]: ...
    def set_up(self, reader: Engine, writer: Engine) -> None: ...
    def insert(self, table: Table) -> Any: ...
    def make_file(self) -> None: ...
    def empty_log(self, connection: Connection) -> None: ...
    def preparing(self) -> AbstractContextManager[None]: ...
    def hold_off(self, connection: Connection, table: Table) -> None: ...
    def take_time(self, connection: Connection) -> None: ...
    def notify(self, connection: Connection, channel: str, said: str) -> None: ...


class Database:
    """A database by its address, such as `sqlite:///var/bot.sqlite3`. Its methods block."""

    def __init__(self, url: str, *, patience: float = 1.0) -> None:
        """`patience`: the seconds a writer waits for its turn, and for other programs."""
        self._patience = patience
        self._kind = _kind_of(make_url(url), patience)
        self._inserts: dict[Table, Any] = {}
        self._additions: dict[Table, Any] = {}
        # More than the threads that read: whoever writes to one database reads another's keys.
        self._reader = self._engine(READERS + self._kind.writers, isolation_level="AUTOCOMMIT")
        self._writer = self._engine(self._kind.writers)
        self._kind.set_up(self._reader, self._writer)

    @property
    def url(self) -> str:
        """Its address, password and all: for opening it once more, never for showing."""
        return self._kind.url.render_as_string(hide_password=False)

    @property
    def patience(self) -> float:
        """The seconds a writer waits for its turn."""
        return self._patience

    @property
    def writers(self) -> int:
        """Transactions that may write at once."""
        return self._kind.writers

    @property
    def longest_wait(self) -> float | None:
        """Seconds after which nobody waits for it any more; None where it cannot hang."""
        return self._kind.longest_wait

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees what is committed; each statement stands by itself."""
        with as_store_errors(), self._reader.connect() as connection, _watched(connection):
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = True, hurried: bool = True) -> Iterator[Connection]:
        """A transaction, undone unless committed. If not durable, a power cut may undo it too; if
        not hurried, it may take longer than a young person would wait.
        """
        with as_store_errors(), self._writer.connect() as connection, _watched(connection):
            connection.execution_options(durable=durable).begin()
            if not hurried:
                self._kind.take_time(connection)
            try:
                yield connection
            finally:
                # While it is watched: giving it back would undo this as well, and could hang.
                connection.rollback()

    def insert_new(self, connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
        """Insert the row; False when its key is there already."""
        if table not in self._inserts:
            insert = self._kind.insert(table).on_conflict_do_nothing()
            self._inserts[table] = insert.execution_options(preserve_rowcount=True)
        return connection.execute(self._inserts[table], row).rowcount == 1

    def add_up(
        self, connection: Connection, table: Table, number: str, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert the rows; where a key is there already, its number grows by the row's."""
        keys = list(table.primary_key)
        if table not in self._additions:
            insert = self._kind.insert(table)
            grown = {number: table.c[number] + insert.excluded[number]}
            self._additions[table] = insert.on_conflict_do_update(index_elements=keys, set_=grown)
        # In one order everywhere: two that write the same rows must not wait for one another.
        ordered = sorted(rows, key=lambda row: [str(row[key.name]) for key in keys])
        connection.execute(self._additions[table], ordered)

    def create(self, metadata: MetaData) -> None:
        """Make the tables that are missing."""
        with self.writing() as connection:
            metadata.create_all(connection)
            connection.commit()

    def make_file(self) -> None:
        """Make sure that only the owner can read the file, before anything is in it."""
        self._kind.make_file()

    def empty_log(self) -> None:
        """Leave nothing of what was deleted in the write-ahead log, where that is ours to do."""
        with self.reading() as connection:
            self._kind.empty_log(connection)

    def preparing(self) -> AbstractContextManager[None]:
        """No other process prepares this database meanwhile."""
        return self._kind.preparing()

    def hold_off(self, connection: Connection, table: Table) -> None:
        """Until the end of this transaction nobody else writes to that table."""
        self._kind.hold_off(connection, table)

    def notify(self, connection: Connection, channel: str, said: str) -> None:
        """Tell the other processes, if and when this transaction is committed."""
        self._kind.notify(connection, channel, said)

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()

    def _engine(self, size: int, **options: Any) -> Engine:
        return create_engine(
            self._kind.url,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            pool_timeout=self._patience,
            # An error must not carry what somebody said, not even sealed.
            hide_parameters=True,
            **self._kind.options,
            **options,
        )


def _kind_of(url: URL, patience: float) -> Kind:
    if url.get_backend_name() == "sqlite":
        return Sqlite(url, patience)
    # Imported where it is used: the start would wait for it, and mostly for nothing.
    from bot.store.postgresql import Postgres

    return Postgres(url, patience)


def _watched(connection: Connection) -> AbstractContextManager[None]:
    return watched(connection.connection.driver_connection)
