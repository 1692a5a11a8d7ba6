"""What one process commits wakes who waits in another; what is cut comes back and looks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from bot.domain.conversation import Conversation
from bot.store.conversations import StoredConversations
from bot.store.listening import PostgresBus
from tests.postgres import shared_cluster
from tests.store.turning import HERE, answers, open_in, said, turn

pytestmark = pytest.mark.postgres


@dataclass
class Process:
    """One process's store and bus."""

    store: StoredConversations
    bus: PostgresBus


@asynccontextmanager
async def process(folder: Path, url: str) -> AsyncIterator[Process]:
    store = await open_in(folder, server=url)
    bus = PostgresBus(url, store.room_of)
    listening = asyncio.create_task(bus.run())
    await bus.listening.wait()
    yield Process(store, bus)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await store.close()


@pytest.fixture
def url() -> str:
    return shared_cluster().new_database()


@pytest.fixture
async def here(tmp_path: Path, url: str) -> AsyncIterator[Process]:
    async with process(tmp_path, url) as opened:
        yield opened


@pytest.fixture
async def there(here: Process, tmp_path: Path, url: str) -> AsyncIterator[Process]:
    async with process(tmp_path, url) as opened:
        yield opened


async def test_a_turn_of_another_process_wakes_who_waits(here: Process, there: Process) -> None:
    waiting = asyncio.create_task(here.bus.wait(HERE, 0, 20))
    await asyncio.sleep(0)
    await turn(there.store, said("m1"))
    assert await waiting
    assert [seq for seq, _ in await here.store.replies_after(HERE, 0)] == [1, 2]


async def test_what_was_shown_already_wakes_nobody(here: Process, there: Process) -> None:
    waiting = asyncio.create_task(here.bus.wait(HERE, 2, 0.5))
    await asyncio.sleep(0)
    await turn(there.store, said("m1"))
    assert not await waiting


async def test_a_turn_that_is_undone_is_not_told(here: Process, there: Process) -> None:
    waiting = asyncio.create_task(here.bus.wait(HERE, 0, 0.5))
    await asyncio.sleep(0)
    async with there.store.work() as work:
        await work.keep(said("m1"), Conversation(HERE, "en"), answers("m1"), ())
    assert not await waiting


async def test_a_whole_channel_can_be_waited_for(here: Process, there: Process) -> None:
    waiting = asyncio.create_task(here.bus.wait_for_any("web", 20))
    other = asyncio.create_task(here.bus.wait_for_any("telegram", 0.5))
    await asyncio.sleep(0)
    await turn(there.store, said("m1"))
    assert await waiting
    assert not await other


async def test_what_was_told_while_nobody_waited_for_the_channel_is_not_missed(
    here: Process, there: Process
) -> None:
    assert await here.bus.wait_for_any("web", 0.1) is False
    waiting = asyncio.create_task(here.bus.wait(HERE, 0, 20))
    await asyncio.sleep(0)
    await turn(there.store, said("m1"))
    assert await waiting
    assert await here.bus.wait_for_any("web", 5)
    assert not await here.bus.wait_for_any("web", 0.1)


async def test_one_process_wakes_its_own_at_once(here: Process) -> None:
    waiting = asyncio.create_task(here.bus.wait(HERE, 0, 20))
    await asyncio.sleep(0)
    here.bus.publish(HERE, 1)
    assert await waiting


async def test_a_connection_that_was_cut_comes_back_and_everybody_looks(
    here: Process, there: Process, url: str
) -> None:
    waiting = asyncio.create_task(here.bus.wait(HERE, 0, 20))
    await asyncio.sleep(0)
    cut_buses(url)
    assert await waiting
    later = asyncio.create_task(here.bus.wait(HERE, 0, 20))
    await there.bus.listening.wait()
    await turn(there.store, said("m1"))
    assert await later


def cut_buses(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'make-it-safe bus' AND datname = current_database()"
        )


async def test_nothing_that_is_told_names_anybody(here: Process, url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute("LISTEN make_it_safe_replies")
        await turn(here.store, said("m1"))
        told = [notice.payload async for notice in connection.notifies(timeout=5, stop_after=1)]
    assert told == [f"{here.store.room_of(HERE)} 2 web"]
