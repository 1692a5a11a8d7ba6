"""Replies as server-sent events, each with its seq as id: a cut stream goes on where it stopped."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from typing import Protocol, TypeVar

from bot.channels.web.wire import event
from bot.domain.errors import StoreError
from bot.domain.measures import OPEN_STREAMS, Unmetered
from bot.domain.message import Address, Reply
from bot.ports import Meters

PING_SECONDS = 15.0
MOST_STREAMS = 5_000
MOST_FOR_ONE = 3
"""Tabs of one conversation; a fourth closes the oldest."""

Pieces = AsyncGenerator[str, None]

_HERE = ": here\n\n"
_Result = TypeVar("_Result")


class Source(Protocol):
    """Where replies come from."""

    async def after(self, address: Address, seq: int) -> tuple[tuple[int, Reply], ...]:
        """Replies not yet shown with a greater seq, in order."""
        ...

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        """True as soon as something newer than `seq` was published, False when the time is over."""
        ...


class Streams:
    """The open streams of this process."""

    def __init__(self, ping_seconds: float = PING_SECONDS, *, meters: Meters | None = None) -> None:
        self._ping = ping_seconds
        self._meters = meters or Unmetered()
        self._open: dict[str, list[asyncio.Event]] = {}
        self._count = 0
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether another stream would be too many, or the process is stopping: poll instead."""
        return self._closed or self._count >= MOST_STREAMS

    def close(self) -> None:
        """End every stream now, so that the process can stop; pages come back to the next one."""
        self._closed = True
        for stops in self._open.values():
            for stop in stops:
                stop.set()

    def end(self, conversation: str) -> None:
        """End the streams of one conversation."""
        for stop in self._open.get(conversation, ()):
            stop.set()

    async def events(self, source: Source, address: Address, after: int) -> Pieces:
        """Every reply after that seq, now and as they come, with a sign of life between them."""
        stop = self._enter(address.id)
        try:
            # Something at once: the page sees by it that nothing on the way holds streams back.
            yield _HERE
            async for piece in self._pieces(source, address, after, stop):
                yield piece
        except StoreError:
            return
        finally:
            self._exit(address.id, stop)

    async def _pieces(
        self, source: Source, address: Address, seq: int, stop: asyncio.Event
    ) -> Pieces:
        woken: bool | None = False
        pause = 0.0
        while not stop.is_set():
            # Before it is read: what is told while it is being read must not go unheard.
            waiting = asyncio.ensure_future(source.wait(address, seq, self._ping))
            try:
                replies = await source.after(address, seq)
                for number, reply in replies:
                    yield event(number, reply)
                    seq = number
                if replies:
                    pause, woken = 0.0, None
                    continue
                pause = min(self._ping, 2 * pause or 0.5) if woken else 0.0
                if pause:
                    # Woken for what another tab has shown already: look less and less often.
                    await _unless(stop, asyncio.sleep(pause))
                    yield _HERE
                woken = await _unless(stop, waiting)
                if woken is False:
                    yield _HERE
            finally:
                waiting.cancel()

    def _enter(self, name: str) -> asyncio.Event:
        stop = asyncio.Event()
        mine = self._open.setdefault(name, [])
        mine.append(stop)
        self._count += 1
        self._meters.level(OPEN_STREAMS, self._count)
        if len(mine) > MOST_FOR_ONE:
            mine[-1 - MOST_FOR_ONE].set()
        return stop

    def _exit(self, name: str, stop: asyncio.Event) -> None:
        self._open[name].remove(stop)
        self._count -= 1
        self._meters.level(OPEN_STREAMS, self._count)
        if not self._open[name]:
            del self._open[name]


async def _unless(stop: asyncio.Event, work: Awaitable[_Result]) -> _Result | None:
    """The work's result, or None when it is time to stop."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
