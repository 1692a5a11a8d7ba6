"""Commands and descriptions, by language and scope."""

import pytest

from devtools.fake_telegram import FakeTelegram
from tests.devtools.calling import Bot

HELP = {"command": "help", "description": "Aide"}


async def test_commands_are_kept_by_language(bot: Bot, telegram: FakeTelegram) -> None:
    await bot.does("setMyCommands", commands=[HELP], language_code="fr")
    assert await bot.does("getMyCommands", language_code="fr") == [HELP]
    assert await bot.does("getMyCommands") == []
    assert telegram.commands("fr") == {"help": "Aide"}


async def test_commands_are_kept_by_scope(bot: Bot) -> None:
    scope = {"type": "all_private_chats"}
    await bot.does("setMyCommands", commands=[HELP], scope=scope)
    assert await bot.does("getMyCommands", scope={"type": "default"}) == []
    assert await bot.does("getMyCommands", scope=scope) == [HELP]


async def test_commands_can_be_taken_away(bot: Bot) -> None:
    await bot.does("setMyCommands", commands=[HELP])
    await bot.does("deleteMyCommands")
    assert await bot.does("getMyCommands") == []


@pytest.mark.parametrize(
    "wrong", [{"command": "Help", "description": "a"}, {"command": "help"}, "help"]
)
async def test_a_command_that_telegram_refuses_is_refused(bot: Bot, wrong: object) -> None:
    assert (await bot.refused("setMyCommands", commands=[wrong]))[0] == 400


@pytest.mark.parametrize("name", ["description", "short_description"])
async def test_a_description_in_no_language_is_for_all(bot: Bot, name: str) -> None:
    method = f"My{name.title().replace('_', '')}"
    await bot.does(f"set{method}", **{name: "Hello"})
    await bot.does(f"set{method}", **{name: "Bonjour", "language_code": "fr"})
    told = [await bot.does(f"get{method}", language_code=code) for code in ("de", "fr")]
    assert [each[name] for each in told] == ["Hello", "Bonjour"]


async def test_a_description_is_not_endless(bot: Bot) -> None:
    assert (await bot.refused("setMyDescription", description="a" * 513))[0] == 400
