"""Tells who listens that there are new replies; it carries a seq, no words.

Nothing is lost when nobody listens: a listener that comes later reads the database by seq first.
"""

import asyncio
from collections import defaultdict
from collections.abc import Hashable

from bot.domain.message import Address

NEW_REPLIES = "make_it_safe_replies"
"""Under this name processes tell one another."""
_ANY = 2**63


class Rooms:
    """Who waits in this process, and for what."""

    def __init__(self) -> None:
        self._waiting: defaultdict[Hashable, set[asyncio.Future[int]]] = defaultdict(set)

    def wake(self, room: Hashable, seq: int = _ANY) -> None:
        """Wakes everybody who waits in this room."""
        for future in self._waiting.pop(room, ()):
            if not future.done():
                future.set_result(seq)

    def wake_all(self) -> None:
        """Wakes everybody: something may have been missed."""
        for room in list(self._waiting):
            self.wake(room)

    async def wait(self, room: Hashable, seq: int, seconds: float) -> bool:
        """True as soon as the room is woken with something newer, False when the time is over."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            newest = await self._next(room, left)
            if newest is not None and newest > seq:
                return True
        return False

    async def _next(self, room: Hashable, seconds: float) -> int | None:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[room].add(future)
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return None
        finally:
            self._forget(room, future)

    def _forget(self, room: Hashable, future: asyncio.Future[int]) -> None:
        waiting = self._waiting.get(room)
        if waiting is not None:
            waiting.discard(future)
            if not waiting:
                del self._waiting[room]


class ProcessBus:
    """For one process; `listening.PostgresBus` has the same promises for several."""

    def __init__(self) -> None:
        self._rooms = Rooms()

    def publish(self, address: Address, seq: int) -> None:
        """Wakes everybody who waits for this conversation."""
        self._rooms.wake(address, seq)

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        """True as soon as something newer than `seq` was published, False when the time is over."""
        return await self._rooms.wait(address, seq, seconds)


def said_of(conversation_id: str, channel: str, seq: int) -> str:
    """What one process tells the others of a turn."""
    return f"{conversation_id} {seq} {channel}"


def heard_in(said: str) -> tuple[str, str, int] | None:
    """Conversation, channel and seq of what was told; None for what is not ours."""
    words = said.split(" ")
    if len(words) != 3 or not words[1].isdecimal():
        return None
    return words[0], words[2], int(words[1])
