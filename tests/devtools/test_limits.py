"""The flood limits: one a second in a chat, thirty in all."""

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot


@pytest.fixture(autouse=True)
def limited(telegram: FakeTelegram) -> None:
    """Limits on, time stands still."""
    telegram.world.clock.freeze()
    telegram.world.limits.turn_on()


async def test_a_second_message_in_the_same_second_is_too_many(
    bot: Bot, ada: Person, telegram: FakeTelegram
) -> None:
    await bot.does("sendMessage", chat_id=ada.id, text="a")
    assert await bot.refused("sendMessage", chat_id=ada.id, text="b") == (
        429,
        "Too Many Requests: retry after 1",
    )
    telegram.world.clock.advance(1)
    await bot.does("sendMessage", chat_id=ada.id, text="b")


async def test_thirty_chats_a_second_are_enough(bot: Bot, telegram: FakeTelegram) -> None:
    people = [telegram.young_person() for _ in range(31)]
    for person in people:
        person.start()
    sent = [await bot.ask("sendMessage", chat_id=each.id, text="a") for each in people]
    assert [each.status_code for each in sent] == [200] * 30 + [429]


async def test_what_is_no_message_is_not_limited(bot: Bot, ada: Person) -> None:
    for _ in range(3):
        await bot.does("sendChatAction", chat_id=ada.id, action="typing")
