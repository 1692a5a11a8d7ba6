"""Groups and channels."""

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_the_bot_learns_that_it_was_taken_in(
    bot: Bot, telegram: FakeTelegram, ada: Person, kind: str
) -> None:
    telegram.place(kind).add_bot(ada)
    [update] = await bot.does("getUpdates")
    told = update["my_chat_member"]
    assert (told["chat"]["type"], told["old_chat_member"]["status"]) == (kind, "left")


async def test_what_is_said_in_a_group_names_group_and_speaker(
    bot: Bot, telegram: FakeTelegram, ada: Person
) -> None:
    group = telegram.place()
    group.add_bot(ada)
    group.say("hi", ada)
    message = (await bot.does("getUpdates"))[-1]["message"]
    assert (message["chat"]["id"], message["from"]["id"]) == (group.id, ada.id)


async def test_with_privacy_only_commands_reach_the_bot(
    telegram: FakeTelegram, ada: Person
) -> None:
    telegram.world.group_privacy = True
    group = telegram.place()
    group.add_bot(ada)
    assert group.say("hi", ada).update_id is None
    assert group.say("/help", ada).update_id is not None


async def test_a_channel_post_has_no_person(bot: Bot, telegram: FakeTelegram, ada: Person) -> None:
    channel = telegram.place("channel")
    channel.add_bot(ada)
    channel.say("hi")
    post = (await bot.does("getUpdates"))[-1]["channel_post"]
    assert "from" not in post


async def test_a_bot_that_left_hears_and_says_nothing(
    bot: Bot, telegram: FakeTelegram, ada: Person
) -> None:
    group = telegram.place()
    group.add_bot(ada)
    await bot.does("leaveChat", chat_id=group.id)
    assert group.say("hi", ada).update_id is None
    assert await bot.refused("sendMessage", chat_id=group.id, text="a") == (
        403,
        "Forbidden: bot is not a member of the group chat",
    )


async def test_a_bot_that_was_thrown_out_cannot_write(
    bot: Bot, telegram: FakeTelegram, ada: Person
) -> None:
    group = telegram.place()
    group.add_bot(ada)
    group.remove_bot(ada)
    assert (await bot.refused("sendMessage", chat_id=group.id, text="a"))[0] == 403


async def test_a_private_chat_cannot_be_left(bot: Bot, ada: Person) -> None:
    assert (await bot.refused("leaveChat", chat_id=ada.id))[0] == 400
