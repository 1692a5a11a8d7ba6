"""One process among many does what only one may do: it holds an advisory lock of PostgreSQL.

The lock goes with the connection that holds it, so nothing need be released after a crash. A leader
that stops answering is cut by the server before another one takes over, and knows by its own clock
that it no longer leads before that: two never lead at once.
"""

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg

from bot.domain.telling import cause

log = logging.getLogger(__name__)

HEARTBEAT = 1.0
"""Seconds between two signs of life."""
BELIEVED = 2.5
"""Seconds after a sign of life during which the leader goes on."""
CUT_AFTER = 3.5
"""Seconds without a sign of life after which the server cuts the leader; then another may lead."""
TRIES_EVERY = 0.5

_TRY = "SELECT pg_try_advisory_lock(%s)"

Work = Callable[[], Awaitable[None]]


class Leadership:
    """Candidate for one thing that only one process does, such as one bot's token."""

    def __init__(
        self, conninfo: str, name: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._conninfo = conninfo
        self._number = _number_of(name)
        self._clock = clock
        self._lived = float("-inf")
        self._leading = asyncio.Event()
        self._orphaned = False

    def leads(self) -> bool:
        """Whether this process is the one; one that was asleep knows at once that it is not."""
        return self._clock() - self._lived < BELIEVED

    async def run(self) -> None:
        """Stands for it, and holds it, until cancelled."""
        while True:
            try:
                with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
                    await self._stand()
            except Exception as error:  # whatever it is, somebody has to stand again
                log.error("standing to lead failed: %s", cause(error))
            finally:
                self._step_down()
            await asyncio.sleep(TRIES_EVERY)

    async def while_leading(self, work: Work) -> None:
        """Does the work whenever this process leads, and stops it as soon as it does not. Until
        cancelled.
        """
        while True:
            await self._leading.wait()
            if await _done_while(self.leads, work):
                return

    async def while_orphaned(self, work: Work) -> None:
        """Does the work whenever this process led last and the database answers it no more: then it
        most likely answers nobody, and nobody else leads. Until cancelled.
        """
        while not await _done_while(lambda: self._orphaned, work):
            pass

    async def _stand(self) -> None:
        # The server ends a session from which it hears nothing, and one whose machine is gone.
        session = (
            f"-c idle_session_timeout={round(CUT_AFTER * 1000)}"
            " -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2"
            f" -c tcp_user_timeout={round(CUT_AFTER * 1000)}"
        )
        connecting = psycopg.AsyncConnection.connect(
            self._conninfo,
            autocommit=True,
            connect_timeout=2,
            application_name="make-it-safe leader",
            options=session,
        )
        async with await connecting as connection:
            while not await self._ask(connection, _TRY, self._number):  # noqa: ASYNC110 - asks there
                await asyncio.sleep(TRIES_EVERY)
            log.info("this process leads now")
            while True:
                self._leading.set()
                await asyncio.sleep(HEARTBEAT)
                await self._ask(connection, "SELECT true")

    async def _ask(
        self, connection: psycopg.AsyncConnection[Any], question: str, *values: int
    ) -> bool:
        asked = self._clock()
        async with asyncio.timeout(BELIEVED - HEARTBEAT):
            cursor = await connection.execute(question, values)
            row = await cursor.fetchone()
        self._orphaned = False
        is_so = bool(row and row[0])
        if is_so:
            # From when it was asked: the server counts from no earlier than that.
            self._lived = asked
        return is_so

    def _step_down(self) -> None:
        if self._leading.is_set():
            log.warning("this process leads no more")
            self._orphaned = True
        self._leading.clear()
        self._lived = float("-inf")


async def _done_while(is_so: Callable[[], bool], work: Work) -> bool:
    """Does the work as long as this is so; True where it ended by itself."""
    if not is_so():
        await asyncio.sleep(HEARTBEAT / 4)
        return False
    working = asyncio.ensure_future(work())
    try:
        while is_so() and not working.done():
            await asyncio.wait([working], timeout=HEARTBEAT / 4)
        if working.done():
            working.result()
        return working.done()
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def _number_of(name: str) -> int:
    """What the lock is called in the database; the name itself (a token) stays here."""
    return int.from_bytes(hashlib.sha256(f"leader of {name}".encode()).digest()[:8], signed=True)
