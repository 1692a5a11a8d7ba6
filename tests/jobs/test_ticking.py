"""A job that fails or hangs is told of and tried again; the others go on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.domain.errors import StoreUnavailable
from bot.domain.measures import JOB_FAILURES, JOB_SUCCESS
from bot.jobs import Job, RunBy, Ticking, Work
from bot.store.alone import Alone
from tests.fakes import FakeMeters

SOON = timedelta(milliseconds=5)
CANARY = "i told nobody else"


def job(name: str = "sweep", **changes: object) -> Job:
    """A job that is due all the time."""
    given = {"every": SOON, "run_by": RunBy.THE_LEADER, "longest": timedelta(seconds=5), **changes}
    return Job(name=name, promise="It is swept.", **given)  # type: ignore[arg-type]


@dataclass
class Counted:
    """Work that is counted; it breaks as often as it was told, and then no more."""

    breaks: list[Exception] = field(default_factory=list)
    runs: int = 0
    ran: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def has_run(self, times: int) -> None:
        """Waits until it ran so often."""
        async with asyncio.timeout(10), self.ran:
            await self.ran.wait_for(lambda: self.runs >= times)

    async def __call__(self) -> None:
        async with self.ran:
            self.runs += 1
            self.ran.notify_all()
        if self.breaks:
            raise self.breaks.pop(0)


@dataclass
class Follower:
    """Leads only when it was told to."""

    is_leader: bool = False

    def leads(self) -> bool:
        return self.is_leader


async def hang() -> None:
    await asyncio.Event().wait()


def ticking(work: Work, *, every: Job | None = None) -> Ticking:
    """One job with its work, in the only process."""
    one = every or job()
    return Ticking({one.name: work}, Alone().leads, [one])


async def test_a_job_is_run_again_and_again() -> None:
    work = Counted()
    jobs = ticking(work)
    jobs.start()
    await work.has_run(3)
    await jobs.close()


async def test_a_job_at_once_does_not_wait_for_its_first_interval() -> None:
    work = Counted()
    jobs = ticking(work, every=job(every=timedelta(days=1), at_once=True))
    jobs.start()
    await work.has_run(1)
    await jobs.close()


async def test_nothing_runs_after_closing() -> None:
    work = Counted()
    jobs = ticking(work)
    jobs.start()
    await work.has_run(1)
    await jobs.close()
    ran = work.runs
    await asyncio.sleep(0.05)
    assert work.runs == ran


async def test_a_failing_job_stops_neither_itself_nor_the_others() -> None:
    broken, well = Counted([RuntimeError(CANARY)] * 10_000), Counted()
    two = [job("broken"), job("well")]
    jobs = Ticking({"broken": broken, "well": well}, Alone().leads, two)
    jobs.start()
    await broken.has_run(3)
    await well.has_run(3)
    await jobs.close()


async def test_a_fault_is_told_by_its_kind_and_not_by_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await ticking(Counted([RuntimeError(CANARY)])).tick(job())
    assert "the job sweep failed and is tried again: RuntimeError at test_ticking.py" in caplog.text
    assert CANARY not in caplog.text


async def test_our_own_errors_say_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    await ticking(Counted([StoreUnavailable("The disk is full: make room.")])).tick(job())
    assert "The disk is full: make room." in caplog.text


async def test_the_same_fault_is_told_once_until_it_is_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "bot.jobs")
    jobs = ticking(Counted([StoreUnavailable("full")] * 3))
    for _ in range(5):
        await jobs.tick(job())
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_a_job_that_hangs_is_given_up_and_tried_again() -> None:
    tries: list[Work] = [hang, Counted()]
    ran = []

    async def work() -> None:
        await tries.pop(0)()
        ran.append(True)

    jobs = ticking(work)
    await jobs.tick(job(longest=SOON))
    await asyncio.sleep(0)
    await jobs.tick(job())
    assert ran == [True]


async def test_beside_a_run_that_cannot_be_ended_no_second_one_begins() -> None:
    let_go = asyncio.Event()
    begun = []

    async def stubborn() -> None:
        begun.append(True)
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    jobs = ticking(stubborn)
    for _ in range(3):
        await jobs.tick(job(longest=SOON))
    let_go.set()
    assert begun == [True]


async def test_what_only_the_leader_does_the_others_leave() -> None:
    work, follower = Counted(), Follower()
    jobs = Ticking({"sweep": work}, follower.leads, [job()])
    await jobs.tick(job())
    follower.is_leader = True
    await jobs.tick(job())
    assert work.runs == 1


async def test_what_each_process_does_is_done_by_those_who_do_not_lead() -> None:
    work = Counted()
    each = job(run_by=RunBy.EACH_PROCESS)
    await Ticking({"sweep": work}, Follower().leads, [each]).tick(each)
    assert work.runs == 1


@pytest.mark.parametrize("given", [{}, {"sweep": hang, "dust": hang}])
def test_a_job_without_work_and_work_without_a_job_are_refused(
    given: dict[str, Callable[[], Awaitable[None]]],
) -> None:
    with pytest.raises(ValueError, match="every job of the table"):
        Ticking(given, Alone().leads, [job()])


async def test_successes_and_failures_are_measured() -> None:
    meters = FakeMeters()
    jobs = Ticking({"sweep": Counted([OSError()])}, Alone().leads, [job()], meters=meters)
    await jobs.tick(job())
    assert meters.of(JOB_FAILURES) == [{"job": "sweep"}]
    assert meters.of(JOB_SUCCESS) == []
    await jobs.tick(job())
    assert meters.of(JOB_SUCCESS) == [{"job": "sweep"}]


async def test_closing_ends_a_job_that_runs() -> None:
    jobs = ticking(hang, every=job(at_once=True))
    jobs.start()
    await asyncio.sleep(0.02)
    async with asyncio.timeout(5):
        await jobs.close()
