"""The methods with files work as there, and each call of one is counted apart."""

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot


async def test_a_bot_without_files_counts_none(
    bot: Bot, ada: Person, telegram: FakeTelegram
) -> None:
    ada.send("photo")
    await bot.updates()
    await bot.does("sendMessage", chat_id=ada.id, text="a")
    assert telegram.file_calls == 0


@pytest.mark.parametrize("fails", [False, True])
async def test_asking_for_a_file_is_counted_even_where_it_fails(
    bot: Bot, telegram: FakeTelegram, fails: bool
) -> None:
    if fails:
        telegram.fail("500")
    await bot.ask("GETFILE", file_id="x")
    assert (telegram.file_calls, telegram.counts["getFile"]) == (1, 1)


async def test_fetching_a_file_is_counted(bot: Bot, telegram: FakeTelegram) -> None:
    path = (await bot.does("getFile", file_id="x"))["file_path"]
    address = f"{telegram.base_file_url}{telegram.token}/{path}"
    assert (await bot.client.get(address)).text == "abc"
    assert telegram.counts["downloadFile"] == 1


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "sticker"])
async def test_sending_a_file_is_counted(
    bot: Bot, ada: Person, telegram: FakeTelegram, kind: str
) -> None:
    method = f"send{kind.title()}"
    given, files = {"chat_id": str(ada.id)}, {kind: ("a.bin", b"abc")}
    answer = await bot.client.post(method, data=given, files=files)
    assert kind in answer.json()["result"]
    assert telegram.file_calls == 1


@pytest.mark.parametrize("method", ["forwardMessage", "copyMessage", "sendMediaGroup"])
async def test_passing_a_message_on_is_counted(
    bot: Bot, ada: Person, telegram: FakeTelegram, method: str
) -> None:
    said = ada.say("one").message_id
    await bot.ask(method, chat_id=ada.id, from_chat_id=ada.id, message_id=said)
    assert telegram.file_calls == 1


async def test_avatars_are_counted(bot: Bot, ada: Person, telegram: FakeTelegram) -> None:
    await bot.does("getUserProfilePhotos", user_id=ada.id)
    assert telegram.file_calls == 1
