"""What is made to go wrong goes wrong, and only that."""

import time

import httpx
import pytest

from devtools.fake_telegram import FakeTelegram, Person
from devtools.fake_telegram.faults import Kind
from tests.devtools.calling import Bot


async def test_429_tells_when_to_come_back(bot: Bot, ada: Person, telegram: FakeTelegram) -> None:
    telegram.fail("429", "sendMessage", retry_after=3)
    answer = (await bot.ask("sendMessage", chat_id=ada.id, text="a")).json()
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 3})
    await bot.does("sendMessage", chat_id=ada.id, text="a")
    assert ada.texts() == ["a"]


@pytest.mark.parametrize("kind", ["400", "403", "500"])
async def test_a_refusal_leaves_nothing_done(
    bot: Bot, ada: Person, telegram: FakeTelegram, kind: Kind
) -> None:
    telegram.fail(kind)
    assert (await bot.refused("sendMessage", chat_id=ada.id, text="a"))[0] == int(kind)
    assert ada.texts() == []


async def test_502_is_a_page_and_no_json(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.fail("502")
    answer = await bot.ask("getMe")
    assert (answer.status_code, answer.headers["content-type"][:9]) == (502, "text/html")


@pytest.mark.parametrize(("kind", "done"), [("cut_before", False), ("cut_after", True)])
async def test_a_connection_is_cut_before_or_after_the_effect(
    bot: Bot, ada: Person, telegram: FakeTelegram, kind: Kind, done: bool
) -> None:
    telegram.fail(kind)
    with pytest.raises(httpx.TransportError):
        await bot.ask("sendMessage", chat_id=ada.id, text="a")
    assert (ada.texts() == ["a"]) is done
    assert telegram.calls("sendMessage")[0].status == 0


async def test_malformed_is_no_json_though_it_was_done(
    bot: Bot, ada: Person, telegram: FakeTelegram
) -> None:
    telegram.fail("malformed")
    answer = await bot.ask("sendMessage", chat_id=ada.id, text="a")
    with pytest.raises(ValueError, match="Expecting"):
        answer.json()
    assert ada.texts() == ["a"]


@pytest.mark.parametrize("kind", ["hang", "hang_after"])
async def test_a_call_can_hang(bot: Bot, ada: Person, telegram: FakeTelegram, kind: Kind) -> None:
    telegram.fail(kind, seconds=0.2)
    asked = time.monotonic()
    await bot.does("sendMessage", chat_id=ada.id, text="a")
    assert time.monotonic() - asked >= 0.2


async def test_the_call_at_place_k_fails(bot: Bot, ada: Person, telegram: FakeTelegram) -> None:
    telegram.fail("500", "sendMessage", skip=2)
    sent = [await bot.ask("sendMessage", chat_id=ada.id, text=text) for text in "abcd"]
    assert [answer.status_code for answer in sent] == [200, 200, 500, 200]


async def test_a_fault_can_be_for_one_chat_only(
    bot: Bot, ada: Person, telegram: FakeTelegram
) -> None:
    other = telegram.young_person()
    other.say("a")
    telegram.fail("403", chat_id=other.id, times=9)
    await bot.does("sendMessage", chat_id=ada.id, text="a")
    assert (await bot.refused("sendMessage", chat_id=other.id, text="a"))[0] == 403
