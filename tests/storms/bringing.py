"""Bringing updates to the bot's own address, as Telegram does to a deployment with a webhook.

Telegram is never as rough as this: here one update may be brought several times, by several senders
at once.
"""

import asyncio
from dataclasses import dataclass, field

import httpx

from bot.channels.telegram.webhook import PATH
from tests.storms.chats import Chat, Chats, Written
from tests.storms.deploying import PATIENCE, client

AHEAD = 500
"""So many places of the queue are looked through for a chat that nobody is at."""


@dataclass
class Bringing:
    """A queue of updates, and who brings them."""

    chats: Chats
    todo: list[tuple[Chat, Written]]
    in_turn: bool = False
    """Never two of one chat at once."""
    _busy: set[str] = field(default_factory=set)
    _number: int = 0

    async def run(self, senders: int = 8) -> None:
        """Brings all of them, each until it is taken."""
        secret = self.chats.deployment.names.secret_for("telegram webhook").hex()
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with client(headers=headers, timeout=PATIENCE) as asking:
            await asyncio.gather(*(self._send(asking) for _ in range(senders)))

    async def _send(self, asking: httpx.AsyncClient) -> None:
        while self.todo:
            place = self._next()
            if place is None:
                await asyncio.sleep(0.01)
                continue
            chat, written = self.todo.pop(place)
            self._busy.add(chat.name)
            if not await self._bring(asking, chat, written):
                self.todo.insert(0, (chat, written))
                await asyncio.sleep(0.2)
            self._busy.discard(chat.name)

    def _next(self) -> int | None:
        if not self.in_turn:
            return 0
        places = enumerate(self.todo[:AHEAD])
        return next((place for place, (chat, _) in places if chat.name not in self._busy), None)

    async def _bring(self, asking: httpx.AsyncClient, chat: Chat, written: Written) -> bool:
        urls = self.chats.deployment.urls()
        self._number += 1
        self.chats.invoke(chat, written)
        try:
            answer = await asking.post(
                f"{urls[self._number % len(urls)]}{PATH}",
                content=written.body.encode(),
            )
        except httpx.ConnectError as error:
            self.chats.history.fail(written.op, type(error).__name__)
            return False
        except httpx.TransportError as error:
            self.chats.history.unknown(written.op, type(error).__name__)
            return False
        if answer.status_code != 200:
            self.chats.history.fail(written.op, answer.status_code)
            return False
        self.chats.acknowledged(written.op)
        return True
