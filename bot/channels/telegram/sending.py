"""Sending: in order in each chat, safety first among chats, until it was taken or nobody is there.

A reply stays in the store until it was sent. So what a crash interrupts is sent afterwards, and at
most the one reply twice that was taken by Telegram and not yet noted here. Of several processes
only the one that leads sends what is kept; what is kept nowhere is sent by whoever said it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.channels.telegram.account import Account
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.intake import CHANNEL
from bot.channels.telegram.lane import LATE, Lane, Means
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.recent import HIDDEN_FOR, Recent
from bot.channels.telegram.rendering import announce, render
from bot.channels.telegram.writing import Writing
from bot.domain.errors import StoreError
from bot.domain.measures import TELEGRAM_WAITING, Unmetered
from bot.domain.message import Address, Reply
from bot.ports import Clock, Meters, Outbox

log = logging.getLogger(__name__)

LOOKS_EVERY = 10.0
"""Seconds between looks at what is still to be sent: a word about it may have been lost."""
AT_MOST_EVERY = 0.1
"""Seconds; many turns at once are found by one look."""
LONGEST_SEND = 5.0
"""Seconds that a message on its way is waited for, before the chat is hidden without it."""
LAST_SEND = 2.0
"""Seconds that a message on the wire is waited for where another process leads from now on."""

Words = Callable[[str, str], str]
"""Language and name of a response to its text."""


WaitForAny = Callable[[str, float], Awaitable[bool]]
"""Returns when a conversation of that channel was answered, perhaps by another process; or when so
many seconds are over.
"""


async def nobody_else(channel: str, seconds: float) -> bool:
    """Where this is the only process."""
    await asyncio.sleep(seconds)
    return False


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
        wait_for_any: WaitForAny = nobody_else,
        pace: Pace | None = None,
        meters: Meters | None = None,
        looks_every: float = LOOKS_EVERY,
    ) -> None:
        pace = pace or Pace(time.monotonic)
        self.writing = Writing(account, pace)
        self._means = Means(
            account=account,
            outbox=outbox,
            clock=clock,
            buttons=buttons,
            pace=pace,
            writing=self.writing,
            recent=Recent(),
            forget=forget,
            leads=lambda: self._leading,
            too_late=self.announce,
            meters=meters or Unmetered(),
            moved=self._tell_waiting,
        )
        self._words = words
        self._wait_for_any = wait_for_any
        self._looks_every = looks_every
        self._leading = False
        self._lanes: dict[Address, tuple[Lane, asyncio.Task[None]]] = {}
        self._announced: set[Address] = set()
        """Chats in which something came and was not shown yet."""

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._lanes

    def say(self, address: Address, replies: Sequence[Reply]) -> None:
        """Sends what is kept nowhere; whether this process leads or not, for nobody else can."""
        for reply in replies:
            for outgoing in render(reply, 0, address.id, self._means.buttons):
                self._lane(address).say(outgoing, safety=reply.safety)

    async def said(self, address: Address) -> None:
        """Returns when that was sent, or after a moment: where another process leads, its next
        words must not come before the last ones of this.
        """
        if not self._leading and (found := self._lanes.get(address)):
            await asyncio.wait([found[1]], timeout=LAST_SEND)

    def send(self, address: Address, replies: Sequence[tuple[int, Reply]], at: datetime) -> None:
        """Sends what a turn at that time left in the store, as soon as may be."""
        if not self._leading or not replies:
            return  # the bus tells the one that leads
        if self._means.clock.now() - at > LATE:
            self.announce(address, replies[-1][1].language)
            return
        self._announced.discard(address)
        self._lane(address).bring(replies, at)

    async def woken(self, address: Address) -> None:
        """Sends what a turn of another process left in the store, and takes out of the chat what
        it erased while that was on the wire. Raises StoreError.
        """
        if not self._leading:
            return
        await self._take_back_erased(address)
        replies = await self._means.outbox.replies_after(address, 0)
        at = await self._means.outbox.last_here(address)
        if at is not None:
            self.send(address, replies, at)

    async def show(self, address: Address) -> None:
        """Sends what came late: they are here now and asked for it. Where another process leads,
        the store tells that one that they are here. Raises StoreError.
        """
        now = self._means.clock.now()
        await self._means.outbox.is_here(address, now)
        if self._leading:
            self.send(address, await self._means.outbox.replies_after(address, 0), now)

    async def hide(self, address: Address) -> list[int]:
        """What still waited is not shown any more, here and in the process that leads; the numbers
        of what had just gone. Raises StoreError.
        """
        gone = await self.halt(address)
        if waiting := await self._means.outbox.replies_after(address, 0):
            await self._means.outbox.sent(address, waiting[-1][0], "", self._means.clock.now())
        return gone

    async def halt(self, address: Address) -> list[int]:
        """Ends what is on its way to this chat; the numbers of what had just gone."""
        if found := self._lanes.get(address):
            lane, task = found
            lane.empty()
            await asyncio.wait([task], timeout=LONGEST_SEND)
            # What Telegram has not taken by now must not appear in a chat that was left.
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._announced.discard(address)
        return self._means.recent.numbers(address)

    def announce(self, address: Address, language: str) -> None:
        """Says that something came, without a word of it; it stays kept until asked for."""
        if address in self._announced or not self._leading:
            return
        self._announced.add(address)
        text = self._words(language, "utter_telegram_new_message")
        title = self._words(language, "utter_telegram_show")
        outgoing = announce(text, title, address.id, self._means.buttons)
        self._lane(address).say(outgoing, safety=True)

    async def lead(self) -> None:
        """Sends what was left over and then all that comes, from whichever process, until it is
        cancelled or `lose` is called.
        """
        self._leading = True
        while self._leading:
            try:
                await self.resume()
                for address in self._means.recent.settled():
                    await self._take_back_erased(address)
            except StoreError:
                log.warning("what is still to be sent cannot be read")
            await asyncio.sleep(AT_MOST_EVERY)
            await self._wait_for_any(CHANNEL, self._looks_every)

    async def resume(self) -> None:
        """Sends what is kept. Raises StoreError."""
        for address, at in await self._means.outbox.unsent(CHANNEL):
            late = self._means.clock.now() - at > LATE
            if found := self._lanes.get(address):
                found[0].look_again(at)
            elif not (late and address in self._announced):
                self.send(address, await self._means.outbox.replies_after(address, 0), at)

    async def lose(self) -> None:
        """Sends nothing more that is kept. What is on the wire is waited for, so that the next to
        lead need not send it again.
        """
        self._leading = False
        on_the_wire = []
        for lane, task in list(self._lanes.values()):
            if lane.on_the_wire:
                on_the_wire.append(task)
            elif lane.only_kept:
                task.cancel()
        if on_the_wire:
            await asyncio.wait(on_the_wire, timeout=LAST_SEND)

    async def close(self) -> None:
        """Stops; what was not sent stays kept."""
        await self.lose()
        tasks = [task for _, task in self._lanes.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _lane(self, address: Address) -> Lane:
        """The one that serves this chat; a new one begins as soon as nobody is at work here."""
        found = self._lanes.get(address)
        if found and not found[1].done():
            return found[0]
        lane = Lane(address, self._means)
        task = asyncio.create_task(lane.run())
        self._lanes[address] = lane, task
        task.add_done_callback(lambda _: self._ended(address, task))
        return lane

    def _tell_waiting(self) -> None:
        waiting = sum(lane.waiting for lane, _ in self._lanes.values())
        self._means.meters.level(TELEGRAM_WAITING, waiting)

    def _ended(self, address: Address, task: asyncio.Task[None]) -> None:
        found = self._lanes.get(address)
        if found and found[1] is task:
            del self._lanes[address]
            self._tell_waiting()

    async def _take_back_erased(self, address: Address) -> None:
        """What was sent a moment ago and has no name any more was erased meanwhile."""
        if numbers := self._means.recent.noted(address):
            since = self._means.clock.now() - HIDDEN_FOR
            names = set(await self._means.outbox.shown_since(address, since))
            gone = [number for number in numbers if str(number) not in names]
            if gone:
                self._means.recent.drop(address)
                await self._means.account.take_back(address.id, gone)
