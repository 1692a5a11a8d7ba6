"""Of several processes one leads; another follows, and never are there two."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import psycopg
import pytest

from bot.store.leading import BELIEVED, CUT_AFTER, HEARTBEAT, Leadership
from tests.postgres import new_cluster, shared_cluster

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> str:
    return shared_cluster().new_database()


class Candidate:
    """One process's leadership, kept running."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.leadership = Leadership(url, "the jobs", clock=clock)
        self.task = asyncio.create_task(self.leadership.run())

    async def vanish(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def candidates(url: str, number: int) -> AsyncIterator[list[Candidate]]:
    standing = [Candidate(url) for _ in range(number)]
    yield standing
    for each in standing:
        await each.vanish()


async def eventually(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - leading is asked for, not told
            await asyncio.sleep(0.01)


def leaders(standing: list[Candidate]) -> list[Candidate]:
    return [each for each in standing if each.leadership.leads()]


def cut_all(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'make-it-safe leader' AND datname = current_database()"
        )


async def test_of_three_exactly_one_leads(url: str) -> None:
    async with candidates(url, 3) as standing:
        await eventually(lambda: leaders(standing))
        await asyncio.sleep(1)
        assert len(leaders(standing)) == 1


async def test_another_takes_over_when_the_leader_ends(url: str) -> None:
    async with candidates(url, 3) as standing:
        await eventually(lambda: leaders(standing))
        [first] = leaders(standing)
        await first.vanish()
        rest = [each for each in standing if each is not first]
        await eventually(lambda: leaders(rest))
        assert not first.leadership.leads()


async def test_never_do_two_lead_while_connections_are_cut(url: str) -> None:
    most = 0
    async with candidates(url, 3) as standing:
        for number in range(300):
            if number % 60 == 30:
                await asyncio.to_thread(cut_all, url)
            most = max(most, len(leaders(standing)))
            await asyncio.sleep(0.01)
        await eventually(lambda: leaders(standing))
    assert most == 1


async def test_a_leader_that_was_asleep_knows_that_it_does_not_lead(url: str) -> None:
    slept = [0.0]
    sleeper = Candidate(url, lambda: time.monotonic() + slept[0])
    await eventually(sleeper.leadership.leads)
    slept[0] = BELIEVED
    assert not sleeper.leadership.leads()
    await sleeper.vanish()


def test_a_leader_steps_down_before_the_server_cuts_it() -> None:
    assert HEARTBEAT < BELIEVED < CUT_AFTER


async def test_the_server_cuts_a_leader_from_which_it_hears_nothing(url: str) -> None:
    async with candidates(url, 1) as [only]:
        await eventually(only.leadership.leads)
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE locktype = 'advisory' AND datname = current_database()"
            ).fetchone()
        assert found == (1,)
        await block_the_loop_for(CUT_AFTER + 1)
        other = Candidate(url)
        await eventually(other.leadership.leads)
        await other.vanish()


async def block_the_loop_for(seconds: float) -> None:
    """As a process that is stopped: nothing of it runs, its connections stay."""
    time.sleep(seconds)  # noqa: ASYNC251 - that is the point


async def test_work_is_begun_by_the_leader_and_ended_when_it_is_one_no_more(url: str) -> None:
    log: list[str] = []
    async with candidates(url, 1) as [only]:
        working = asyncio.create_task(only.leadership.while_leading(noting(log)))
        await eventually(lambda: log == ["begun"])
        await asyncio.to_thread(cut_all, url)
        await eventually(lambda: log[:3] == ["begun", "ended", "begun"])
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert log == ["begun", "ended", "begun", "ended"]


def noting(log: list[str]) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        log.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            log.append("ended")

    return work


async def test_work_of_who_never_leads_is_never_begun(url: str) -> None:
    log: list[str] = []
    async with candidates(url, 1) as [first]:
        await eventually(first.leadership.leads)
        second = Candidate(url)
        working = asyncio.create_task(second.leadership.while_leading(noting(log)))
        await asyncio.sleep(1)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await second.vanish()
    assert log == []


async def test_different_things_are_led_by_whoever_stands_for_them(url: str) -> None:
    jobs, telegram = Leadership(url, "the jobs"), Leadership(url, "a bot's token")
    tasks = [asyncio.create_task(each.run()) for each in (jobs, telegram)]
    await eventually(lambda: jobs.leads() and telegram.leads())
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_led_goes_on_helping_while_the_server_is_away_and_nobody_else_does() -> None:
    cluster = new_cluster()
    helped: list[int] = []

    async def help_from(number: int) -> None:
        helped.append(number)
        await asyncio.Event().wait()

    async with candidates(cluster.new_database(), 2) as standing:
        await eventually(lambda: leaders(standing))
        first = standing.index(leaders(standing)[0])
        helping = [
            asyncio.create_task(each.leadership.while_orphaned(partial(help_from, number)))
            for number, each in enumerate(standing)
        ]
        cluster.freeze()
        await eventually(lambda: helped)
        cluster.thaw()
        await eventually(lambda: leaders(standing))
        for each in helping:
            each.cancel()
    assert helped == [first]
