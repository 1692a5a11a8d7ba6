"""What one process knows of the others: nothing on SQLite, bus and leadership on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.ports import Bus, Leadership
from bot.settings import Settings
from bot.store.alone import Alone
from bot.store.bus import ProcessBus
from bot.store.conversations import StoredConversations


@dataclass(frozen=True)
class Together:
    """The bus, and who leads in what; `stand` before anything of it is needed."""

    bus: Bus
    wait_for_any: Callable[[str, float], Awaitable[bool]] | None = None
    """Until some conversation of a channel was answered, perhaps elsewhere; None: only here."""
    _candidate: Callable[[str], tuple[Leadership, Coroutine[Any, Any, None]]] | None = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def stand(self, name: str) -> Leadership:
        """Stands for what that name says; another process may do it already."""
        if self._candidate is None:
            return Alone()
        leads, running = self._candidate(name)
        self._tasks.append(asyncio.create_task(running))
        return leads


LONGEST_GOODBYE = 1.5
"""Seconds that connections may take to close."""


@asynccontextmanager
async def together(
    settings: Settings, conversations: StoredConversations
) -> AsyncIterator[Together]:
    """Bus and leadership of this process, until it ends."""
    url = settings.database_url.get_secret_value()
    if not url.startswith("postgres"):
        yield Together(ProcessBus())
        return
    # Imported late: only here the driver is needed.
    from bot.store import leading
    from bot.store.listening import PostgresBus
    from bot.store.postgresql import conninfo

    def candidate(name: str) -> tuple[Leadership, Coroutine[Any, Any, None]]:
        leadership = leading.Leadership(conninfo(url), name)
        return leadership, leadership.run()

    bus = PostgresBus(conninfo(url), conversations.room_of)
    found = Together(bus, bus.wait_for_any, candidate)
    found._tasks.append(asyncio.create_task(bus.run()))
    try:
        yield found
    finally:
        for task in found._tasks:
            task.cancel()
        # A server that hangs must not hold up the end: what is left open ends with the process.
        await asyncio.wait(found._tasks, timeout=LONGEST_GOODBYE)
