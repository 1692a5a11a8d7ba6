"""One chat's messages on their way: what the store keeps for it, in order, until nothing is left.

The store is asked anew before each message, for another process may have hidden or erased it, or
sent it already; and again when it is noted, so that what went out meanwhile is taken back. Only
where the store cannot be asked, what is known from the turn is sent: help does not wait for it.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.telegram.account import Account, Outgoing
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.intake import CHANNEL
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.recent import Recent
from bot.channels.telegram.refusals import Left, NotSendable, Unreachable
from bot.channels.telegram.rendering import render
from bot.channels.telegram.writing import Writing
from bot.domain.errors import StoreError
from bot.domain.failpoints import failpoint
from bot.domain.measures import SAFETY_SECONDS, TELEGRAM_SENDS
from bot.domain.message import Address, Reply
from bot.domain.telling import cause
from bot.ports import Clock, Meters, Outbox

log = logging.getLogger(__name__)

LATE = timedelta(minutes=10)
"""After so long somebody else may hold the phone: it is said that something came, and not what."""
LONGEST_PAUSE = 30.0
JUST_NOW = 0.05
"""Seconds for which what was read of the store is not asked again."""
NOTE_AGAIN = 1.0
"""Seconds until it is noted again what could not be noted."""

Numbered = tuple[int, Reply]


@dataclass(frozen=True, kw_only=True)
class Means:
    """What every chat of an account is served with."""

    account: Account
    outbox: Outbox
    clock: Clock
    buttons: Buttons
    pace: Pace
    writing: Writing
    recent: Recent
    forget: Callable[[Address], Awaitable[None]]
    leads: Callable[[], bool]
    """Whether this process sends what is kept."""
    too_late: Callable[[Address, str], None]
    """Told what may not be shown by itself any more, with the language of the talk."""
    meters: Meters
    moved: Callable[[], None]
    """Told when more or less is waiting."""


class Lane:
    """What waits for one chat; `run` sends it, and ends when nothing is left."""

    def __init__(self, address: Address, means: Means) -> None:
        self.on_the_wire = False
        self._address = address
        self._means = means
        self._unkept: deque[tuple[Outgoing, bool]] = deque()
        self._known: list[Numbered] = []
        """What is kept, as it was last seen."""
        self._read_at = 0.0
        self._since = time.monotonic()
        self._again = False
        self._at: datetime | None = None
        """When they last wrote: they held the phone then."""
        self._unnoted: list[tuple[Numbered, int]] = []
        """What was sent, and could not be noted yet."""

    @property
    def waiting(self) -> int:
        """How many messages, as far as is known."""
        return len(self._unkept) + len(self._known)

    @property
    def only_kept(self) -> bool:
        """Whether nothing waits that would be lost with this process."""
        return not self._unkept

    def say(self, outgoing: Outgoing, *, safety: bool) -> None:
        """Something that is kept nowhere."""
        self._unkept.append((outgoing, safety))
        self._means.moved()

    def bring(self, replies: Sequence[Numbered], at: datetime) -> None:
        """These are kept, of a turn at that time; what else is kept goes with them, in order."""
        if not self._known:
            self._since = time.monotonic()
        # Where the store cannot be read, what waits already still goes before these.
        earlier = [pair for pair in self._known if pair[0] < replies[0][0]]
        self._known = [*earlier, *replies]
        self.look_again(at)
        self._means.moved()

    def look_again(self, at: datetime) -> None:
        """More may be kept, of a turn at that time."""
        self._at = max(at, self._at or at)
        self._again = True

    def empty(self) -> None:
        """What waited here is not to be sent; only the store knows of more."""
        self._unkept.clear()
        self._known.clear()

    async def run(self) -> None:
        """Sends what waits."""
        try:
            while True:
                self.on_the_wire = False
                if self._unkept:
                    await self._send_unkept()
                elif first := await self._first():
                    await self._send_kept(first)
                elif not self._unkept:
                    return
        except Left:
            self._count("gone")
            await self._let_go()
        except Exception as error:  # it stays kept and is tried again; all other chats go on
            log.error("a chat cannot be written to: %s", cause(error))

    async def _send_unkept(self) -> None:
        outgoing, safety = self._unkept[0]
        number = await self._send(outgoing, safety)
        if number:
            await self._name(number)
        if self._unkept and self._unkept[0][0] is outgoing:
            self._unkept.popleft()

    async def _first(self) -> Numbered | None:
        """What is to be sent next of what is kept."""
        while self._at is not None and self._means.leads():
            self._again = False
            kept = await self._kept()
            if kept and self._means.clock.now() - self._at > LATE:
                self._at = None
                self._means.too_late(self._address, kept[-1][1].language)
            elif kept:
                return kept[0]
            elif self._unnoted:
                await asyncio.sleep(NOTE_AGAIN)
            elif not self._again:
                return None
        return None

    async def _kept(self) -> list[Numbered]:
        try:
            await self._note_all()
            self._read_at = asyncio.get_running_loop().time()
            self._known = list(await self._means.outbox.replies_after(self._address, 0))
        except StoreError:
            log.warning("what is kept for a chat cannot be read")
            sent = self._unnoted[-1][0][0] if self._unnoted else 0
            self._known = [pair for pair in self._known if pair[0] > sent]
        return self._known

    async def _send_kept(self, kept: Numbered) -> None:
        seq, reply = kept
        *most, last = render(reply, seq, self._address.id, self._means.buttons)
        sent: list[int] = []
        for part in most:
            number = await self._send(part, reply.safety, kept)
            if number is None:
                return await self._take_back(sent)
            sent.append(number)
            await self._name(number)
        number = await self._send(last, reply.safety, kept)
        if number is None or not await self._noted(kept, number):
            await self._take_back(sent)

    async def _send(
        self, outgoing: Outgoing, safety: bool, kept: Numbered | None = None
    ) -> int | None:
        """Its number in the chat, 0 where Telegram will never take it; None where it may not be
        sent any more.
        """
        pause = 1.0
        while True:
            with self._means.writing.shown(self._address.id):
                await self._means.pace.wait(self._address.id, safety=safety)
            if kept and not await self._may_go(kept):
                return None
            failpoint("before_send")
            self.on_the_wire = True
            try:
                number = await self._means.account.send(self._address.id, outgoing)
            except Unreachable as wait:
                self.on_the_wire = False
                self._count("later")
                await asyncio.sleep(max(wait.seconds, pause))
                pause = min(pause * 2, LONGEST_PAUSE)
            except NotSendable:
                if outgoing.keyboard is None:
                    self._count("refused")
                    log.error("telegram refuses a message: it is passed over")
                    return 0
                outgoing = Outgoing(outgoing.text)
            else:
                failpoint("after_send")
                self._count("sent")
                if safety:
                    took = time.monotonic() - self._since
                    self._means.meters.took(SAFETY_SECONDS, took, channel=CHANNEL)
                return number

    def _count(self, outcome: str) -> None:
        self._means.meters.count(TELEGRAM_SENDS, outcome=outcome)
        self._means.moved()

    async def _may_go(self, kept: Numbered) -> bool:
        if not self._means.leads() or self._at is None:
            return False
        if self._means.clock.now() - self._at > LATE:
            return False
        just_seen = asyncio.get_running_loop().time() - self._read_at < JUST_NOW
        return just_seen or await self._is_kept(kept)

    async def _is_kept(self, kept: Numbered) -> bool:
        """Whether the store still has this very reply there: after leaving, seqs begin anew."""
        seq, reply = kept
        try:
            found = await self._means.outbox.replies_after(self._address, seq - 1)
        except StoreError:
            return True
        return bool(found) and found[0][0] == seq and _same(found[0][1], reply)

    async def _noted(self, kept: Numbered, number: int) -> bool:
        """False where it was hidden or erased while it was on the wire."""
        self._unnoted.append((kept, number))
        try:
            return await self._note_all()
        except StoreError:
            log.warning("a sent reply could not be noted yet")
            return True

    async def _note_all(self) -> bool:
        """Whether the last of them was still kept. Raises StoreError."""
        still = True
        while self._unnoted:
            still = await self._note(*self._unnoted[0])
            del self._unnoted[0]
        return still

    async def _note(self, kept: Numbered, number: int) -> bool:
        name, now = str(number or ""), self._means.clock.now()
        waiting = await self._means.outbox.replies_after(self._address, 0)
        if waiting and waiting[0][0] < kept[0]:
            # Sent unseen while the store could not be read: to note it would drop the ones before
            # it, which never came. They go now, and this one again: rather twice than not at all.
            self._again = True
            await self._name(number)
            return True
        there = bool(waiting) and waiting[0][0] == kept[0] and _same(waiting[0][1], kept[1])
        if there and await self._means.outbox.sent(self._address, kept[0], name, now):
            self._known = [pair for pair in self._known if pair[0] > kept[0]]
            self._means.recent.add(self._address, number, noted=True)
            return True
        await self._take_back([number])
        return False

    async def _name(self, number: int) -> None:
        """So that it can be taken back, should they ask for that."""
        noted, now = False, self._means.clock.now()
        try:
            noted = await self._means.outbox.sent(self._address, 0, str(number), now)
        except StoreError:
            log.warning("a sent message could not be noted")
        self._means.recent.add(self._address, number, noted=noted)

    async def _take_back(self, numbers: Sequence[int]) -> None:
        await self._means.account.take_back(self._address.id, [n for n in numbers if n])

    async def _let_go(self) -> None:
        try:
            await self._means.forget(self._address)
        except StoreError:
            log.warning("a chat that is gone could not be forgotten yet")


def _same(one: Reply, other: Reply) -> bool:
    """A reply said again has its words from the content of now; these three stay."""
    return (one.name, one.language, one.choices) == (other.name, other.language, other.choices)
