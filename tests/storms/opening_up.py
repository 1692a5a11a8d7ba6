"""Reading stored conversations as a thief would who has the deployment's key.

He also has whatever copies of the database and of the key store came into his hands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from bot.domain.errors import StoreError
from bot.domain.message import Address
from bot.serving.storing import key_bytes
from bot.store.encryption import DataKey, Names, unseal, wrapping_key
from bot.store.tables import conversations, data_keys, replies
from tests.storms.deploying import KEY, Deployment


@dataclass(frozen=True)
class Copy:
    """What both stores held at one moment."""

    rows: Sequence[Row[Any]]
    replies: Sequence[bytes]
    keys: dict[str, Row[Any]]
    names: Names

    def wrapped(self) -> list[bytes]:
        """The data keys as they stood there: while one lies anywhere, what it sealed can be read
        by who has the deployment's key and an old copy.
        """
        return [row.wrapped for row in self.keys.values()]


def copied(deployment: Deployment) -> Copy:
    """A copy of both stores."""
    database, keys = deployment.database(), deployment.key_database()
    with database.reading() as connection, keys.reading() as of_keys:
        copy = Copy(
            rows=connection.execute(select(conversations)).all(),
            replies=connection.execute(select(replies.c.reply)).scalars().all(),
            keys={row.conversation_id: row for row in of_keys.execute(select(data_keys))},
            names=deployment.names,
        )
    database.close()
    keys.close()
    return copy


def readable(database: Copy, keys: Copy, addresses: Iterable[Address]) -> int:
    """How many of these can be read with the rows of one copy and the keys of another."""
    wanted = {database.names.conversation_id(address) for address in addresses}
    rows = [row for row in database.rows if row.conversation_id in wanted]
    return sum(opens(row, keys.keys.get(row.conversation_id)) for row in rows)


def opens(row: Row[Any], its_key: Row[Any] | None) -> bool:
    """Whether the thief can read this."""
    if its_key is None:
        return False
    wrapping = wrapping_key(key_bytes(KEY))
    try:
        secret = unseal(wrapping, its_key.wrapped, its_key.conversation_id, its_key.key_id)
        key = DataKey(its_key.conversation_id, its_key.key_id, secret)
        return bool(key.unseal(row.state, "state", row.version))
    except StoreError:
        return False
