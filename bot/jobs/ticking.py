"""Ticks the jobs. One that fails or hangs is told of and tried again, and stops no other.

The scheduler holds nothing but the next tick of each job, in memory: what is due is known by the
parts that the jobs ask, so nothing is lost with a process.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import BotError
from bot.domain.measures import JOB_FAILURES, JOB_SUCCESS, Unmetered
from bot.domain.telling import Told, cause
from bot.jobs.table import JOBS, Job, RunBy
from bot.ports import Meters

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]
"""What a job does; it may raise."""


class Ticking:
    """The jobs of this process; `start` inside a running loop, `close` at the end."""

    def __init__(
        self,
        work: Mapping[str, Work],
        leads: Callable[[], bool],
        jobs: Sequence[Job] = JOBS,
        *,
        meters: Meters | None = None,
    ) -> None:
        """`leads`: whether this process does what only one of several may do."""
        if set(work) != {job.name for job in jobs}:
            raise ValueError("every job of the table has its work, and there is no other")
        self._work = work
        self._leads = leads
        self._jobs = jobs
        self._meters = meters or Unmetered()
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._ails: dict[str, Told] = {}
        """What was said last of each job that fails: the same is not said at every tick."""
        # A run that takes longer than its interval is told of by ourselves, where it is a fault.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # A process that was stopped for an hour owes one run, however late, and not many.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """From now on the jobs run."""
        for job in self._jobs:
            first = {"next_run_time": datetime.now(UTC)} if job.at_once else {}
            self._scheduler.add_job(
                self.tick,
                "interval",
                args=[job],
                id=job.name,
                seconds=job.every.total_seconds(),
                **first,
            )
        self._scheduler.start()

    async def close(self) -> None:
        """No job runs any more. One in a thread is left to itself."""
        self._scheduler.pause()
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        # The ticks that waited for them end by themselves, before the scheduler counts them lost.
        await asyncio.sleep(0)
        self._scheduler.shutdown()

    async def tick(self, job: Job) -> None:
        """Runs the job once, where this process is to; never raises."""
        if job.run_by is RunBy.THE_LEADER and not self._leads():
            return
        ailment = await self._run(job)
        if ailment and ailment != self._ails.get(job.name):
            log.warning("the job %s failed and is tried again: %s", Told(job.name), ailment)
        elif not ailment and job.name in self._ails:
            log.info("the job %s is well again", Told(job.name))
        if ailment:
            self._ails[job.name] = ailment
            self._meters.count(JOB_FAILURES, job=job.name)
        else:
            self._ails.pop(job.name, None)
            self._meters.level(JOB_SUCCESS, time.time(), job=job.name)

    async def _run(self, job: Job) -> Told:
        """What was wrong; empty when it went well."""
        before = self._running.get(job.name)
        if before is not None and not before.done():
            return Told("the run before does not end")
        task = asyncio.ensure_future(self._work[job.name]())
        self._running[job.name] = task
        await asyncio.wait({task}, timeout=job.longest.total_seconds())
        if not task.done():
            task.cancel()
            return Told(f"it took longer than {job.longest.total_seconds():g} s")
        return _ailment(task)


def _ailment(task: asyncio.Task[Any]) -> Told:
    error = None if task.cancelled() else task.exception()
    if error is None:
        return Told()
    # What our own errors say holds nobody's words.
    return Told(error) if isinstance(error, BotError) else cause(error)
