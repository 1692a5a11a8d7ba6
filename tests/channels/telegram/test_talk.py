"""Talks on Telegram, from the young person's side of the fake."""

import asyncio
from typing import Any

import pytest

from bot.channels.telegram.recent import SETTLED
from bot.domain.message import Address, Inbound
from devtools.fake_telegram import Kept, Person
from devtools.fake_telegram.media import KINDS, media_of
from tests.channels.telegram.conftest import Bot

pytestmark = pytest.mark.telegram

THREAT = "il dit que si je paie pas il envoie ma photo a tout le monde"


def shows_a_number(texts: list[str]) -> bool:
    """Whether one of Belgium's lines stands in one of them."""
    return any(number in "".join(text.split()) for text in texts for number in ("116000", "103,"))


def titles(kept: Kept) -> list[str]:
    """The buttons under a message."""
    rows = (kept.message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def last_of(young: Person, count: int) -> Kept:
    return (await young.hears(count))[-1]


async def eventually_true(told: object, *, within: float = 5.0) -> None:
    """Waits until this is true, for what comes without a sign of its own."""
    assert callable(told)
    for _ in range(round(within * 100)):
        if told():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


async def test_the_first_words_say_what_it_is(bot: Bot, young: Person) -> None:
    young.start()
    hello, doors = await young.hears(2)
    assert "bot" in hello.text
    assert len(titles(doors)) == 4


async def test_a_threat_brings_the_helpline_in_the_same_turn(bot: Bot, young: Person) -> None:
    young.say(THREAT)
    await bot.answered()
    assert shows_a_number(young.texts())
    assert "C'est pas ça" in [title for one in young.sees() for title in titles(one)]


async def test_a_pressed_button_answers_and_closes(bot: Bot, young: Person) -> None:
    young.start()
    doors = await last_of(young, 2)
    young.press(titles(doors)[1])
    await young.hears()
    await eventually_true(lambda: not titles(_again(young, doors)))
    assert bot.telegram.counts["answerCallbackQuery"] == 1


async def test_the_pages_of_helplines_stay_when_buttons_are_closed(bot: Bot, young: Person) -> None:
    young.say(THREAT)
    await bot.answered()
    card = next(one for one in young.sees() if "C'est pas ça" in titles(one))
    young.press("C'est pas ça")
    await eventually_true(lambda: "C'est pas ça" not in titles(_again(young, card)))
    assert any("." in title for title in titles(_again(young, card)))


def _again(young: Person, kept: Kept) -> Kept:
    [same] = [one for one in young.sees() if one.id == kept.id]
    return same


async def test_an_old_button_explains_itself(bot: Bot, young: Person) -> None:
    young.start()
    doors = await last_of(young, 2)
    data = doors.message["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    young.say(THREAT)
    await bot.answered()
    young.press(data=data, message_id=doors.id)
    await eventually_true(lambda: any("avant" in text for text in young.texts()[2:]))


async def test_help_never_grows_old(bot: Bot, young: Person) -> None:
    young.start()
    doors = await last_of(young, 2)
    data = bot.face.buttons.data(str(young.id), 1, 0, "/help") if bot.face else ""
    young.say("bonjour")
    await young.hears()
    young.press(data=data, message_id=doors.id)
    await eventually_true(lambda: shows_a_number(young.texts()))


@pytest.mark.parametrize("data", ["1.0.AAAAAAAAAAAA", "/help", "", "💀", "1.0", "9" * 60])
async def test_a_forged_button_does_nothing(bot: Bot, young: Person, data: str) -> None:
    young.start()
    doors = await last_of(young, 2)
    young.press(data=data or ".", message_id=doors.id)
    await eventually_true(lambda: bot.telegram.counts["answerCallbackQuery"] == 1)
    assert len(young.texts()) == 2


async def test_a_button_of_another_chat_does_nothing(bot: Bot, young: Person) -> None:
    other = bot.telegram.young_person("Sam")
    other.start()
    theirs = await last_of(other, 2)
    young.start()
    mine = await last_of(young, 2)
    data = theirs.message["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    young.press(data=data, message_id=mine.id)
    await eventually_true(lambda: bot.telegram.counts["answerCallbackQuery"] == 1)
    assert len(young.texts()) == 2


@pytest.mark.parametrize("kind", KINDS)
async def test_no_file_is_ever_fetched(bot: Bot, young: Person, kind: str) -> None:
    young.send(kind, "regarde")
    await young.hears()
    assert bot.telegram.file_calls == 0


async def test_words_under_a_picture_are_heard(bot: Bot, young: Person) -> None:
    young.send("photo", THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))


async def test_an_album_is_answered_once_and_hidden_wholly(bot: Bot, young: Person) -> None:
    for _ in range(4):
        young.acting._post(young.chat, None, {**media_of("photo"), "media_group_id": "77"})
    await bot.answered()
    assert len(young.texts()) == len(set(young.texts())) > 0
    young.say("/hide")
    await eventually_true(lambda: young.sees() == [])


async def test_a_flood_of_pictures_is_not_answered_by_a_flood(bot: Bot, young: Person) -> None:
    bot.telegram.world.clock.freeze()
    for _ in range(50):
        young.send("photo")
    await bot.answered()
    assert len(young.texts()) == len(set(young.texts())) > 0


async def test_a_place_that_moves_and_a_note_of_the_app_are_not_answered(
    bot: Bot, young: Person
) -> None:
    where = young.send("location")
    await bot.answered()
    answer = young.texts()
    young.acting.move(young.chat, where.message_id)
    young.acting._post(young.chat, None, {"pinned_message": {"message_id": 1, "date": 0}})
    await bot.answered()
    assert young.texts() == answer


async def test_a_changed_message_is_heard(bot: Bot, young: Person) -> None:
    said = young.say("bonjour")
    await young.hears()
    young.edit(said.message_id, THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))


async def test_a_forwarded_threat_is_heard(bot: Bot, young: Person) -> None:
    young.forward("pay me 200 or i send your nudes to all your friends")
    await eventually_true(lambda: shows_a_number(young.texts()))


async def test_a_deep_link_for_a_friend_asks_about_the_friend(bot: Bot, young: Person) -> None:
    young.start("friend")
    await young.hears(3)
    assert "bot" in young.texts()[0]
    assert bot.conversations._kept[Address("telegram", str(young.id))].conversation.wait


async def test_a_deep_link_leads_there(bot: Bot, young: Person) -> None:
    young.start("need_help")
    await eventually_true(lambda: shows_a_number(young.texts()))
    assert "bot" in young.texts()[0]


@pytest.mark.parametrize("wish", ["nothing_of_ours", "/help", "x" * 64, "a b"])
async def test_a_link_to_nowhere_says_hello(bot: Bot, young: Person, wish: str) -> None:
    young.start(wish)
    assert len(await young.hears(2)) == 2


@pytest.mark.parametrize("command", ["/help", "/HELP", "/help@make_it_safe_bot"])
async def test_a_command_does_what_the_word_does(bot: Bot, young: Person, command: str) -> None:
    young.say(command)
    await eventually_true(lambda: shows_a_number(young.texts()))


async def test_hiding_takes_both_sides_out_of_the_chat(bot: Bot, young: Person) -> None:
    young.start()
    await young.hears(2)
    young.say("bonjour")
    await young.hears()
    young.say("/hide")
    await eventually_true(lambda: young.sees() == [])


@pytest.mark.parametrize("already", [0, 1, 2, 3])
async def test_leaving_erases_and_hides(bot: Bot, young: Person, already: int) -> None:
    young.say(THREAT)
    await young.hears(already)
    young.say("/leave")
    await eventually_true(lambda: [one.text for one in young.sees()] == ["Fermé."])
    await asyncio.sleep(0.05)
    assert [one.text for one in young.sees()] == ["Fermé."]
    assert not bot.conversations._kept


async def test_the_word_after_leaving_stays(attentive: Bot, young: Person) -> None:
    young.say(THREAT)
    young.say("/leave")
    await attentive.answered()
    await asyncio.sleep(SETTLED + 1)
    assert [one.text for one in young.sees()] == ["Fermé."]


@pytest.mark.parametrize("already", [0, 1, 3])
async def test_what_was_on_its_way_is_hidden_too(bot: Bot, young: Person, already: int) -> None:
    young.say(THREAT)
    await young.hears(already)
    young.say("/hide")
    await eventually_true(lambda: bot.telegram.waiting == [] and young.sees() == [])
    await asyncio.sleep(0.05)
    assert young.sees() == []
    assert await bot.conversations.unsent("telegram") == []


async def test_who_blocks_the_bot_is_forgotten(bot: Bot, young: Person) -> None:
    young.say(THREAT)
    await bot.answered()
    assert bot.conversations._kept
    young.block()
    await eventually_true(lambda: not bot.conversations._kept)


async def test_a_deleted_account_is_forgotten(bot: Bot, young: Person) -> None:
    young.say(THREAT)
    young.delete_account()
    await eventually_true(lambda: bot.telegram.counts["sendMessage"] > 0)
    await eventually_true(lambda: not bot.conversations._kept)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_where_others_read_along_it_leaves(bot: Bot, young: Person, kind: str) -> None:
    young.start()
    place = bot.telegram.place(kind)
    place.add_bot(young)
    await eventually_true(lambda: bot.telegram.counts["leaveChat"] >= 1)
    said = [one.text for one in place.sees() if one.by_bot]
    assert len(said) <= 1
    assert not any("116" in text for text in said)


async def test_commands_are_listed_in_each_language(bot: Bot) -> None:
    assert bot.telegram.commands()["hide"] != bot.telegram.commands("fr")["hide"]
    assert next(iter(bot.telegram.commands("fr"))) == "help"


async def test_no_preview_shows_what_the_talk_is_about(bot: Bot, young: Person) -> None:
    young.say(THREAT)
    await bot.answered()
    for call in bot.telegram.calls("sendMessage"):
        assert "is_disabled" in str(call.parameters["link_preview_options"])


class Slow:
    """Takes its time with every message."""

    def __init__(self, receiving: Any, seconds: float) -> None:
        self._receiving, self._seconds = receiving, seconds

    async def receive(self, inbound: Inbound) -> Any:
        await asyncio.sleep(self._seconds)
        return await self._receiving.receive(inbound)


@pytest.mark.parametrize(("seconds", "shown"), [(0.0, 0), (0.8, 1)])
async def test_what_takes_noticeable_time_is_seen_to_be_worked_on(
    bot: Bot, young: Person, seconds: float, shown: int
) -> None:
    object.__setattr__(bot.face, "receiving", Slow(bot.receiving, seconds))
    young.say("bonjour")
    await young.hears()
    assert bot.telegram.counts["sendChatAction"] == shown
