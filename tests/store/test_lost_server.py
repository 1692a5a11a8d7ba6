"""A PostgreSQL that is restarted, killed or frozen: nobody waits long, nothing is kept twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.domain.conversation import Conversation
from bot.domain.errors import Overtaken, StoreUnavailable
from bot.domain.message import Address
from bot.store.conversations import StoredConversations
from bot.store.database import Database
from tests.postgres import Cluster, new_cluster
from tests.store.turning import HERE, answers, names, open_in, recalled, said, turn

pytestmark = pytest.mark.postgres

LONGEST = 8.0
"""Seconds: what is promised is two, but a busy machine shall not fail this."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = new_cluster()
    yield made
    made.remove()


@pytest.fixture
async def store(cluster: Cluster, tmp_path: Path) -> AsyncIterator[StoredConversations]:
    opened = await open_in(tmp_path, server=cluster.new_database(), patience=1.0)
    yield opened
    await opened.close()


async def again(store: StoredConversations, external_id: str) -> list[tuple[int, str]]:
    """The message brought again until it is kept, as the page and Telegram do it."""
    async with asyncio.timeout(60):
        while True:
            try:
                return names(await turn(store, said(external_id)))
            except StoreUnavailable:
                await asyncio.sleep(0.2)


async def test_a_server_that_was_restarted_costs_nobody_a_card(
    store: StoredConversations, cluster: Cluster
) -> None:
    await turn(store, said("m1"))
    cluster.stop()
    cluster.start()
    assert names(await turn(store, said("m2"))) == [(3, "utter_m2_1"), (4, "utter_m2_2")]
    assert await recalled(store) is not None


async def test_a_server_that_is_away_is_told_with_what_to_do(
    store: StoredConversations, cluster: Cluster
) -> None:
    await store.look()
    cluster.stop("immediate")
    try:
        for asked in (store.look(), turn(store, said("m1"))):
            with pytest.raises(StoreUnavailable, match="start it"):
                await asked
    finally:
        cluster.start()
    assert await again(store, "m1") == [(1, "utter_m1_1"), (2, "utter_m1_2")]


async def test_a_frozen_server_is_given_up_and_what_was_asked_is_kept_once(
    store: StoredConversations, cluster: Cluster
) -> None:
    await turn(store, said("m1"))
    cluster.freeze()
    try:
        async with asyncio.timeout(LONGEST):
            for _ in range(3):
                with pytest.raises(StoreUnavailable):
                    await turn(store, said("m2"))
    finally:
        cluster.thaw()
    assert await again(store, "m2") == [(3, "utter_m2_1"), (4, "utter_m2_2")]


async def test_a_crowd_before_a_frozen_server_is_given_up_together(
    store: StoredConversations, cluster: Cluster
) -> None:
    crowd = [said("m1", Address("web", str(number))) for number in range(50)]
    cluster.freeze()
    try:
        async with asyncio.timeout(LONGEST):
            ended = await asyncio.gather(
                *(turn(store, each) for each in crowd), return_exceptions=True
            )
    finally:
        cluster.thaw()
    assert {type(end) for end in ended} == {StoreUnavailable}
    await again(store, "m1")


async def test_a_turn_frozen_before_its_commit_is_kept_wholly_or_not_at_all(
    store: StoredConversations, cluster: Cluster
) -> None:
    for number in range(5):
        turning = asyncio.create_task(turn(store, said(f"m{number}")))
        await asyncio.sleep(number * 0.002)
        cluster.freeze()
        await asyncio.sleep(0.2)
        turning.cancel()
        cluster.thaw()
        await asyncio.gather(turning, return_exceptions=True)
        await again(store, f"m{number}")
    assert [seq for seq, _ in await store.replies_after(HERE, 0)] == list(range(1, 11))


@pytest.mark.parametrize("ends", ["committed", "undone"])
async def test_a_transaction_at_whose_end_the_server_freezes_holds_no_thread(
    store: StoredConversations, cluster: Cluster, ends: str
) -> None:
    work = store.work()
    turning = await work.__aenter__()
    await turning.keep(said("m1"), Conversation(HERE, "en"), answers("m1"), ())
    cluster.freeze()
    try:
        if ends == "committed":
            with pytest.raises(StoreUnavailable):
                await turning.commit()
        await work.__aexit__(None, None, None)
        # It closes when its threads end.
        await asyncio.wait_for(asyncio.to_thread(asyncio.run, store.close()), LONGEST)
    finally:
        cluster.thaw()


async def test_of_two_first_messages_at_once_both_are_kept(
    cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster.new_database()
    stores = [await open_in(tmp_path, server=url) for _ in range(2)]
    for number in range(20):
        address = Address("web", str(number))
        both = [until_kept(store, said(f"m{n}", address)) for n, store in enumerate(stores)]
        seqs = [seq for numbered in await asyncio.gather(*both) for seq, _ in numbered]
        assert sorted(seqs) == [1, 2, 3, 4]
    for store in stores:
        await store.close()


async def until_kept(store: StoredConversations, inbound: object) -> list[tuple[int, str]]:
    while True:
        try:
            return names(await turn(store, inbound))  # type: ignore[arg-type]
        except Overtaken:
            continue


@pytest.mark.parametrize(
    ("broken", "advice"),
    [
        ("postgresql://nobody@127.0.0.1:{port}/postgres", 'role "nobody" does not exist'),
        ("postgresql://bot@127.0.0.1:{port}/missing", 'database "missing" does not exist'),
        ("postgresql://bot@127.0.0.1:1/postgres", "mend its address"),
    ],
)
def test_an_address_that_is_wrong_says_what_is(cluster: Cluster, broken: str, advice: str) -> None:
    database = Database(broken.format(port=cluster.port))
    with pytest.raises(StoreUnavailable, match=advice), database.reading():
        pass
    database.close()
