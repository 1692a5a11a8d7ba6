"""Sending: in order in each chat, safety first among chats, until it was taken or nobody is there.

A reply stays in the store until it was sent. So what a crash interrupts is sent afterwards, and at
most the one reply twice that was taken by Telegram and not yet noted here.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.telegram.account import Account, Outgoing
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.intake import CHANNEL
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.refusals import Left, NotSendable, Unreachable
from bot.channels.telegram.rendering import announce, render
from bot.channels.telegram.writing import Writing
from bot.domain.errors import StoreError
from bot.domain.failpoints import failpoint
from bot.domain.measures import SAFETY_SECONDS, TELEGRAM_SENDS, TELEGRAM_WAITING, Unmetered
from bot.domain.message import Address, Reply
from bot.domain.telling import cause
from bot.ports import Clock, Meters, Outbox

log = logging.getLogger(__name__)

LATE = timedelta(minutes=10)
"""After so long somebody else may hold the phone: it is said that something came, and not what."""
LONGEST_PAUSE = 30.0
LOOKS_EVERY = 10.0
"""Seconds between looks at what is still to be sent: a word about it may have been lost."""
LONGEST_SEND = 5.0
"""Seconds that a message on its way is waited for, before the chat is hidden without it."""

Words = Callable[[str, str], str]
"""Language and name of a response to its text."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One message on its way; its reply is kept until this is sent, where it has a seq."""

    outgoing: Outgoing
    safety: bool
    seq: int = 0
    since: float = field(default_factory=time.monotonic)


class Sender:
    """Sends to all chats of one account."""

    def __init__(
        self,
        *,
        account: Account,
        outbox: Outbox,
        clock: Clock,
        buttons: Buttons,
        words: Words,
        forget: Callable[[Address], Awaitable[None]],
        pace: Pace | None = None,
        meters: Meters | None = None,
    ) -> None:
        self._account = account
        self._outbox = outbox
        self._clock = clock
        self._buttons = buttons
        self._words = words
        self._forget = forget
        self._pace = pace or Pace(time.monotonic)
        self._meters = meters or Unmetered()
        self.writing = Writing(account, self._pace)
        self._queues: dict[Address, deque[_Waiting]] = {}
        self._tasks: dict[Address, asyncio.Task[None]] = {}
        self._numbers: dict[Address, list[int]] = {}
        """What was sent to the chats that are being written to, by its number in the chat."""
        self.announced: set[Address] = set()
        """Chats in which something came and was not shown yet."""

    def send(self, address: Address, replies: Sequence[tuple[int, Reply]]) -> None:
        """Sends these as soon as may be; those without a seq (0) are kept nowhere."""
        self.announced.discard(address)
        for seq, reply in replies:
            parts = render(reply, seq, address.id, self._buttons)
            for number, outgoing in enumerate(parts, start=1):
                # Only when its last part is there, a reply was shown.
                kept = seq if number == len(parts) else 0
                self._put(address, _Waiting(outgoing, reply.safety, kept))

    def announce(self, address: Address, language: str) -> None:
        """Says that something came, without a word of it; it stays kept until asked for."""
        if address in self.announced:
            return
        self.announced.add(address)
        text = self._words(language, "utter_telegram_new_message")
        title = self._words(language, "utter_telegram_show")
        self._put(address, _Waiting(announce(text, title, address.id, self._buttons), True))

    async def resume(self) -> None:
        """Sends what was kept and not sent when the process ended. Raises StoreError."""
        for address, at in await self._outbox.unsent(CHANNEL):
            replies = await self._outbox.replies_after(address, 0)
            if not replies or address in self._queues:
                continue
            if self._clock.now() - at > LATE:
                self.announce(address, replies[-1][1].language)
            else:
                self.send(address, replies)

    async def lead(self) -> None:
        """Sends what was left over, and looks from time to time for what still is."""
        while True:
            try:
                await self.resume()
            except StoreError:
                log.warning("what is still to be sent cannot be read")
            await asyncio.sleep(LOOKS_EVERY)

    async def lose(self) -> None:
        """Sends nothing more."""

    async def halt(self, address: Address) -> list[int]:
        """Sends nothing more of what waits for this chat; the numbers of what had just gone."""
        if address not in self._queues:
            return []
        self._queues[address].clear()
        task, numbers = self._tasks[address], self._numbers[address]
        await asyncio.wait([task], timeout=LONGEST_SEND)
        # What Telegram has not taken by now must not appear in a chat that was left.
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return numbers

    async def close(self) -> None:
        """Stops; what was not sent stays kept."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _put(self, address: Address, waiting: _Waiting) -> None:
        if address in self._queues:
            self._queues[address].append(waiting)
        else:
            self._queues[address] = deque([waiting])
            self._numbers[address] = []
            self._tasks[address] = asyncio.create_task(self._empty(address))
        self._tell_waiting()

    async def _empty(self, address: Address) -> None:
        queue = self._queues[address]
        try:
            while queue:
                await self._send_one(address, queue.popleft())
        except Left:
            self._meters.count(TELEGRAM_SENDS, outcome="gone")
            await self._let_go(address)
        except Exception as error:  # this chat waits for the next start; all others go on
            log.error("a chat cannot be written to: %s", cause(error))
        finally:
            del self._queues[address], self._tasks[address], self._numbers[address]
            self._tell_waiting()

    def _tell_waiting(self) -> None:
        self._meters.level(TELEGRAM_WAITING, sum(map(len, self._queues.values())))

    async def _send_one(self, address: Address, waiting: _Waiting) -> None:
        pause = 1.0
        outgoing = waiting.outgoing
        while True:
            with self.writing.shown(address.id):
                await self._pace.wait(address.id, safety=waiting.safety)
            failpoint("before_send")
            try:
                number = await self._account.send(address.id, outgoing)
            except Unreachable as wait:
                self._meters.count(TELEGRAM_SENDS, outcome="later")
                await asyncio.sleep(max(wait.seconds, pause))
                pause = min(pause * 2, LONGEST_PAUSE)
            except NotSendable:
                if outgoing.keyboard is None:
                    self._meters.count(TELEGRAM_SENDS, outcome="refused")
                    log.error("telegram refuses a message: it is passed over")
                    return await self._note(address, waiting, "")
                outgoing = Outgoing(outgoing.text)
            else:
                failpoint("after_send")
                self._tell_sent(waiting)
                self._numbers[address].append(number)
                return await self._note(address, waiting, str(number))

    def _tell_sent(self, waiting: _Waiting) -> None:
        self._meters.count(TELEGRAM_SENDS, outcome="sent")
        if waiting.safety:
            took = time.monotonic() - waiting.since
            self._meters.took(SAFETY_SECONDS, took, channel=CHANNEL)

    async def _note(self, address: Address, waiting: _Waiting, shown_as: str) -> None:
        try:
            await self._outbox.sent(address, waiting.seq, shown_as, self._clock.now())
        except StoreError:
            # The next reply's note covers this one; at worst it is sent once more after a restart.
            log.warning("a sent reply could not be noted")

    async def _let_go(self, address: Address) -> None:
        try:
            await self._forget(address)
        except StoreError:
            log.warning("a chat that is gone could not be forgotten yet")
