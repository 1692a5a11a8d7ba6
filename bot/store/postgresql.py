"""All that is PostgreSQL's own: several writers, other processes, and a server that may vanish.

Whatever hangs is cut on both sides: the server ends a statement, a wait or a transaction of a
process that stopped answering, and this side stops waiting for a server that did.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, event, make_url, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.store.failing import as_store_errors

WRITERS = 8
"""Transactions that write at once; the server makes their commits durable together."""
LONGEST_WAIT = 1.2
"""Of a writer's patience, what one piece of work may take: a card must be there after two seconds.
"""
CONNECTING = 2
"""Seconds to connect: the least that the driver knows."""
IDLE_IN_TRANSACTION = 4
"""Seconds after which the server takes the locks of a process that stopped in the middle."""
_PREPARING = 0x6D697300
"""Under this number one process after another prepares the database."""


class Postgres:
    """PostgreSQL as a `database.Kind`."""

    writers = WRITERS

    _reader: Engine

    def __init__(self, url: URL, patience: float) -> None:
        self.url = url.set(drivername="postgresql+psycopg")
        self._patience = patience
        self.longest_wait = LONGEST_WAIT * patience

    @property
    def options(self) -> dict[str, Any]:
        """How its engines are made."""
        wait = round(self._patience * 1000)
        session = (
            f"-c lock_timeout={wait} -c statement_timeout={wait}"
            f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION * 1000}"
            " -c synchronous_commit=on -c timezone=UTC"
        )
        return {
            "connect_args": {
                "connect_timeout": CONNECTING,
                "application_name": "make-it-safe",
                "options": session,
            },
        }

    def set_up(self, reader: Engine, writer: Engine) -> None:
        """A transaction that need not be durable does not wait for the disk."""
        self._reader = reader
        event.listen(writer, "begin", _begin)
        for engine in (reader, writer):
            event.listen(engine, "checkout", _refuse_closed)

    def insert(self, table: Table) -> Any:
        """An insert that knows what to do about keys that are there already."""
        return postgresql.insert(table)

    def make_file(self) -> None:
        """Its files are the server's."""

    def empty_log(self, connection: Connection) -> None:
        """Its log is the server's; what is in it is sealed, and the keys lie elsewhere."""

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """One process after another: two could not make the same tables."""
        with as_store_errors(), self._reader.connect() as connection:
            for limit in ("statement_timeout", "lock_timeout"):
                connection.exec_driver_sql(f"SET {limit} = 0")
            connection.execute(text(f"SELECT pg_advisory_lock({_PREPARING})"))
            try:
                yield
            finally:
                # Closed, not given back: so the lock is free and the limits stand again.
                connection.invalidate()

    def hold_off(self, connection: Connection, table: Table) -> None:
        """Until the end of this transaction nobody else writes there; reading goes on."""
        # Who wants to write waits behind this: one turn that hangs must not hold up all others.
        wait = round(self._patience * 250)
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait}")
        connection.execute(text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))

    def take_time(self, connection: Connection) -> None:
        """This transaction may take as long as it needs."""
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")

    def notify(self, connection: Connection, channel: str, said: str) -> None:
        """Tell every process that listens, if and when this transaction is committed."""
        connection.execute(_NOTIFY, {"channel": channel, "said": said})


_NOTIFY = text("SELECT pg_notify(:channel, :said)")


def conninfo(url: str) -> str:
    """The address as the driver itself reads it: a password's signs are written otherwise."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get("durable", True):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def _refuse_closed(raw: DBAPIConnection, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
    """A server that was restarted closed them all: that must not cost anybody a card. Nothing may
    wait to be read here but the end of the line, so no question need be asked.
    """
    line = select.poll()
    line.register(raw.fileno(), select.POLLIN)
    if line.poll(0):
        raise InvalidatePoolError
