import asyncio
import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.conversation import Conversation
from bot.domain.errors import StoreError, StoreUnavailable
from bot.domain.message import Address
from bot.store.conversations import StoredConversations
from bot.store.database import Database
from bot.store.tables import conversations as table
from bot.store.tables import replies
from tests.postgres import shared_cluster
from tests.store.turning import HERE, NOW, answers, forget, names, open_in, recalled, said, turn


def fill(database: Database, pages: int) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def row_of(store: StoredConversations) -> dict[str, object]:
    with store._parts.database.reading() as connection:
        return connection.execute(select(table)).one()._asdict()


async def test_a_full_disk_keeps_nothing_and_afterwards_all_is_well(
    in_files: StoredConversations,
) -> None:
    fill(in_files._parts.database, pages=1)
    for attempt in range(50):
        many = answers(f"m{attempt}", 50)
        try:
            await turn(in_files, said(f"m{attempt}"), replies=many)
        except StoreUnavailable as unavailable:
            assert "make room" in str(unavailable)  # noqa: PT017 - only some attempt must fail
            break
    else:
        pytest.fail("the disk never was full")
    kept = len(await in_files.replies_after(HERE, 0))
    fill(in_files._parts.database, pages=1_000_000)
    again = await turn(in_files, said(f"m{attempt}"), replies=many)
    assert [seq for seq, _ in again] == list(range(kept + 1, kept + 51))


async def test_a_full_disk_for_keys_keeps_nothing(in_files: StoredConversations) -> None:
    fill(in_files._parts.keys._database, pages=1)
    came: list[Address] = []

    async def crowd() -> None:
        for number in range(500):
            came.append(Address("web", str(number)))
            await turn(in_files, said("m1", came[-1]))

    with pytest.raises(StoreUnavailable, match="make room"):
        await crowd()
    assert await recalled(in_files, came[-1]) is None
    fill(in_files._parts.keys._database, pages=1_000_000)
    assert await turn(in_files, said("m1", came[-1]))


async def test_another_program_that_holds_the_file_is_waited_for_only_briefly(
    tmp_path: Path,
) -> None:
    store = await open_in(tmp_path, patience=0.3)
    began = asyncio.get_running_loop().time()
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = (turn(store, said("m1", Address("web", str(n)))) for n in range(20))
        ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(end) for end in ended} == {StoreUnavailable}
    assert asyncio.get_running_loop().time() - began < 1.5
    assert await turn(store, said("m1"))
    await store.close()


async def test_two_programs_on_one_database_take_turns(
    store: StoredConversations, tmp_path: Path, server: str | None
) -> None:
    other = await open_in(tmp_path, server=server)

    async def talk(one: StoredConversations, name: str) -> list[int]:
        address = Address("web", name)
        turns = [await turn(one, said(f"m{n}", address)) for n in range(30)]
        return [seq for numbered in turns for seq, _ in numbered]

    talks = await asyncio.gather(talk(store, "a"), talk(other, "b"))
    assert [*talks] == [list(range(1, 61))] * 2
    await other.close()


async def test_reading_goes_on_while_another_program_writes(
    in_files: StoredConversations, tmp_path: Path
) -> None:
    await turn(in_files, said("m1"))
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await recalled(in_files) is not None
        assert len(await in_files.replies_after(HERE, 0)) == 2


async def test_reading_does_not_wait_for_a_turn_of_the_same_conversation(
    store: StoredConversations,
) -> None:
    await turn(store, said("m1"))
    async with store.work() as writing:
        before = await writing.recall(HERE)
        assert before is not None
        await writing.keep(said("m2"), before, answers("m2"), ())
        assert await recalled(store) == before
        # A server that had to wait would by now have ended the turn, for nothing came from it.
        await writing.commit()


async def test_a_turn_that_could_not_be_written_cannot_be_committed(
    store: StoredConversations,
) -> None:
    await turn(store, said("m1"))
    async with store.work() as work:
        old = await work.recall(HERE)
        assert old is not None
        await turn(store, said("m2"))
        with pytest.raises(StoreUnavailable, match="went on meanwhile"):
            await work.keep(said("m3"), old, answers("m3"), ())
        with pytest.raises(StoreUnavailable, match="undone"):
            await work.commit()
    assert [seq for seq, _ in await turn(store, said("m3"))] == [5, 6]


async def test_a_turn_nobody_waits_for_any_more_gives_the_writer_free(
    store: StoredConversations,
) -> None:
    holding = asyncio.Event()

    async def hang() -> None:
        async with store.work() as work:
            await work.keep(said("m1"), Conversation(HERE, "en"), answers("m1"), ())
            holding.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await holding.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert names(await turn(store, said("m2"))) == [(1, "utter_m2_1"), (2, "utter_m2_2")]


