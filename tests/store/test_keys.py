from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.domain.errors import UnsafeDeployment
from bot.store.database import Database
from bot.store.keys import KeyStore
from bot.store.sqlite import sqlite_url
from tests.store.turning import KEY

DAY = date(2026, 11, 22)


def opened(folder: Path, key: bytes = KEY) -> KeyStore:
    store = KeyStore(Database(sqlite_url(folder / "keys.sqlite3")), key)
    store.open()
    return store


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    store = opened(tmp_path)
    yield store
    store.close()


def test_a_key_is_made_at_first_use_and_found_again(keys: KeyStore) -> None:
    made = keys.find_or_make("c1", DAY)
    assert keys.find("c1") == made
    assert keys.find_or_make("c1", DAY) == made


def test_each_conversation_has_a_key_of_its_own(keys: KeyStore) -> None:
    assert keys.find_or_make("c1", DAY).secret != keys.find_or_make("c2", DAY).secret


def test_a_key_survives_a_restart(keys: KeyStore, tmp_path: Path) -> None:
    made = keys.find_or_make("c1", DAY)
    again = opened(tmp_path)
    assert again.find("c1") == made
    again.close()


def test_a_destroyed_key_is_gone_and_the_others_stay(keys: KeyStore) -> None:
    for conversation in ("c1", "c2"):
        keys.find_or_make(conversation, DAY)
    keys.destroy(["c1"])
    assert keys.find("c1") is None
    assert keys.find("c2") is not None


def test_after_destroying_another_key_is_made(keys: KeyStore) -> None:
    first = keys.find_or_make("c1", DAY)
    keys.destroy(["c1"])
    assert keys.find_or_make("c1", DAY).secret != first.secret


def test_a_key_that_was_made_since_is_not_destroyed_in_place_of_the_old_one(keys: KeyStore) -> None:
    old = keys.find_or_make("c1", DAY)
    keys.destroy(["c1"])
    made = keys.find_or_make("c1", DAY)
    keys.destroy_these([old.key_id])
    assert keys.key_ids() == [made.key_id]


def test_no_key_lies_open_in_the_file(keys: KeyStore, tmp_path: Path) -> None:
    made = keys.find_or_make("c1", DAY)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert made.key_id.encode() in files
    assert made.secret not in files


def test_another_deployments_key_is_refused(keys: KeyStore, tmp_path: Path) -> None:
    keys.note_partner("a-database")
    other = opened(tmp_path, bytes(32))
    with pytest.raises(UnsafeDeployment, match="not the one"):
        other.partner()
    other.close()
