"""sendMessage: what is sent is seen, what Telegram refuses is refused."""

from typing import Any

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot


async def test_what_the_bot_sends_is_seen(bot: Bot, ada: Person) -> None:
    await bot.does("sendMessage", chat_id=ada.id, text="salut")
    assert [kept.text for kept in await ada.hears()] == ["salut"]


@pytest.mark.parametrize("way", ["json", "data", "params"])
async def test_parameters_travel_as_json_form_or_query(
    bot: Bot, ada: Person, buttons: dict[str, Any], way: str
) -> None:
    markup = buttons if way == "json" else str(buttons).replace("'", '"')
    given: dict[str, Any] = {way: {"chat_id": ada.id, "text": "été +1 &", "reply_markup": markup}}
    await bot.client.post("sendMessage", **given)
    [heard] = await ada.hears()
    assert (heard.text, heard.titles) == ("été +1 &", ["Oui", "Non"])


async def test_a_form_with_parts_is_read_too(bot: Bot, ada: Person) -> None:
    parts = {"chat_id": (None, str(ada.id)), "text": (None, "salut")}
    await bot.client.post("sendMessage", files=parts)
    assert ada.texts() == ["salut"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "text is empty"),
        (" \n ", "text is empty"),
        ("a" * 4097, "too long"),
        ("😀" * 2049, "too long"),
    ],
)
async def test_a_text_is_neither_empty_nor_too_long(
    bot: Bot, ada: Person, text: str, words: str
) -> None:
    status, said = await bot.refused("sendMessage", chat_id=ada.id, text=text)
    assert (status, words in said) == (400, True)


async def test_4096_signs_fit(bot: Bot, ada: Person) -> None:
    await bot.does("sendMessage", chat_id=ada.id, text="a" * 4096)
    assert len(ada.texts()[0]) == 4096


@pytest.mark.parametrize(
    "button",
    [
        {"text": "a"},
        {"text": "", "callback_data": "a"},
        {"text": "a", "callback_data": ""},
        {"text": "a", "callback_data": "é" * 33},
        {"text": "a", "callback_data": "a", "url": "https://example.org"},
        {"text": "a", "url": "tel:116000"},
        {"text": "a", "url": "http://localhost/"},
        "a",
    ],
)
async def test_a_button_that_telegram_refuses_is_refused(
    bot: Bot, ada: Person, button: object
) -> None:
    markup = {"inline_keyboard": [[button]]}
    answer = await bot.refused("sendMessage", chat_id=ada.id, text="a", reply_markup=markup)
    assert answer[0] == 400
    assert ada.texts() == []


async def test_a_button_may_hold_64_bytes_or_open_a_page(bot: Bot, ada: Person) -> None:
    row = [{"text": "a", "callback_data": "é" * 32}, {"text": "b", "url": "https://example.org"}]
    markup = {"inline_keyboard": [row]}
    await bot.does("sendMessage", chat_id=ada.id, text="a", reply_markup=markup)
    assert (await ada.hears())[0].titles == ["a", "b"]


async def test_how_it_is_sent_is_kept(bot: Bot, ada: Person) -> None:
    quiet = {"disable_notification": True, "protect_content": True}
    await bot.does("sendMessage", chat_id=ada.id, text="a", **quiet)
    [heard] = await ada.hears()
    assert (heard.silent, heard.message["has_protected_content"]) == (True, True)


async def test_dates_are_whole_seconds(bot: Bot, ada: Person, telegram: FakeTelegram) -> None:
    telegram.world.clock.freeze(1_800_000_000.9)
    sent = await bot.does("sendMessage", chat_id=ada.id, text="a")
    assert sent["date"] == 1_800_000_000


async def test_a_reply_names_the_message_it_answers(bot: Bot, ada: Person) -> None:
    said = ada.say("one").message_id
    answered = {"message_id": said}
    sent = await bot.does("sendMessage", chat_id=ada.id, text="a", reply_parameters=answered)
    assert sent["reply_to_message"]["message_id"] == said


async def test_an_unknown_chat_is_400(bot: Bot) -> None:
    assert await bot.refused("sendMessage", chat_id=1, text="a") == (
        400,
        "Bad Request: chat not found",
    )


async def test_an_unknown_method_is_404(bot: Bot) -> None:
    assert (await bot.refused("sendLove"))[0] == 404


@pytest.mark.parametrize(("token", "status"), [("1:wrong-token", 401), ("wrong", 404)])
async def test_a_wrong_token_is_let_in_nowhere(
    bot: Bot, telegram: FakeTelegram, token: str, status: int
) -> None:
    answer = await bot.client.get(f"{telegram.base_url}{token}/getMe")
    assert (answer.status_code, answer.json()["ok"]) == (status, False)
    assert telegram.calls() == []


async def test_a_body_that_is_no_json_is_400(bot: Bot) -> None:
    headers = {"content-type": "application/json"}
    answer = await bot.client.post("sendMessage", content="{", headers=headers)
    assert answer.status_code == 400
