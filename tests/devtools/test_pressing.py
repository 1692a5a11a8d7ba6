"""Buttons: what a press tells the bot, and how long it can be answered."""

from typing import Any

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot


@pytest.fixture
async def asked(bot: Bot, ada: Person, buttons: dict[str, Any]) -> int:
    """The bot's message with two buttons."""
    message = await bot.does("sendMessage", chat_id=ada.id, text="?", reply_markup=buttons)
    return int(message["message_id"])


async def test_a_press_brings_the_data_and_the_message(bot: Bot, ada: Person, asked: int) -> None:
    ada.press("Non")
    [update] = await bot.does("getUpdates")
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("b", asked)


async def test_a_button_is_pressed_by_its_place_too(bot: Bot, ada: Person, asked: int) -> None:
    ada.press(index=1, message_id=asked)
    [update] = await bot.does("getUpdates")
    assert update["callback_query"]["data"] == "b"


async def test_data_that_no_button_has_can_be_sent(bot: Bot, ada: Person, asked: int) -> None:
    ada.press(data="forged")
    [update] = await bot.does("getUpdates")
    assert update["callback_query"]["data"] == "forged"


async def test_a_button_that_is_not_there_cannot_be_pressed(ada: Person, asked: int) -> None:
    with pytest.raises(ValueError, match="Maybe"):
        ada.press("Maybe")


async def test_a_press_is_answered_once(
    bot: Bot, telegram: FakeTelegram, ada: Person, asked: int
) -> None:
    number = ada.press("Oui").query_id
    await bot.does("answerCallbackQuery", callback_query_id=number, text="ok")
    assert telegram.world.callbacks.pressed[number].text == "ok"
    again = await bot.refused("answerCallbackQuery", callback_query_id=number)
    assert (again[0], "query is too old" in again[1]) == (400, True)


async def test_a_late_answer_is_refused(
    bot: Bot, telegram: FakeTelegram, ada: Person, asked: int
) -> None:
    number = ada.press("Oui").query_id
    telegram.world.clock.advance(telegram.world.callbacks.seconds + 1)
    late = await bot.refused("answerCallbackQuery", callback_query_id=number)
    assert "query ID is invalid" in late[1]


async def test_an_unknown_press_is_refused(bot: Bot) -> None:
    assert (await bot.refused("answerCallbackQuery", callback_query_id="1"))[0] == 400


async def test_of_a_message_that_is_too_old_the_bot_learns_only_where_it_was(
    bot: Bot, telegram: FakeTelegram, ada: Person, asked: int
) -> None:
    telegram.world.clock.advance(48 * 3600)
    ada.press("Oui")
    [update] = await bot.does("getUpdates")
    message = update["callback_query"]["message"]
    assert (message["date"], "text" in message) == (0, False)