async def test_giving_up_twice_still_gives_the_writer_free(store: StoredConversations) -> None:
    holding = asyncio.Event()

    async def hang() -> None:
        async with store.work() as work:
            await work.keep(said("m1"), Conversation(HERE, "en"), answers("m1"), ())
            holding.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await holding.wait()
    store._threads._writers[0].submit(time.sleep, 0.1)
    task.cancel()
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert names(await turn(store, said("m2"))) == [(1, "utter_m2_1"), (2, "utter_m2_2")]


async def test_turns_cancelled_at_any_moment_leave_the_store_in_order(
    store: StoredConversations,
) -> None:
    for number in range(30):
        task = asyncio.create_task(turn(store, said(f"c{number}")))
        await asyncio.sleep(number * 0.0002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await turn(store, said("last"))
    seqs = [seq for seq, _ in await store.replies_after(HERE, 0)]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_an_erasure_that_cannot_be_listed_is_not_half_done(
    store: StoredConversations, tmp_path: Path
) -> None:
    await turn(store, said("m1"))
    (tmp_path / "erasures.txt").mkdir()
    with pytest.raises(StoreUnavailable):
        await forget(store)
    assert await recalled(store) is not None
    (tmp_path / "erasures.txt").rmdir()
    await forget(store)
    assert await recalled(store) is None


async def test_an_erasure_whose_key_cannot_be_destroyed_is_not_half_done_and_repeats(
    tmp_path: Path,
) -> None:
    store = await open_in(tmp_path, patience=0.1)
    await turn(store, said("m1"))
    with closing(sqlite3.connect(tmp_path / "keys.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            await forget(store)
    await store.close()
    store = await open_in(tmp_path)
    assert await recalled(store) is None
    await store.close()


async def test_a_log_that_cannot_be_emptied_now_is_told_and_does_not_undo_forgetting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = await open_in(tmp_path, patience=0.1)
    await turn(store, said("m1"))
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM replies").fetchall()
        await forget(store)
    assert await recalled(store) is None
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    await store.close()


async def test_the_address_is_kept_only_where_the_bot_may_write_first(
    store: StoredConversations,
) -> None:
    await turn(store, said("m1"))
    assert row_of(store)["address"] is None


async def test_a_telegram_address_opens_with_the_conversations_key(
    store: StoredConversations,
) -> None:
    address = Address("telegram", "4711")
    await turn(store, said("m1", address))
    key = store._parts.keys.find(store._parts.names.conversation_id(address))
    sealed = row_of(store)["address"]
    assert key is not None
    assert isinstance(sealed, bytes)
    assert key.unseal(sealed, "address", 0) == {"id": "4711"}


async def test_a_row_put_back_from_an_earlier_turn_does_not_open(
    store: StoredConversations,
) -> None:
    await turn(store, said("m1"))
    old = row_of(store)["state"]
    await turn(store, said("m2"))
    with store._parts.database.writing() as connection:
        connection.execute(table.update().values(state=old))
        connection.commit()
    with pytest.raises(StoreError, match="damaged or moved"):
        await recalled(store)


async def test_a_damaged_reply_that_waits_holds_up_no_other(store: StoredConversations) -> None:
    broken, whole = Address("telegram", "4711"), Address("telegram", "4712")
    await turn(store, said("m1", broken))
    await turn(store, said("m1", whole))
    name = store._parts.names.conversation_id(broken)
    with store._parts.database.writing() as connection:
        connection.execute(
            replies.update().where(replies.c.conversation_id == name).values(reply=b"damaged")
        )
        connection.commit()
    assert [address for address, _ in await store.unsent("telegram")] == [whole]


async def test_a_first_turn_makes_two_commits_and_the_next_one_each(
    in_files: StoredConversations, tmp_path: Path
) -> None:
    def changes() -> list[int]:
        files = (tmp_path / f"{name}.sqlite3-wal" for name in ("bot", "keys"))
        return [file.stat().st_size for file in files]

    empty = changes()
    await turn(in_files, said("m1"))
    first = changes()
    await turn(in_files, said("m2"))
    later = changes()
    assert first[0] > empty[0]
    assert first[1] > empty[1]
    assert later[0] > first[0]
    assert later[1] == first[1]


async def test_who_looks_does_not_wait_for_who_writes(store: StoredConversations) -> None:
    await turn(store, said("m1"))
    async with store.work() as work:
        await work.keep(said("m2"), Conversation(HERE, "en"), answers("m2"), ())
        found = await asyncio.wait_for(recalled(store), 2)
    assert found is not None
    assert found.seq == 2


@pytest.mark.postgres
async def test_erasing_waits_for_a_turn_that_hangs_but_holds_up_no_other(tmp_path: Path) -> None:
    store = await open_in(tmp_path, server=shared_cluster().new_database(), patience=2.0)
    async with store.work() as work:
        await work.keep(said("m1"), Conversation(HERE, "en"), answers("m1"), ())
        erasing = asyncio.create_task(store.expire(NOW))
        await asyncio.sleep(0.2)
        assert len(await turn(store, said("m1", Address("web", "another")))) == 2
        with pytest.raises(StoreUnavailable):
            await erasing
    await store.close()
