"""Edited and deleted messages, as the person sees them."""

from typing import Any

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot

HOURS = 3600


@pytest.fixture
async def sent(bot: Bot, ada: Person, buttons: dict[str, Any]) -> dict[str, Any]:
    """Where the bot's message with two buttons is."""
    message = await bot.does("sendMessage", chat_id=ada.id, text="a", reply_markup=buttons)
    return {"chat_id": ada.id, "message_id": message["message_id"]}


async def test_an_edit_changes_the_text_and_takes_the_buttons(
    bot: Bot, ada: Person, sent: dict[str, Any]
) -> None:
    await bot.does("editMessageText", text="b", **sent)
    kept = ada.sees()[-1]
    assert (kept.text, kept.titles, kept.versions) == ("b", [], ["a"])


async def test_an_edit_that_changes_nothing_is_refused(
    bot: Bot, sent: dict[str, Any], buttons: dict[str, Any]
) -> None:
    same = await bot.refused("editMessageText", text="a", reply_markup=buttons, **sent)
    assert "message is not modified" in same[1]


async def test_buttons_can_be_taken_once(bot: Bot, ada: Person, sent: dict[str, Any]) -> None:
    await bot.does("editMessageReplyMarkup", **sent)
    assert ada.sees()[-1].titles == []
    assert "not modified" in (await bot.refused("editMessageReplyMarkup", **sent))[1]


async def test_what_the_person_wrote_cannot_be_edited(bot: Bot, ada: Person) -> None:
    said = ada.say("one").message_id
    answer = await bot.refused("editMessageText", chat_id=ada.id, message_id=said, text="b")
    assert answer == (400, "Bad Request: message can't be edited")


async def test_a_deleted_message_is_gone_for_the_person(
    bot: Bot, ada: Person, sent: dict[str, Any]
) -> None:
    await bot.does("deleteMessage", **sent)
    assert ada.texts() == []
    assert await bot.refused("deleteMessage", **sent) == (
        400,
        "Bad Request: message to delete not found",
    )


async def test_the_bot_deletes_what_the_person_wrote(bot: Bot, ada: Person) -> None:
    said = ada.say("one").message_id
    await bot.does("deleteMessage", chat_id=ada.id, message_id=said)
    assert said not in {kept.id for kept in ada.sees()}


@pytest.mark.parametrize(("age", "goes"), [(48 * HOURS - 1, True), (48 * HOURS, False)])
async def test_nothing_older_than_48_hours_is_deleted(
    bot: Bot, telegram: FakeTelegram, ada: Person, sent: dict[str, Any], age: int, goes: bool
) -> None:
    telegram.world.clock.freeze(ada.sees()[-1].message["date"] + age)
    answer = await bot.ask("deleteMessage", **sent)
    assert (answer.json()["ok"], ada.texts() == []) == (goes, goes)


async def test_many_are_deleted_at_once_and_missing_ones_skipped(
    bot: Bot, ada: Person, sent: dict[str, Any]
) -> None:
    numbers = [sent["message_id"], 999_999, ada.say("one").message_id]
    await bot.does("deleteMessages", chat_id=ada.id, message_ids=numbers)
    assert {kept.id for kept in ada.sees()}.isdisjoint(numbers)


async def test_one_that_is_too_old_keeps_all(
    bot: Bot, telegram: FakeTelegram, ada: Person, sent: dict[str, Any]
) -> None:
    telegram.world.clock.advance(49 * HOURS)
    numbers = [ada.say("one").message_id, sent["message_id"]]
    assert (await bot.refused("deleteMessages", chat_id=ada.id, message_ids=numbers))[0] == 400
    assert set(numbers) <= {kept.id for kept in ada.sees()}


@pytest.mark.parametrize("numbers", [[], list(range(1, 102)), "x"])
async def test_between_one_and_a_hundred_are_deleted(
    bot: Bot, ada: Person, numbers: object
) -> None:
    answer = await bot.refused("deleteMessages", chat_id=ada.id, message_ids=numbers)
    assert answer[0] == 400
