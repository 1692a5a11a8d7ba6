"""getUpdates: what waits, the next that comes, and one poll at a time."""

import asyncio
import time

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot, Receiver


async def test_what_is_not_confirmed_comes_again(bot: Bot, ada: Person) -> None:
    first, second = ada.say("one").update_id, ada.say("two").update_id
    assert await bot.updates() == [first, second]
    assert await bot.updates() == [first, second]


async def test_an_offset_confirms_all_before_it(bot: Bot, ada: Person) -> None:
    first, second = ada.say("one").update_id, ada.say("two").update_id
    await bot.updates()
    assert await bot.updates(offset=second) == [second]
    assert await bot.updates(offset=first) == [second]


async def test_an_offset_confirms_for_a_server_that_was_asked_nothing_before(
    bot: Bot, ada: Person
) -> None:
    first, second = ada.say("one").update_id, ada.say("two").update_id
    assert first is not None
    assert await bot.updates(offset=first + 1) == [second]


async def test_a_negative_offset_counts_from_the_end(bot: Bot, ada: Person) -> None:
    ids = [ada.say(text).update_id for text in "abc"]
    assert await bot.updates(offset=-1) == ids[2:]
    assert await bot.updates() == ids[2:]


async def test_no_more_come_than_asked_for(bot: Bot, ada: Person) -> None:
    ids = [ada.say(text).update_id for text in "abc"]
    assert await bot.updates(limit=2) == ids[:2]


async def test_a_poll_that_waits_wakes_at_once(bot: Bot, ada: Person) -> None:
    poll = asyncio.create_task(bot.updates(timeout=5))
    await asyncio.sleep(0.05)
    asked = time.monotonic()
    said = ada.say("one").update_id
    assert await poll == [said]
    assert time.monotonic() - asked < 1


async def test_a_poll_ends_empty_after_its_timeout(bot: Bot) -> None:
    asked = time.monotonic()
    assert await bot.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - asked < 3


async def test_a_second_poll_ends_the_first_with_409(bot: Bot, ada: Person) -> None:
    first = asyncio.create_task(bot.refused("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.updates(timeout=5))
    assert (await first)[0] == 409
    said = ada.say("one").update_id
    assert await second == [said]


async def test_a_webhook_forbids_polling(bot: Bot, receiver: Receiver) -> None:
    await bot.does("setWebhook", url=receiver.url)
    status, words = await bot.refused("getUpdates")
    assert (status, "webhook is active" in words) == (409, True)


async def test_a_webhook_that_is_set_ends_the_open_poll(bot: Bot, receiver: Receiver) -> None:
    poll = asyncio.create_task(bot.refused("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    await bot.does("setWebhook", url=receiver.url)
    assert (await poll)[0] == 409


async def test_only_the_kinds_that_were_asked_for_are_made(bot: Bot, ada: Person) -> None:
    await bot.does("getUpdates", allowed_updates=["callback_query"])
    assert ada.say("one").update_id is None
    await bot.does("getUpdates", allowed_updates=[])
    assert ada.say("two").update_id is not None


async def test_telegram_forgets_an_update_after_a_day(
    bot: Bot, ada: Person, telegram: FakeTelegram
) -> None:
    ada.say("one")
    telegram.world.clock.advance(24 * 3600 + 1)
    assert await bot.updates() == []


@pytest.mark.parametrize("to", [7, 900_000_000])
async def test_ids_that_jump_are_neither_lost_nor_repeated(
    bot: Bot, ada: Person, telegram: FakeTelegram, to: int
) -> None:
    before = ada.say("one").update_id
    [got] = await bot.updates()
    telegram.jump_ids(to)
    ada.say("two")
    assert got == before
    assert await bot.updates(offset=got + 1) == [to]
    assert await bot.updates(offset=got + 1) == [to]
    assert await bot.updates(offset=to + 1) == []


async def test_one_answer_never_mixes_ids_from_before_and_after_a_jump(
    bot: Bot, ada: Person, telegram: FakeTelegram
) -> None:
    before = ada.say("one").update_id
    telegram.jump_ids(7)
    ada.say("two")
    assert await bot.updates() == [before]


async def test_ids_jump_by_themselves_after_a_quiet_week(
    telegram: FakeTelegram, ada: Person
) -> None:
    before = ada.say("one").update_id
    telegram.world.clock.advance(7 * 24 * 3600)
    after = ada.say("two").update_id
    assert before is not None
    assert after not in {None, before + 1}


async def test_the_same_update_can_come_again(
    bot: Bot, ada: Person, telegram: FakeTelegram
) -> None:
    said = ada.say("one").update_id
    assert said is not None
    await bot.updates()
    telegram.send_again(said)
    assert await bot.updates(offset=said + 1) == [said]
    assert await bot.updates(offset=said + 1) == []


async def test_updates_can_come_out_of_order(bot: Bot, ada: Person, telegram: FakeTelegram) -> None:
    telegram.world.updates.hold()
    ids = [ada.say(text).update_id for text in "abc"]
    assert await bot.updates() == []
    telegram.world.updates.release("reversed")
    assert await bot.updates() == ids[::-1]


async def test_anything_can_come_as_an_update(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.send_raw({"update_id": 5, "message": 17})
    telegram.send_raw([1])
    assert await bot.does("getUpdates") == [{"update_id": 5, "message": 17}, [1]]
    assert await bot.does("getUpdates", offset=6) == []


async def test_an_update_may_even_be_no_json(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.send_raw("{")
    assert (await bot.ask("getUpdates")).text == '{"ok":true,"result":[{]}'
    assert await bot.updates(offset=1) == []
