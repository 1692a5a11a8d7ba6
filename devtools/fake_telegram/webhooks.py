"""Bringing updates to the bot's own address, again and again until it says 200.

Within a chat one at a time and in order; chats beside one another, as many as were allowed.
"""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from devtools.fake_telegram.clock import Clock
from devtools.fake_telegram.refusals import Json, bad
from devtools.fake_telegram.updates import Updates, Waiting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
LONGEST_PAUSE = 60.0
PATIENCE = 60.0
"""Seconds to wait for an answer."""


@dataclass
class Webhook:
    """Where updates go instead of waiting, if the bot set an address."""

    updates: Updates
    clock: Clock
    url: str = ""
    secret: str = ""
    connections: int = 40
    first_pause: float = 1.0
    """Seconds after the first failure; doubled after each further one."""
    last_error_at: int = 0
    last_error: str = ""
    attempts: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: set[int | None] = field(default_factory=set)

    def set(self, url: str, *, secret: str = "", connections: int = 40) -> None:
        """From now on updates go there; an empty address ends it."""
        if url and not _may_be_called(url):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not SECRET_SIGNS.issuperset(secret) or len(secret) > 256:
            raise bad("secret token contains unallowed characters")
        self.stop()
        self.url, self.secret = url, secret
        self.connections = max(1, min(100, connections))
        self.last_error_at, self.last_error = 0, ""
        self.updates.bell.ring()

    def as_json(self) -> Json:
        """What getWebhookInfo answers."""
        about: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.queue),
        }
        if self.url:
            about |= {"max_connections": self.connections, "ip_address": "127.0.0.1"}
        if self.last_error_at:
            about |= {"last_error_date": self.last_error_at, "last_error_message": self.last_error}
        if self.updates.allowed:
            about["allowed_updates"] = self.updates.allowed
        return about

    async def run(self) -> None:
        """Delivers for ever; the application does this beside answering."""
        while not self.url:
            await self.updates.bell.wait(None)
        # Made only now: reading the certificates takes longer than most tests.
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            try:
                while True:
                    rung = self.updates.bell.rung
                    if self.url:
                        self._send_what_can_go(client)
                    await self.updates.bell.wait(None, since=rung)
            finally:
                self.stop()

    def stop(self) -> None:
        """Ends what is on its way; the updates stay."""
        for task in self._tasks:
            task.cancel()
        self._tasks, self._busy = set(), set()

    def _send_what_can_go(self, client: httpx.AsyncClient) -> None:
        self.updates.forget_old()
        for waiting in self.updates.queue:
            if len(self._busy) >= self.connections:
                return
            if waiting.chat_id not in self._busy:
                self._busy.add(waiting.chat_id)
                task = asyncio.create_task(self._serve_lane(client, waiting))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _serve_lane(self, client: httpx.AsyncClient, first: Waiting) -> None:
        """One chat's updates, one after the other, while nobody else needs the connection."""
        waiting: Waiting | None = first
        while waiting is not None:
            await self._deliver(client, waiting)
            crowded = len(self._busy) >= self.connections
            later = (each for each in self.updates.queue if each.chat_id == first.chat_id)
            waiting = None if crowded else next(later, None)
        self._busy.discard(first.chat_id)
        self.updates.bell.ring()

    async def _deliver(self, client: httpx.AsyncClient, waiting: Waiting) -> None:
        pause = self.first_pause
        while waiting in self.updates.queue:
            if await self._arrives(client, waiting):
                self.updates.done(waiting)
                return
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _arrives(self, client: httpx.AsyncClient, waiting: Waiting) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers[SECRET_HEADER] = self.secret
        self.attempts += 1
        waiting.delivered += 1
        try:
            answer = await client.post(self.url, content=waiting.body.encode(), headers=headers)
        except httpx.HTTPError as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        if answer.is_success:
            return True
        return self._failed(f"Wrong response from the webhook: {answer.status_code}")

    def _failed(self, why: str) -> bool:
        self.last_error_at, self.last_error = self.clock.seconds(), why
        return False


def _may_be_called(url: str) -> bool:
    """Outside one's own machine only by https, as there."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    )
