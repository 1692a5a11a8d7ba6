"""What Telegram, the store or we ourselves get wrong, and what the young person notices of it."""

import asyncio
from typing import Any

import pytest

from bot.channels.telegram.recent import SETTLED
from devtools.fake_telegram import FakeTelegram, Person
from tests.channels.telegram.conftest import Bot
from tests.channels.telegram.test_talk import THREAT, eventually_true, shows_a_number

pytestmark = pytest.mark.telegram

LONG_AGO = 11 * 60
NOWHERE = {"id": "\ud800", "type": "private", "first_name": "Lou"}
SAID_NOWHERE = {"message_id": 1, "date": 0, "chat": NOWHERE}


def sent(telegram: FakeTelegram) -> list[str]:
    """What Telegram took, in order."""
    calls = [call for call in telegram.calls("sendMessage") if call.status == 200]
    return [str(call.parameters["text"]) for call in calls]


@pytest.mark.parametrize("kind", ["429", "500", "502", "cut_before", "malformed"])
async def test_what_telegram_did_not_take_is_sent_again(bot: Bot, young: Person, kind: Any) -> None:
    bot.telegram.fail(kind, "sendMessage")
    young.say("bonjour")
    await young.hears(1, within=10)


async def test_a_refused_keyboard_does_not_silence_the_words(bot: Bot, young: Person) -> None:
    bot.telegram.fail("400", "sendMessage")
    young.say("bonjour")
    assert (await young.hears())[0].text


async def test_without_the_store_a_card_comes_once_and_the_answer_later(
    bot: Bot, young: Person
) -> None:
    bot.conversations.broken = True
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))
    await asyncio.sleep(0.1)
    cards = len(young.texts())
    assert bot.telegram.waiting
    bot.conversations.broken = False
    await bot.answered()
    assert len(young.texts()) > cards
    assert len(set(young.texts()[:cards])) == cards


async def test_an_update_that_breaks_us_is_set_aside_and_the_next_one_works(
    bot: Bot, young: Person, caplog: pytest.LogCaptureFixture
) -> None:
    receive = bot.face.receiving.receive if bot.face else None
    assert bot.face
    assert receive
    broken = BreaksAt(receive, "casse")
    object.__setattr__(bot.face, "receiving", broken)
    young.say("casse tout")
    young.say("bonjour")
    await eventually_true(lambda: bot.telegram.waiting == [])
    assert broken.tries == 3
    await eventually_true(lambda: shows_a_number(young.texts()))
    assert "casse" not in caplog.text


async def test_a_card_for_a_newcomer_stays_until_hidden(attentive: Bot, young: Person) -> None:
    broken = BreaksAt(attentive.receiving.receive, "casse")
    object.__setattr__(attentive.face, "receiving", broken)
    young.say("casse tout")
    await eventually_true(lambda: shows_a_number(young.texts()))
    await asyncio.sleep(SETTLED + 1)
    assert shows_a_number(young.texts())
    young.say("/hide")
    await eventually_true(lambda: young.texts() == [])


class BreaksAt:
    """Receives all but one text."""

    def __init__(self, receive: Any, text: str) -> None:
        self._receive, self._text = receive, text
        self.tries = 0

    async def receive(self, inbound: Any) -> Any:
        if self._text in (inbound.text or ""):
            self.tries += 1
            raise RuntimeError(inbound.text)
        return await self._receive(inbound)

    def card_without_store(self, *given: Any) -> Any:
        return self._receive.__self__.card_without_store(*given)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": "seven"},
        {"update_id": 7},
        {"update_id": 7, "message": None},
        {"update_id": 7, "message": {"chat": {"id": "x"}}},
        {"update_id": 7, "message": {"text": "hi", "date": 0, "message_id": 1}},
        {"update_id": 7, "callback_query": {"id": "1", "from": {"id": 1}}},
        {"update_id": 7, "message": {**SAID_NOWHERE, "text": "hi"}},
        {"update_id": 7, "message": {**SAID_NOWHERE, "voice": {}}},
        {"update_id": 7, "poll": {"id": "1"}},
        {"update_id": 7, "my_chat_member": {"chat": {}}},
    ],
)
async def test_a_forged_update_has_no_effect(bot: Bot, raw: dict[str, Any]) -> None:
    assert bot.face
    await bot.face.take(raw)
    assert sent(bot.telegram) == []
    assert not bot.conversations._kept


async def test_the_same_update_again_has_no_second_effect(bot: Bot, young: Person) -> None:
    act = young.say(THREAT)
    await young.hears(3)
    assert act.update_id
    bot.telegram.send_again(act.update_id)
    young.say("merci")
    await young.hears()
    assert sum("menace" in text for text in sent(bot.telegram)) == 1


async def test_after_a_quiet_week_ids_may_begin_anywhere(bot: Bot, young: Person) -> None:
    young.say("bonjour")
    await young.hears()
    bot.telegram.jump_ids(5)
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))


async def test_what_was_not_sent_is_sent_after_a_restart(bot: Bot, young: Person) -> None:
    bot.telegram.fail("hang", "sendMessage", times=99, seconds=30)
    young.say(THREAT)
    await eventually_true(lambda: bot.telegram.waiting == [])
    await bot.end()
    bot.telegram.world.faults.clear()
    await bot.start()
    await eventually_true(lambda: shows_a_number(young.texts()))
    assert len(set(young.texts())) == len(young.texts())


async def test_what_comes_late_is_announced_without_a_word_of_it(bot: Bot, young: Person) -> None:
    await bot.end()
    young.say(THREAT)
    bot.telegram.world.clock.advance(LONG_AGO)
    await bot.start()
    [announced] = await young.hears()
    assert announced.text == "Tu as un nouveau message."
    young.press("Afficher")
    await eventually_true(lambda: shows_a_number(young.texts()))


async def test_what_was_left_over_for_long_is_announced_too(bot: Bot, young: Person) -> None:
    bot.telegram.fail("hang", "sendMessage", times=99, seconds=30)
    young.say(THREAT)
    await eventually_true(lambda: bot.telegram.waiting == [])
    await bot.end()
    bot.telegram.world.faults.clear()
    bot.telegram.world.clock.advance(LONG_AGO)
    await bot.start()
    assert (await young.hears())[0].text == "Tu as un nouveau message."


async def test_two_at_once_lose_nothing(bot: Bot, young: Person) -> None:
    other = Bot(bot.telegram, bot.conversations)
    await other.start()
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))
    await other.end()


async def test_the_token_reaches_no_log(
    bot: Bot, young: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    bot.telegram.fail("502", "sendMessage")
    young.say(THREAT)
    await bot.answered()
    assert bot.telegram.token not in caplog.text
    assert bot.telegram.token.partition(":")[2] not in caplog.text
    assert THREAT not in caplog.text


async def test_what_came_late_is_shown_before_what_they_write_next(bot: Bot, young: Person) -> None:
    await bot.end()
    young.say(THREAT)
    bot.telegram.world.clock.advance(LONG_AGO)
    await bot.start()
    await young.hears()
    young.say("merci")
    await bot.answered()
    assert shows_a_number(young.texts())
    assert await bot.conversations.unsent("telegram") == []


async def test_what_telegram_would_not_take_does_not_appear_after_leaving(
    bot: Bot, young: Person
) -> None:
    bot.telegram.fail("429", "sendMessage", retry_after=7)
    young.say(THREAT)
    await eventually_true(lambda: bot.telegram.counts["sendMessage"] == 1)
    young.say("/leave")
    await asyncio.sleep(8)
    assert young.texts() == ["Fermé."]
