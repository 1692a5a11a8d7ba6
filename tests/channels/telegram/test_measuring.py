"""What Telegram's face measures: tries to send, what waits, safety replies, and cards."""

import pytest

from bot.domain.measures import SAFETY_SECONDS, TELEGRAM_SENDS, TELEGRAM_WAITING, TURNS
from devtools.fake_telegram import Person
from tests.channels.telegram.conftest import Bot
from tests.channels.telegram.test_talk import THREAT, eventually_true, shows_a_number

pytestmark = pytest.mark.telegram


async def test_a_message_that_is_sent_later_is_counted_twice(bot: Bot, young: Person) -> None:
    bot.telegram.fail("429", "sendMessage")
    young.say("bonjour")
    await young.hears(1, within=10)
    await bot.answered()
    outcomes = [labels["outcome"] for labels in bot.meters.of(TELEGRAM_SENDS)]
    assert outcomes[:2] == ["later", "sent"]
    assert bot.meters.values(TELEGRAM_WAITING)[-1] == 0


async def test_how_long_a_safety_reply_took_is_measured(bot: Bot, young: Person) -> None:
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))
    await bot.answered()
    assert {"channel": "telegram"} in bot.meters.of(SAFETY_SECONDS)


async def test_a_card_that_stands_for_an_answer_is_counted(bot: Bot, young: Person) -> None:
    bot.conversations.broken = True
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))
    assert bot.meters.of(TURNS) == [{"channel": "telegram", "outcome": "card"}]
    bot.conversations.broken = False
    await bot.answered()


async def test_a_chat_that_is_gone_is_counted(bot: Bot, young: Person) -> None:
    bot.telegram.fail("403", "sendMessage")
    young.say("bonjour")
    await eventually_true(lambda: {"outcome": "gone"} in bot.meters.of(TELEGRAM_SENDS))
