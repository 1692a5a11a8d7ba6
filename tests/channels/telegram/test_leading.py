"""Several processes for one account: whoever takes an update commits it, the one that leads sends.

Two real faces over one store and one fake Telegram; a seat decides who leads.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.channels.buckets import Rate
from bot.channels.telegram import Called, Telegram, run
from bot.domain.errors import StoreUnavailable
from bot.domain.message import Address
from bot.store.bus import ProcessBus
from devtools.fake_telegram import FakeTelegram, Person
from tests.channels.telegram.conftest import Bot, Conversations
from tests.channels.telegram.test_talk import THREAT, eventually_true, shows_a_number

pytestmark = pytest.mark.telegram

CALLED = Called("http://127.0.0.1:9/telegram", "s" * 32)
MEASURED = Rate(burst=1, per_second=15)


@dataclass
class Seat:
    """Leadership that a test gives and takes."""

    one_at_a_time: asyncio.Lock
    given: asyncio.Event = field(default_factory=asyncio.Event)
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    def give(self) -> None:
        self.taken.clear()
        self.given.set()

    def take(self) -> None:
        self.given.clear()
        self.taken.set()

    async def while_orphaned(self, work: Callable[[], Awaitable[None]]) -> None:
        await asyncio.Event().wait()

    def leads(self) -> bool:
        return self.given.is_set()

    async def while_leading(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self.given.wait()
            async with self.one_at_a_time:
                task = asyncio.ensure_future(work())
                await self.taken.wait()
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


class SharedBus(ProcessBus):
    """Tells every process; deaf, it tells nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.deaf = False
        self._told = asyncio.Condition()
        self._telling: set[asyncio.Task[None]] = set()

    def publish(self, address: Address, seq: int) -> None:
        telling = asyncio.create_task(self._tell())
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def wait_for_any(self, channel: str, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds), self._told:
                return await self._told.wait()
        except TimeoutError:
            return False

    async def _tell(self) -> None:
        async with self._told:
            if not self.deaf:
                self._told.notify_all()


@dataclass
class Process(Bot):
    """One of several."""

    seat: Seat = field(default_factory=lambda: Seat(asyncio.Lock()))

    async def start(self, face: Telegram | None = None) -> None:
        self._tasks = [asyncio.create_task(run(face or self.made(), self.seat, CALLED))]
        await eventually_true(lambda: self.telegram.counts["getMe"] > 0)


@dataclass
class Two:
    """Two processes over one store."""

    one: Process
    other: Process
    bus: SharedBus

    async def take(self, process: Process) -> None:
        """This process takes what waits, as a webhook brings it."""
        waiting, process.telegram.world.updates.queue = process.telegram.world.updates.queue, []
        for update in waiting:
            assert process.face
            await process.face.take(json.loads(update.body))

    async def all_sent(self) -> None:
        for _ in range(2000):
            idle = all(each.face and each.face.sender.idle for each in (self.one, self.other))
            if idle and not await self.one.conversations.unsent("telegram"):
                return
            await asyncio.sleep(0.01)
        raise AssertionError("something is still to be sent")


@pytest.fixture
async def two(telegram: FakeTelegram) -> AsyncIterator[Two]:
    lock, store, bus = asyncio.Lock(), Conversations(), SharedBus()
    one, other = (
        Process(
            telegram,
            store,
            pace=MEASURED,
            bus=bus,
            wait_for_any=bus.wait_for_any,
            looks_every=0.3,
            seat=Seat(lock),
        )
        for _ in range(2)
    )
    for process in (one, other):
        await process.start()
    one.seat.give()
    await eventually_true(lambda: telegram.counts["setWebhook"] == 1)
    yield Two(one, other, bus)
    await one.end()
    await other.end()


@pytest.fixture
async def calm(two: Two) -> list[str]:
    """What somebody reads who threatens nobody's order."""
    quiet = two.one.telegram.young_person("Sam", language_code="fr-BE")
    quiet.say(THREAT)
    await two.take(two.one)
    await two.all_sent()
    return quiet.texts()


async def test_what_another_process_took_is_sent_by_the_one_that_leads(
    two: Two, young: Person, calm: list[str]
) -> None:
    young.say(THREAT)
    await two.take(two.other)
    await two.all_sent()
    assert young.texts() == calm


async def test_without_a_leader_nothing_is_sent_and_nothing_is_lost(
    two: Two, young: Person, calm: list[str]
) -> None:
    two.one.seat.take()
    young.say(THREAT)
    await two.take(two.other)
    await asyncio.sleep(0.2)
    assert young.texts() == []
    two.other.seat.give()
    await eventually_true(lambda: young.texts() == calm)


async def test_who_is_woken_for_a_chat_sends_what_is_kept_for_it(
    two: Two, young: Person, calm: list[str]
) -> None:
    two.bus.deaf = True
    young.say(THREAT)
    await two.take(two.other)
    for process in (two.one, two.other) * 3:
        assert process.face
        await process.face.sender.woken(Address("telegram", str(young.id)))
    await two.all_sent()
    assert young.texts() == calm


async def test_what_nobody_told_of_is_found(two: Two, young: Person, calm: list[str]) -> None:
    two.bus.deaf = True
    young.say(THREAT)
    await two.take(two.other)
    await eventually_true(lambda: young.texts() == calm)


@pytest.mark.parametrize("already", [0, 1, 2, 3])
async def test_who_hides_at_another_process_sees_nothing_more(
    two: Two, young: Person, already: int
) -> None:
    young.say(THREAT)
    await two.take(two.one)
    await young.hears(already)
    young.say("/hide")
    await two.take(two.other)
    await asyncio.sleep(0.5)
    assert young.sees() == []


