"""Tells who listens in this process that there are new replies; it carries a seq, no words.

Nothing is lost when nobody listens: a listener that comes later reads the database by seq first.
"""

import asyncio
from collections import defaultdict

from bot.domain.message import Address


class ProcessBus:
    """For one process; several over PostgreSQL get another one with the same promises."""

    def __init__(self) -> None:
        self._waiting: defaultdict[Address, set[asyncio.Future[int]]] = defaultdict(set)

    def publish(self, address: Address, seq: int) -> None:
        """Wakes everybody who waits for this conversation."""
        for future in self._waiting.pop(address, ()):
            if not future.done():
                future.set_result(seq)

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        """True as soon as something newer than `seq` was published, False when the time is over."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            newest = await self._next(address, left)
            if newest is not None and newest > seq:
                return True
        return False

    async def _next(self, address: Address, seconds: float) -> int | None:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[address].add(future)
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return None
        finally:
            self._forget(address, future)

    def _forget(self, address: Address, future: asyncio.Future[int]) -> None:
        waiting = self._waiting.get(address)
        if waiting is not None:
            waiting.discard(future)
            if not waiting:
                del self._waiting[address]
