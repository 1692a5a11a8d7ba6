"""The key store: one data key per conversation, wrapped by the deployment's key, in its own file.

It lies beside the database and is not part of its backups, so that destroying a key here makes
every copy of that conversation unreadable, wherever it lies.
"""

import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Column, Row, bindparam, delete, func, insert, select, update

from bot.domain.errors import StoreError, StoreUnavailable, UnsafeDeployment
from bot.store.database import Database
from bot.store.encryption import KEY_BYTES, DataKey, seal, unseal, wrapping_key
from bot.store.tables import data_keys, key_store, keys_metadata

_AT_ONCE = 500
_PARTNER, _NAMES = "partner", "names"
_CHANGE = update(key_store).where(key_store.c.name == bindparam("its_name"))
_REWRAP = update(data_keys).where(data_keys.c.conversation_id == bindparam("its_id"))
_FIND = select(data_keys).where(data_keys.c.conversation_id == bindparam("its_id"))


class KeyStore:
    """Makes, finds and destroys data keys; makes and destroys only for who holds the writer."""

    def __init__(self, database: Database, deployment: bytes) -> None:
        """`deployment`: the deployment's key, 32 bytes."""
        self._database = database
        self._deployment = deployment
        self._wrapping = wrapping_key(deployment)

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

    def key_ids(self) -> list[str]:
        """Of all keys."""
        with self._database.reading() as connection:
            return list(connection.execute(select(data_keys.c.key_id)).scalars())

    def destroy(self, conversation_ids: Iterable[str]) -> None:
        """Destroy their keys: what was sealed with them can never be read again."""
        self._destroy(data_keys.c.conversation_id, list(conversation_ids))

    def destroy_these(self, key_ids: Iterable[str]) -> None:
        """Destroy these keys, and none that was made for the same conversation since."""
        self._destroy(data_keys.c.key_id, list(key_ids))

    def _destroy(self, column: Column[str], doomed: Sequence[str]) -> None:
        if not doomed:
            return
        with self._database.writing() as connection:
            for start in range(0, len(doomed), _AT_ONCE):
                some = doomed[start : start + _AT_ONCE]
                connection.execute(delete(data_keys).where(column.in_(some)))
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
        """The name of the database whose keys these are; None for a new key store. Raises
        UnsafeDeployment where this is not the deployment's key that the store was made with.
        """
        found = self._opened(_PARTNER)
        return found.decode() if found is not None else None

    def note_partner(self, name: str) -> None:
        """From now on these are the keys of the database of that name."""
        self._note(_PARTNER, name.encode())

    def secret_of_names(self) -> bytes:
        """What names are made from: the same for as long as this store lives."""
        found = self._opened(_NAMES)
        if found is not None:
            return found
        # A store of an earlier release has names that were made from the deployment's key.
        made = self._deployment if self._has_a_past() else os.urandom(KEY_BYTES)
        self._note(_NAMES, made)
        return made

    def rewrap(self, deployment: bytes) -> int:
        """Wrap everything anew for another deployment's key, all of it or nothing; how many keys.
        Nobody may use the store meanwhile.
        """
        new = wrapping_key(deployment)
        with self._database.writing(hurried=False) as connection:
            for row in connection.execute(select(key_store)).all():
                value = unseal(self._wrapping, row.value, row.name)
                connection.execute(
                    _CHANGE, {"its_name": row.name, "value": seal(new, value, row.name)}
                )
            rows = connection.execute(select(data_keys)).all()
            for row in rows:
                key = self._unwrapped(row)
                wrapped = seal(new, key.secret, key.conversation_id, key.key_id)
                connection.execute(_REWRAP, {"its_id": key.conversation_id, "wrapped": wrapped})
            connection.commit()
        self._deployment, self._wrapping = deployment, new
        self.empty_log()
        return len(rows)

    def _opened(self, name: str) -> bytes | None:
        wanted = select(key_store.c.value).where(key_store.c.name == name)
        with self._database.reading() as connection:
            sealed = connection.execute(wanted).scalar_one_or_none()
        if sealed is None:
            return None
        try:
            return unseal(self._wrapping, sealed, name)
        except StoreError:
            raise UnsafeDeployment(
                "The deployment's key is not the one that this key store was made with: set that "
                "one. Without it nobody can read the conversations. Where they only come from "
                "trying the bot out (it made a key by itself then), set MAKE_IT_SAFE_DATA_DIR to "
                "a new folder, or delete this one."
            ) from None

    def _note(self, name: str, value: bytes) -> None:
        row = {"name": name, "value": seal(self._wrapping, value, name)}
        with self._database.writing() as connection:
            connection.execute(insert(key_store), row)
            connection.commit()

    def _has_a_past(self) -> bool:
        return self.partner() is not None

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
        try:
            secret = unseal(self._wrapping, row.wrapped, row.conversation_id, row.key_id)
        except StoreError:
            self._refuse_changed_key()
            raise
        return DataKey(row.conversation_id, row.key_id, secret)

    def _refuse_changed_key(self) -> None:
        """What one key opens no more is damaged; what none opens was wrapped anew meanwhile, and
        must not be taken for lost.
        """
        try:
            self.partner()
        except UnsafeDeployment:
            raise StoreUnavailable(
                "The deployment's key was changed while this process ran: restart it."
            ) from None
