"""What people do reaches the bot as the real server would tell it."""

import pytest

from devtools.fake_telegram import FakeTelegram, NothingHeard, Person
from devtools.fake_telegram.media import KINDS
from tests.devtools.calling import Bot


async def test_a_text_brings_who_wrote_it_and_in_which_language(bot: Bot, ada: Person) -> None:
    ada.say("salut")
    [update] = await bot.does("getUpdates")
    assert (update["message"]["text"], update["message"]["from"]) == (
        "salut",
        {"id": ada.id, "is_bot": False, "first_name": "Ada", "language_code": "fr"},
    )


async def test_a_command_is_marked_where_it_stands(bot: Bot, ada: Person) -> None:
    ada.say("😀 /help me")
    [update] = await bot.does("getUpdates")
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 3, "length": 5}]


async def test_a_deep_link_is_a_start_with_a_word(bot: Bot, ada: Person) -> None:
    ada.start("friend")
    [update] = await bot.does("getUpdates")
    assert update["message"]["text"] == "/start friend"


async def test_an_edited_text_is_another_kind_of_update(bot: Bot, ada: Person) -> None:
    said = ada.say("one")
    ada.edit(said.message_id, "two")
    updates = await bot.does("getUpdates")
    assert [list(each)[1] for each in updates] == ["message", "edited_message"]
    assert updates[0]["message"]["text"] == "one"


async def test_a_forwarded_text_says_so(bot: Bot, ada: Person) -> None:
    ada.forward("send me a pic", sender="Somebody")
    [update] = await bot.does("getUpdates")
    assert update["message"]["forward_origin"]["sender_user_name"] == "Somebody"


@pytest.mark.parametrize("kind", KINDS)
async def test_media_of_each_kind_come_without_words(bot: Bot, ada: Person, kind: str) -> None:
    ada.send(kind)
    [update] = await bot.does("getUpdates")
    assert kind in update["message"]
    assert "text" not in update["message"]


async def test_a_bot_that_is_blocked_learns_it_and_cannot_write(bot: Bot, ada: Person) -> None:
    ada.block()
    [update] = await bot.does("getUpdates")
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert await bot.refused("sendMessage", chat_id=ada.id, text="a") == (
        403,
        "Forbidden: bot was blocked by the user",
    )


async def test_a_bot_that_is_unblocked_can_write_again(bot: Bot, ada: Person) -> None:
    ada.block()
    ada.unblock()
    await bot.does("sendMessage", chat_id=ada.id, text="a")
    assert ada.texts() == ["a"]


async def test_a_deleted_account_is_not_told(bot: Bot, ada: Person) -> None:
    ada.delete_account()
    assert await bot.updates() == []
    assert await bot.refused("sendChatAction", chat_id=ada.id, action="typing") == (
        403,
        "Forbidden: user is deactivated",
    )


async def test_a_bot_cannot_write_first(bot: Bot, telegram: FakeTelegram) -> None:
    stranger = telegram.young_person()
    assert (await bot.refused("sendMessage", chat_id=stranger.id, text="a"))[0] == 403


async def test_silence_is_told(ada: Person) -> None:
    with pytest.raises(NothingHeard):
        await ada.hears(within=0.05)


async def test_each_message_is_heard_once(bot: Bot, ada: Person) -> None:
    for text in ("one", "two"):
        await bot.does("sendMessage", chat_id=ada.id, text=text)
    assert [(await ada.hears())[0].text for _ in range(2)] == ["one", "two"]
