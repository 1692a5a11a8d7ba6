"""Answers and updates have the shapes of the Bot API, as an independent model of it knows them."""

from typing import Any

import pytest
from aiogram import types
from pydantic import BaseModel, TypeAdapter

from devtools.fake_telegram import FakeTelegram, Person
from devtools.fake_telegram.media import KINDS
from tests.devtools.calling import Bot

COMMAND = {"command": "help", "description": "Aide"}


def unknown(model: BaseModel, path: str = "") -> list[str]:
    """The fields that this part of the model does not know, and so the Bot API does not have."""
    found = [f"{path}.{name}" for name in model.model_extra or {}]
    for name in type(model).model_fields:
        value = getattr(model, name)
        parts = value if isinstance(value, list) else [value]
        found += [
            each
            for part in parts
            if isinstance(part, BaseModel)
            for each in unknown(part, f"{path}.{name}")
        ]
    return found


def check(shape: Any, answer: object) -> None:
    """Fails where a field is missing, of a wrong kind, or unheard of."""
    read = TypeAdapter(shape).validate_python(answer)
    models = read if isinstance(read, list) else [read]
    assert [
        each for model in models if isinstance(model, BaseModel) for each in unknown(model)
    ] == []


def test_the_model_tells_a_field_it_does_not_know() -> None:
    with pytest.raises(AssertionError):
        check(types.BotCommand, {**COMMAND, "colour": "red"})


@pytest.mark.parametrize(
    ("method", "shape", "given"),
    [
        ("getMe", types.User, {}),
        ("getUpdates", list[types.Update], {}),
        ("setWebhook", bool, {"url": ""}),
        ("deleteWebhook", bool, {}),
        ("getWebhookInfo", types.WebhookInfo, {}),
        ("setMyCommands", bool, {"commands": [COMMAND]}),
        ("getMyCommands", list[types.BotCommand], {}),
        ("deleteMyCommands", bool, {}),
        ("setMyName", bool, {"name": "a"}),
        ("getMyName", types.BotName, {}),
        ("setMyDescription", bool, {"description": "a"}),
        ("getMyDescription", types.BotDescription, {}),
        ("setMyShortDescription", bool, {"short_description": "a"}),
        ("getMyShortDescription", types.BotShortDescription, {}),
        ("getFile", types.File, {"file_id": "x"}),
    ],
)
async def test_a_method_about_the_bot_answers_in_its_shape(
    bot: Bot, method: str, shape: Any, given: dict[str, Any]
) -> None:
    check(shape, await bot.does(method, **given))


@pytest.mark.parametrize(
    ("method", "shape", "given"),
    [
        ("sendMessage", types.Message, {"text": "a", "protect_content": True}),
        ("sendChatAction", bool, {"action": "typing"}),
        ("editMessageText", types.Message, {"text": "b"}),
        ("editMessageReplyMarkup", types.Message, {}),
        ("deleteMessage", bool, {}),
        ("deleteMessages", bool, {"message_ids": [1]}),
        ("getChat", types.ChatFullInfo, {}),
        ("sendPhoto", types.Message, {"photo": "x"}),
        ("sendSticker", types.Message, {"sticker": "x"}),
        ("copyMessage", types.MessageId, {}),
        ("forwardMessage", types.Message, {}),
        ("getUserProfilePhotos", types.UserProfilePhotos, {}),
    ],
)
async def test_a_method_about_a_chat_answers_in_its_shape(
    bot: Bot, ada: Person, buttons: dict[str, Any], method: str, shape: Any, given: dict[str, Any]
) -> None:
    sent = await bot.does("sendMessage", chat_id=ada.id, text="a", reply_markup=buttons)
    where = {"chat_id": ada.id, "user_id": ada.id, "from_chat_id": ada.id}
    check(shape, await bot.does(method, **where, message_id=sent["message_id"], **given))


@pytest.mark.parametrize("kind", KINDS)
async def test_an_update_with_media_has_its_shape(bot: Bot, ada: Person, kind: str) -> None:
    ada.send(kind, "a caption of /help")
    check(list[types.Update], await bot.does("getUpdates"))


async def test_the_updates_of_a_talk_have_their_shape(
    bot: Bot, ada: Person, buttons: dict[str, Any]
) -> None:
    said = ada.say("/help me")
    ada.edit(said.message_id, "help")
    ada.forward("a")
    ada.forward("a", sender="Somebody")
    await bot.does("sendMessage", chat_id=ada.id, text="?", reply_markup=buttons)
    ada.press("Oui")
    ada.block()
    ada.unblock()
    check(list[types.Update], await bot.does("getUpdates"))


async def test_a_press_on_an_old_message_has_its_shape(
    bot: Bot, ada: Person, telegram: FakeTelegram, buttons: dict[str, Any]
) -> None:
    await bot.does("sendMessage", chat_id=ada.id, text="?", reply_markup=buttons)
    telegram.world.clock.advance(48 * 3600)
    ada.press("Oui")
    [update] = TypeAdapter(list[types.Update]).validate_python(await bot.does("getUpdates"))
    assert update.callback_query is not None
    assert isinstance(update.callback_query.message, types.InaccessibleMessage)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_the_updates_of_a_place_have_their_shape(
    bot: Bot, ada: Person, telegram: FakeTelegram, kind: str
) -> None:
    place = telegram.place(kind)
    place.add_bot(ada)
    place.say("hi", ada)
    await bot.does("sendMessage", chat_id=place.id, text="a")
    place.remove_bot(ada)
    check(list[types.Update], await bot.does("getUpdates"))


async def test_a_refusal_has_its_shape(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.fail("429", retry_after=3)
    answer = (await bot.ask("getMe")).json()
    check(types.ResponseParameters, answer["parameters"])
    assert set(answer) == {"ok", "error_code", "description", "parameters"}
