"""The bus of several processes: one connection of PostgreSQL's LISTEN for all who wait here.

What is told goes with the turn's own transaction, so it is told if and when that is committed. A
connection that was cut comes back by itself; then all who wait are woken and read by seq.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import psycopg

from bot.domain.message import Address
from bot.domain.telling import cause
from bot.store.bus import NEW_REPLIES, Rooms, heard_in

log = logging.getLogger(__name__)

LOOKS_EVERY = 5.0
"""Seconds between two looks whether the connection is alive."""
ANSWERS_IN = 2.0
LONGEST_PAUSE = 2.0


class PostgresBus:
    """Tells this process, and hears the others."""

    def __init__(self, conninfo: str, room_of: Callable[[Address], str]) -> None:
        """`room_of` names a conversation as the database does; it tells nothing without the key."""
        self._conninfo = conninfo
        self._room_of = room_of
        self._rooms = Rooms()
        self._told: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        """Channels of which something was told since somebody last waited for it."""
        self.listening = asyncio.Event()
        """Set while what other processes tell is heard."""

    def publish(self, address: Address, seq: int) -> None:
        """Wakes who waits in this process; the others hear it from the database."""
        self._rooms.wake(self._room_of(address), seq)

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        """True as soon as something newer than `seq` was told, False when the time is over."""
        return await self._rooms.wait(self._room_of(address), seq, seconds)

    async def wait_for_any(self, channel: str, seconds: float) -> bool:
        """True as soon as some conversation of that channel has something new, at once where that
        was told since the last wait. For one who waits.
        """
        told = self._told[channel]
        try:
            async with asyncio.timeout(seconds):
                await told.wait()
        except TimeoutError:
            return False
        told.clear()
        return True

    async def run(self) -> None:
        """Listens until cancelled."""
        pause = 0.1
        while True:
            try:
                with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
                    await self._listen()
            except Exception as error:  # whatever it is, somebody has to listen again
                log.error("listening failed: %s", cause(error))
            if self.listening.is_set():
                log.warning("other processes are not heard for a moment: the database is away")
                pause = 0.1
            self.listening.clear()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _listen(self) -> None:
        connecting = psycopg.AsyncConnection.connect(
            self._conninfo,
            autocommit=True,
            connect_timeout=2,
            application_name="make-it-safe bus",
        )
        async with await connecting as connection:
            await self._within(connection.execute(f"LISTEN {NEW_REPLIES}"))
            self.listening.set()
            # What was told while nobody listened is in the database.
            self._rooms.wake_all()
            for told in self._told.values():
                told.set()
            while True:
                async for notice in connection.notifies(timeout=LOOKS_EVERY):
                    self._hear(notice.payload)
                await self._within(connection.execute("SELECT 1"))

    async def _within(self, asked: Any) -> None:
        async with asyncio.timeout(ANSWERS_IN):
            await asked

    def _hear(self, said: str) -> None:
        heard = heard_in(said)
        if heard is not None:
            conversation_id, channel, seq = heard
            self._rooms.wake(conversation_id, seq)
            self._told[channel].set()
