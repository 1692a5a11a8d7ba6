"""What the page measures: what became of messages, safety replies, and pages that wait."""

from contextlib import aclosing

import pytest

from bot.channels.web import Streams
from bot.channels.web.intake import Asked
from bot.channels.web.turns import answer
from bot.domain.errors import StoreUnavailable
from bot.domain.measures import OPEN_STREAMS, SAFETY_SECONDS, TURNS
from bot.domain.message import Address, Inbound
from tests.channels.web.fakes import FakeBot, FakeClock, make_page
from tests.fakes import FakeMeters

HERE = Address("web", "one")
CLOCK = FakeClock()


@pytest.fixture
def meters() -> FakeMeters:
    return FakeMeters()


async def say(bot: FakeBot, meters: FakeMeters, times: int = 1, **said: str) -> None:
    """Sends a message to the page, over and over."""
    page = make_page(bot, CLOCK, meters=meters)
    for number in range(times):
        await answer(page, Asked(Inbound(HERE, str(number), CLOCK.now(), **said), 0), "source")  # type: ignore[arg-type] # what the test says


async def test_how_long_a_safety_reply_took_is_measured(meters: FakeMeters) -> None:
    await say(FakeBot(), meters, choice="/help")
    assert meters.of(SAFETY_SECONDS) == [{"channel": "web"}]


async def test_other_replies_are_no_safety_replies(meters: FakeMeters) -> None:
    await say(FakeBot(), meters, text="salut")
    assert meters.told == []


async def test_a_card_that_stands_for_an_answer_is_counted(meters: FakeMeters) -> None:
    bot = FakeBot()
    bot.fault = StoreUnavailable("gone")
    await say(bot, meters, text="salut")
    assert meters.of(TURNS) == [{"channel": "web", "outcome": "card"}]


async def test_a_message_too_many_is_counted(meters: FakeMeters) -> None:
    await say(FakeBot(), meters, times=60, text="salut")
    assert meters.of(TURNS)[-1] == {"channel": "web", "outcome": "refused"}


async def test_pages_that_wait_are_told(meters: FakeMeters) -> None:
    async with aclosing(Streams(meters=meters).events(FakeBot(), HERE, 0)) as pieces:
        await anext(pieces)
    assert meters.values(OPEN_STREAMS) == [1, 0]
