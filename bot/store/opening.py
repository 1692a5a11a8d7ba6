"""Opening the store: everything that must be true before the first young person is served."""

import asyncio
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.domain.errors import UnsafeDeployment
from bot.domain.remembering import SayAgain
from bot.store import erasing
from bot.store.conversations import StoredConversations
from bot.store.database import Database
from bot.store.encryption import Names
from bot.store.erasures import ErasureList
from bot.store.keys import KeyStore
from bot.store.migrations import migrate
from bot.store.parts import Parts
from bot.store.retention import Retention
from bot.store.tables import conversations, deployment


async def open_conversations(
    *,
    database_url: str,
    keys_url: str,
    erasures: Path,
    key: bytes,
    retention: Retention,
    say_again: SayAgain,
    now: datetime,
    reachable: frozenset[str] = frozenset({"telegram"}),
    patience: float = 1.0,
) -> StoredConversations:
    """The store, migrated and with nothing in it that is over; refuses files that do not match."""
    database = Database(database_url, patience=patience)
    keys = KeyStore(Database(keys_url, patience=patience), key)

    def open_all() -> Parts:
        parts = Parts(
            database=database,
            keys=keys,
            names=_prepare(database, keys),
            erasures=ErasureList(erasures),
            retention=retention,
            say_again=say_again,
            reachable=reachable,
        )
        _erase(parts, now)
        return parts

    try:
        return StoredConversations(await asyncio.to_thread(open_all))
    except BaseException:
        database.close()
        keys.close()
        raise


def _prepare(database: Database, keys: KeyStore) -> Names:
    database.make_file()
    with database.preparing():
        migrate(database)
        keys.open()
        secret = keys.secret_of_names()
        _pair(database, keys)
    return Names(secret)


def _erase(parts: Parts, now: datetime) -> None:
    """What was forgotten or is over, before anybody is served."""
    parts.erasures.make_folder()
    with parts.database.preparing():
        with parts.database.writing(hurried=False) as connection:
            erasing.replay(parts, connection)
        _expire(parts, now)
    erasing.empty_logs(parts)


def _expire(parts: Parts, now: datetime) -> None:
    some = -1
    while some:
        with parts.database.writing(hurried=False) as connection:
            some = erasing.expire_some(parts, connection, now)
    with parts.database.writing(hurried=False) as connection:
        erasing.drop_old(parts, connection, now)


def _pair(database: Database, keys: KeyStore) -> None:
    """Each file knows the other, so that a wrong path cannot make conversations unreadable."""
    name, partner = _name_of(database), keys.partner()
    if name is not None and name == partner:
        return
    if name is not None and partner is not None:
        raise UnsafeDeployment(
            "This key store belongs to another database: set the paths of two that belong together."
        )
    if not keys.is_empty():
        raise UnsafeDeployment(
            "The database is new but the key store is not: set the path of the database it "
            "belongs to or, if that one is lost for good, delete the key store to begin anew."
        )
    if not _is_empty(database):
        raise UnsafeDeployment(
            "The key store is new but the database is not: set the path of its key store, or "
            "restore it; without it nobody can read what is stored. If it is lost for good, delete "
            "the database to begin anew."
        )
    name = name or partner or secrets.token_hex(16)
    if partner is None:
        keys.note_partner(name)
    _note_name(database, name)


def _name_of(database: Database) -> str | None:
    wanted = select(deployment.c.value).where(deployment.c.name == "name")
    with database.reading() as connection:
        name: str | None = connection.execute(wanted).scalar_one_or_none()
    return name


def _note_name(database: Database, name: str) -> None:
    with database.writing() as connection:
        database.insert_new(connection, deployment, {"name": "name", "value": name})
        connection.commit()


def _is_empty(database: Database) -> bool:
    with database.reading() as connection:
        counted = connection.execute(select(func.count()).select_from(conversations))
        return counted.scalar_one() == 0
