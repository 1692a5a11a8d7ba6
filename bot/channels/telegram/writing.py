"""Shows that an answer is being written, where that takes noticeable time.

Who is frightened and sees nothing happen for a second writes again, or goes. It is a courtesy all
the same: it takes a place in the pace only where most are free, and nobody waits for it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.channels.telegram.account import Account
from bot.channels.telegram.pace import Pace

NOTICEABLE = 0.4
"""Seconds after which people begin to wonder."""
SHOWN_FOR = 4.5
"""Seconds; Telegram takes it away after five."""


class Writing:
    """The sign in the chats of one account."""

    def __init__(self, account: Account, pace: Pace, *, after: float = NOTICEABLE) -> None:
        self._account = account
        self._pace = pace
        self._after = after

    @contextmanager
    def shown(self, chat: str) -> Iterator[None]:
        """The sign stands in that chat while this takes longer than is noticed."""
        task = asyncio.create_task(self._show(chat))
        try:
            yield
        finally:
            task.cancel()

    async def _show(self, chat: str) -> None:
        await asyncio.sleep(self._after)
        while True:
            if self._pace.spares_one():
                await self._account.types(chat)
            await asyncio.sleep(SHOWN_FOR)