@pytest.mark.parametrize("already", [0, 1, 2, 3])
@pytest.mark.parametrize("deaf", [False, True])
async def test_who_leaves_at_another_process_sees_nothing_more(
    two: Two, young: Person, already: int, deaf: bool
) -> None:
    young.say(THREAT)
    await two.take(two.one)
    await young.hears(already)
    two.bus.deaf = deaf
    young.say("/leave")
    await two.take(two.other)
    await asyncio.sleep(0.5)
    assert [kept.text for kept in young.sees()] == ["Fermé."]


async def test_what_was_on_the_wire_when_they_left_is_taken_back(two: Two, young: Person) -> None:
    two.one.telegram.fail("hang", "sendMessage", seconds=0.3)
    young.say(THREAT)
    await two.take(two.one)
    await eventually_true(lambda: two.one.telegram.counts["sendMessage"] == 1)
    young.say("/leave")
    await two.take(two.other)
    await eventually_true(lambda: [kept.text for kept in young.sees()] == ["Fermé."])
    await asyncio.sleep(0.5)
    assert [kept.text for kept in young.sees()] == ["Fermé."]


async def test_what_was_noted_while_they_left_is_taken_back(two: Two, young: Person) -> None:
    young.say("bonjour")
    await two.take(two.one)
    await young.hears()
    await two.all_sent()
    # As if the note had come between reading the names and erasing them.
    async with two.one.conversations.work() as work:
        await work.forget(Address("telegram", str(young.id)))
        await work.commit()
    await eventually_true(lambda: young.texts() == [])


async def test_who_begins_anew_at_another_process_reads_nothing_of_before(
    two: Two, young: Person
) -> None:
    young.say(THREAT)
    await two.take(two.one)
    await young.hears(1)
    young.say("/leave")
    young.start()
    await two.take(two.other)
    await eventually_true(lambda: len(young.texts()) == 3)
    await two.all_sent()
    assert young.texts()[0] == "Fermé."
    assert not shows_a_number(young.texts())


async def test_what_came_late_can_be_shown_by_another_process(two: Two, young: Person) -> None:
    young.say(THREAT)
    two.one.telegram.world.clock.advance(11 * 60)
    await two.take(two.other)
    assert (await young.hears())[0].text == "Tu as un nouveau message."
    young.press("Afficher")
    await two.take(two.other)
    await eventually_true(lambda: shows_a_number(young.texts()))
    await two.all_sent()
    assert young.texts().count("Tu as un nouveau message.") == 1


async def test_leadership_handed_over_on_the_wire_sends_nothing_twice(
    two: Two, young: Person, calm: list[str]
) -> None:
    two.one.telegram.fail("hang_after", "sendMessage", seconds=0.5)
    young.say(THREAT)
    await two.take(two.one)
    await eventually_true(lambda: len(young.texts()) == 1)
    two.one.seat.take()
    two.other.seat.give()
    await eventually_true(lambda: len(young.texts()) >= len(calm))
    await two.all_sent()
    assert young.texts() == calm


async def test_who_leads_ever_anew_loses_nothing_and_sends_nothing_twice(
    two: Two, calm: list[str]
) -> None:
    chance = random.Random(7)
    telegram = two.one.telegram
    people = [telegram.young_person(f"P{n}", language_code="fr-BE") for n in range(12)]
    for person in people:
        person.say(THREAT)
        await two.take(chance.choice([two.one, two.other]))
        for process in chance.sample([two.one, two.other], 2):
            process.seat.take()
        chance.choice([two.one, two.other]).seat.give()
        await asyncio.sleep(chance.random() / 5)
    await two.all_sent()
    assert Counter(tuple(person.texts()) for person in people) == {tuple(calm): len(people)}


async def test_cards_without_a_store_come_from_whoever_took_the_update(
    two: Two, young: Person
) -> None:
    two.one.conversations.broken = True
    young.say(THREAT)
    with pytest.raises(Exception, match="could not be kept"):
        await two.take(two.other)
    await eventually_true(lambda: shows_a_number(young.texts()))


async def test_what_is_sent_unseen_drops_nothing_that_waits_before_it(
    two: Two, young: Person, calm: list[str]
) -> None:
    two.bus.deaf = two.one.conversations.unreadable = True
    young.say(THREAT)
    await two.take(two.other)
    young.say("/menu")
    await two.take(two.one)
    await eventually_true(lambda: young.texts() != [])
    await asyncio.sleep(0.2)
    two.one.conversations.unreadable = False
    await two.all_sent()
    assert set(calm) <= set(young.texts())


class Forgetful(Conversations):
    """Memory in which nothing can be noted for a while."""

    notes = 0

    async def sent(self, *given: object) -> bool:
        self.notes += 1
        if 1 < self.notes < 5:
            raise StoreUnavailable("The test took it away.")
        return await super().sent(*given)  # type: ignore[arg-type]


async def test_what_could_not_be_noted_is_noted_later_and_not_sent_again(
    telegram: FakeTelegram, young: Person, calm: list[str]
) -> None:
    bot = Bot(telegram, Forgetful(), looks_every=0.1)
    await telegram_polled(bot)
    young.say(THREAT)
    await eventually_true(lambda: young.texts() == calm)
    await asyncio.sleep(2)
    assert young.texts() == calm
    assert await bot.conversations.unsent("telegram") == []
    await bot.end()


async def telegram_polled(bot: Bot) -> None:
    """The updates are asked for from now on."""
    bot.telegram.world.webhook.set("")
    await bot.start()
