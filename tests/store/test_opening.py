import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import StoreUnavailable, UnsafeDeployment
from bot.domain.message import Address
from tests.store.turning import HERE, NOW, forget, names, open_in, recalled, said, turn

ELSEWHERE = Address("telegram", "4711")


async def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    store = await open_in(tmp_path)
    await turn(store, said("m1"), slots={"country": "BE"})
    await store.close()
    store = await open_in(tmp_path)
    assert names(await store.replies_after(HERE, 0)) == [(1, "utter_m1_1"), (2, "utter_m1_2")]
    assert names(await turn(store, said("m1"))) == [(1, "utter_m1_1"), (2, "utter_m1_2")]
    await store.close()


async def test_what_is_over_is_gone_before_anybody_is_served(tmp_path: Path) -> None:
    store = await open_in(tmp_path)
    await turn(store, said("m1"))
    await store.close()
    store = await open_in(tmp_path, now=NOW + timedelta(days=2))
    assert await recalled(store) is None
    await store.close()


def back_up(folder: Path) -> Path:
    return Path(shutil.copytree(folder, folder.with_name("backup")))


def restore(backup: Path, folder: Path, *files: str) -> None:
    for file in files:
        for left in folder.glob(f"{file}*"):
            left.unlink()
        shutil.copy(backup / file, folder / file)


@pytest.mark.parametrize(
    "files", [("bot.sqlite3",), ("keys.sqlite3",), ("bot.sqlite3", "keys.sqlite3")]
)
async def test_a_restored_backup_does_not_bring_back_what_was_forgotten(
    tmp_path: Path, files: tuple[str, ...]
) -> None:
    live = tmp_path / "live"
    store = await open_in(live)
    await turn(store, said("m1"))
    await turn(store, said("m1", ELSEWHERE))
    await store.close()
    backup = back_up(live)
    store = await open_in(live)
    await forget(store)
    await store.close()
    restore(backup, live, *files)
    store = await open_in(live)
    assert await recalled(store) is None
    assert await recalled(store, ELSEWHERE) is not None
    await store.close()
    left = b"".join(file.read_bytes() for file in live.iterdir())
    assert store._parts.names.conversation_id(HERE).encode() not in left


async def test_who_came_back_after_being_forgotten_is_not_erased_by_a_replay(
    tmp_path: Path,
) -> None:
    store = await open_in(tmp_path)
    await turn(store, said("m1"))
    await forget(store)
    await turn(store, said("m2"))
    await store.close()
    store = await open_in(tmp_path)
    assert names(await store.replies_after(HERE, 0)) == [(1, "utter_m2_1"), (2, "utter_m2_2")]
    await store.close()


async def test_a_lost_key_makes_a_new_beginning_not_an_error(tmp_path: Path) -> None:
    store = await open_in(tmp_path)
    await turn(store, said("m1"))
    store._parts.keys.destroy([store._parts.names.conversation_id(HERE)])
    assert await recalled(store) is None
    assert await store.replies_after(HERE, 0) == []
    assert names(await turn(store, said("m1"))) == [(1, "utter_m1_1"), (2, "utter_m1_2")]
    await store.close()


async def test_another_deployments_key_is_refused(tmp_path: Path) -> None:
    await (await open_in(tmp_path)).close()
    with pytest.raises(UnsafeDeployment, match="not the one"):
        await open_in(tmp_path, key=bytes(32))


async def test_a_new_database_beside_an_old_key_store_is_refused(tmp_path: Path) -> None:
    store = await open_in(tmp_path)
    await turn(store, said("m1"))
    await store.close()
    with pytest.raises(UnsafeDeployment, match="The database is new but the key store is not"):
        await open_in(tmp_path, database="other.sqlite3")


async def test_an_old_database_beside_a_new_key_store_is_refused(tmp_path: Path) -> None:
    store = await open_in(tmp_path)
    await turn(store, said("m1"))
    await store.close()
    with pytest.raises(UnsafeDeployment, match="The key store is new but the database is not"):
        await open_in(tmp_path, keys="other.sqlite3")


async def test_the_key_store_of_another_database_is_refused(tmp_path: Path) -> None:
    for which in ("a", "b"):
        opened = await open_in(tmp_path, database=f"{which}.sqlite3", keys=f"{which}-keys.sqlite3")
        await turn(opened, said("m1"))
        await opened.close()
    with pytest.raises(UnsafeDeployment, match="belongs to another database"):
        await open_in(tmp_path, database="a.sqlite3", keys="b-keys.sqlite3")


async def test_a_first_start_cut_off_between_the_two_files_goes_on(tmp_path: Path) -> None:
    await (await open_in(tmp_path)).close()
    (tmp_path / "bot.sqlite3").unlink()
    store = await open_in(tmp_path)
    assert await turn(store, said("m1"))
    await store.close()


async def test_a_file_that_is_no_database_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreUnavailable, match="restore the file from a backup"):
        await open_in(tmp_path)


async def test_a_key_that_never_got_a_conversation_is_destroyed_in_time(tmp_path: Path) -> None:
    store = await open_in(tmp_path)
    keys = store._parts.keys
    keys.find_or_make("nobody", NOW.date())
    await turn(store, said("m1", ELSEWHERE))
    await store.expire(NOW + timedelta(days=30))
    assert keys.find("nobody") is not None
    await turn(store, said("m2", ELSEWHERE, at=NOW + timedelta(days=30)))
    await store.expire(NOW + timedelta(days=31))
    assert keys.find("nobody") is None
    assert await recalled(store, ELSEWHERE) is not None
    await store.close()
