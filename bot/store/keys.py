"""The key store: one data key per conversation, wrapped by the deployment's key, in its own file.

It lies beside the database and is not part of its backups, so that destroying a key here makes
every copy of that conversation unreadable, wherever it lies.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlalchemy import Row, bindparam, delete, func, insert, select

from bot.domain.errors import StoreError, UnsafeDeployment
from bot.store.database import Database
from bot.store.encryption import KEY_BYTES, DataKey, DeploymentKeys, seal, unseal
from bot.store.tables import data_keys, key_store, keys_metadata

_AT_ONCE = 500
_FIND = select(data_keys).where(data_keys.c.conversation_id == bindparam("its_id"))


class KeyStore:
    """Makes, finds and destroys data keys; makes and destroys only for who holds the writer."""

    def __init__(self, database: Database, deployment: DeploymentKeys) -> None:
        self._database = database
        self._wrapping = deployment.wrapping

    def open(self) -> None:
        """Make the file and its tables where they are missing."""
        self._database.make_file()
        self._database.create(keys_metadata)

    def find(self, conversation_id: str) -> DataKey | None:
        """The conversation's key, or None when there is none (any more)."""
        with self._database.reading() as connection:
            row = connection.execute(_FIND, {"its_id": conversation_id}).one_or_none()
        return self._unwrapped(row) if row else None

    def find_or_make(self, conversation_id: str, today: date) -> DataKey:
        """The conversation's key; a new one is on the disk when this returns."""
        found = self.find(conversation_id)
        if found:
            return found
        made = DataKey(conversation_id, secrets.token_hex(16), os.urandom(KEY_BYTES))
        with self._database.writing() as connection:
            is_new = self._database.insert_new(connection, data_keys, self._wrapped(made, today))
            connection.commit()
        return made if is_new else self.find_or_make(conversation_id, today)

    def names(self, conversation_ids: Sequence[str]) -> list[str]:
        """The key ids of these conversations, as far as they have keys."""
        wanted = select(data_keys.c.key_id).where(data_keys.c.conversation_id.in_(conversation_ids))
        with self._database.reading() as connection:
            return list(connection.execute(wanted).scalars())

    def listed(self, hashes: frozenset[str], hashed: Callable[[str], str]) -> list[str]:
        """The conversations whose keys are on that list of hashed key ids."""
        with self._database.reading() as connection:
            found = connection.execute(select(data_keys.c.conversation_id, data_keys.c.key_id))
            return [row.conversation_id for row in found if hashed(row.key_id) in hashes]

    def destroy(self, conversation_ids: Iterable[str]) -> None:
        """Destroy these keys: what was sealed with them can never be read again."""
        doomed = list(conversation_ids)
        if not doomed:
            return
        with self._database.writing() as connection:
            for start in range(0, len(doomed), _AT_ONCE):
                some = doomed[start : start + _AT_ONCE]
                connection.execute(delete(data_keys).where(data_keys.c.conversation_id.in_(some)))
            connection.commit()

    def made_before(self, day: date) -> list[str]:
        """The conversations whose keys are older than that."""
        wanted = select(data_keys.c.conversation_id).where(data_keys.c.made_on < day)
        with self._database.reading() as connection:
            return list(connection.execute(wanted).scalars())

    def empty_log(self) -> None:
        """Leave nothing of destroyed keys in the write-ahead log."""
        self._database.empty_log()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def partner(self) -> str | None:
        """The name of the database whose keys these are; None for a new key store."""
        wanted = select(key_store.c.value).where(key_store.c.name == "partner")
        with self._database.reading() as connection:
            sealed = connection.execute(wanted).scalar_one_or_none()
        if sealed is None:
            return None
        try:
            return unseal(self._wrapping, sealed, "partner").decode()
        except StoreError:
            raise UnsafeDeployment(
                "The deployment's key is not the one that this key store was made with: set that "
                "one. Without it nobody can read the conversations. Where they only come from "
                "trying the bot out (it made a key by itself then), set MAKE_IT_SAFE_DATA_DIR to "
                "a new folder, or delete this one."
            ) from None

    def note_partner(self, name: str) -> None:
        """From now on these are the keys of the database of that name."""
        sealed = seal(self._wrapping, name.encode(), "partner")
        with self._database.writing() as connection:
            connection.execute(insert(key_store).values(name="partner", value=sealed))
            connection.commit()

    def is_empty(self) -> bool:
        """Whether there is no key at all."""
        with self._database.reading() as connection:
            counted = connection.execute(select(func.count()).select_from(data_keys))
            return counted.scalar_one() == 0

    def _wrapped(self, key: DataKey, today: date) -> dict[str, object]:
        wrapped = seal(self._wrapping, key.secret, key.conversation_id, key.key_id)
        return {
            "conversation_id": key.conversation_id,
            "key_id": key.key_id,
            "wrapped": wrapped,
            "made_on": today,
        }

    def _unwrapped(self, row: Row[tuple[str, str, bytes, date]]) -> DataKey:
        secret = unseal(self._wrapping, row.wrapped, row.conversation_id, row.key_id)
        return DataKey(row.conversation_id, row.key_id, secret)
