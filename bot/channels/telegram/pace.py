"""How fast Telegram may be written to: who is in danger goes first.

Telegram's own bounds, from its FAQ for bots: 30 messages a second in all, about one a second in a
chat, short bursts apart.
"""

import asyncio
import heapq
import itertools
from collections.abc import Callable

from bot.channels.buckets import Buckets, Rate

ALL = Rate(burst=30, per_second=30)
CHAT = Rate(burst=3, per_second=1)

Clock = Callable[[], float]
"""Seconds that only go forward."""


class Pace:
    """Lets one message go at a time, as soon as it may."""

    def __init__(self, seconds: Clock, *, in_all: Rate = ALL, in_a_chat: Rate = CHAT) -> None:
        self._seconds = seconds
        self._all = Buckets(in_all)
        self._chats = Buckets(in_a_chat)
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._number = itertools.count()
        self._letting_go: asyncio.Task[None] | None = None

    async def wait(self, chat: str, *, safety: bool) -> None:
        """Returns when this chat may be written to; of all that wait, safety replies go first."""
        await self._place_in(self._chats, chat)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not safety, next(self._number), turn))
        if self._letting_go is None or self._letting_go.done():
            self._letting_go = asyncio.create_task(self._let_go())
        await turn

    def spares_one(self) -> bool:
        """Takes a place for what may as well not be sent; only while most are free, so that no
        message waits for it.
        """
        return not self._waiting and self._all.take_spare("all", self._seconds())

    async def _place_in(self, buckets: Buckets, name: str) -> None:
        seconds = buckets.wait(name, self._seconds())
        while seconds:
            await asyncio.sleep(seconds)
            seconds = buckets.wait(name, self._seconds())

    async def _let_go(self) -> None:
        while self._waiting:
            # A place first, and only then who gets it: meanwhile somebody in danger may have come.
            await self._place_in(self._all, "all")
            *_, turn = heapq.heappop(self._waiting)
            if not turn.cancelled():
                turn.set_result(None)
