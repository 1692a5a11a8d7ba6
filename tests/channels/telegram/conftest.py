"""The whole way over Telegram: the real face and content, a fake Telegram over HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.bootstrap import build_receiving
from bot.channels.buckets import Rate
from bot.channels.telegram import Account, Buttons, Sender, Telegram
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.polling import poll
from bot.channels.telegram.sending import WaitForAny, nobody_else
from bot.dialogue.hearing import leads_to_help
from bot.dialogue.wording import phrase
from bot.domain.errors import StoreUnavailable
from bot.domain.message import Address, Reply
from bot.services.forgetting import Forgetting
from bot.services.receiving import Deployment, Receiving
from bot.store.bus import ProcessBus
from bot.store.memory import MemoryConversations, MemoryTurn
from devtools.fake_telegram import FakeTelegram, Person
from tests.fakes import FakeMeters
from tests.shipped import shipped

QUICK = Rate(burst=1000, per_second=1000)
BUTTONS = Buttons(b"a key for tests")


class Clock:
    """The time of the fake, so that both agree."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._telegram.world.clock.now(), UTC)


class Conversations(MemoryConversations):
    """Memory that can be out of reach."""

    broken = False
    unreadable = False
    """What is to be sent cannot be read; all else works."""

    async def unsent(self, channel: str) -> Sequence[tuple[Address, datetime]]:
        self._read()
        return await super().unsent(channel)

    async def replies_after(self, address: Address, seq: int) -> Sequence[tuple[int, Reply]]:
        self._read()
        return await super().replies_after(address, seq)

    def _read(self) -> None:
        if self.unreadable:
            raise StoreUnavailable("The test took it away.")

    @contextlib.asynccontextmanager
    async def work(self) -> AsyncIterator[MemoryTurn]:
        if self.broken:
            raise StoreUnavailable("The test took it away.")
        async with super().work() as turn:
            yield turn


@dataclass
class Bot:
    """One bot account that is being served; it can end and begin again over the same store."""

    telegram: FakeTelegram
    conversations: Conversations = field(default_factory=Conversations)
    token: str = ""
    """Empty: the one that the fake lets in."""
    pace: Rate = QUICK
    bus: ProcessBus = field(default_factory=ProcessBus)
    wait_for_any: WaitForAny = nobody_else
    looks_every: float = 10.0
    meters: FakeMeters = field(default_factory=FakeMeters)
    face: Telegram | None = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(self.telegram)

    @property
    def problems(self) -> tuple[str, ...]:
        """What the operator is told."""
        return self.face.problems() if self.face else ()

    async def start(self, face: Telegram | None = None) -> None:
        self.face = face or self.made()
        await self.face.account.open()
        await self.face.introduce()
        self._tasks = [
            asyncio.create_task(self.face.sender.lead()),
            asyncio.create_task(poll(self.face, again=0.01, contested=0.05)),
        ]

    async def end(self) -> None:
        """Ends as a process does: what was not done is not done."""
        if self._tasks and self.face:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.face.sender.close()
            await self.face.account.close()

    async def answered(self) -> None:
        """Returns when every update was taken and every reply was sent."""
        for _ in range(1000):
            if self.face and self.face.sender.idle and not self.telegram.waiting:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it is still at work after 10 seconds")

    @property
    def receiving(self) -> Receiving:
        return build_receiving(
            shipped(),
            conversations=self.conversations,
            bus=self.bus,
            clock=self.clock,
            deployment=Deployment(("BE", "LU", "FR"), default_country="BE"),
        )

    def made(self) -> Telegram:
        """The face, put together and not yet at work."""
        library = shipped().library
        account = Account(self.token or self.telegram.token, self.telegram.url)
        forget = Forgetting(conversations=self.conversations, clock=self.clock).forget
        words = lambda language, name: phrase(library, name, language)  # noqa: E731
        sender = Sender(
            account=account,
            outbox=self.conversations,
            clock=self.clock,
            buttons=BUTTONS,
            words=words,
            forget=forget,
            wait_for_any=self.wait_for_any,
            meters=self.meters,
            looks_every=self.looks_every,
            pace=Pace(asyncio.get_running_loop().time, in_all=self.pace, in_a_chat=self.pace),
        )
        self.face = Telegram(
            account=account,
            sender=sender,
            receiving=self.receiving,
            outbox=self.conversations,
            forget=forget,
            buttons=BUTTONS,
            clock=self.clock,
            words=words,
            languages=library.languages,
            is_wish=lambda name: leads_to_help(name, library),
            meters=self.meters,
        )
        return self.face


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    made = Bot(telegram)
    await made.start()
    yield made
    await made.end()


@pytest.fixture
async def attentive(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    """One that looks all the time for what others erased."""
    made = Bot(telegram, looks_every=0.1)
    await made.start()
    yield made
    await made.end()


@pytest.fixture
def young(telegram: FakeTelegram) -> Person:
    """Somebody in Belgium whose phone speaks French."""
    return telegram.young_person("Lou", language_code="fr-BE")
