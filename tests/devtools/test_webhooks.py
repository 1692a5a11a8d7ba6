"""Webhooks: the secret, the order, and again until it arrives."""

import asyncio
import json

import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot, Receiver

SECRET = "x-telegram-bot-api-secret-token: sesame"


@pytest.fixture(autouse=True)
def hurry(telegram: FakeTelegram) -> None:
    """A failed delivery is tried again soon."""
    telegram.world.webhook.first_pause = 0.02


async def test_an_update_arrives_with_the_secret(bot: Bot, ada: Person, receiver: Receiver) -> None:
    await bot.does("setWebhook", url=receiver.url, secret_token="sesame")
    said = ada.say("one").update_id
    [body] = await receiver.got(1)
    assert json.loads(body)["update_id"] == said
    assert SECRET in receiver.headers[0].lower()


async def test_what_waited_before_arrives_too(bot: Bot, ada: Person, receiver: Receiver) -> None:
    ada.say("one")
    await bot.does("setWebhook", url=receiver.url)
    assert len(await receiver.got(1)) == 1


async def test_what_waited_can_be_dropped(bot: Bot, ada: Person, receiver: Receiver) -> None:
    ada.say("one")
    await bot.does("setWebhook", url=receiver.url, drop_pending_updates=True)
    ada.say("two")
    [body] = await receiver.got(1)
    assert '"two"' in body


@pytest.mark.parametrize("failure", [500, 404, 302, 0])
async def test_it_is_tried_again_until_it_arrives(
    bot: Bot, ada: Person, receiver: Receiver, telegram: FakeTelegram, failure: int
) -> None:
    receiver.answers = [failure, failure]
    await bot.does("setWebhook", url=receiver.url)
    ada.say("one")
    bodies = await receiver.got(3)
    await asyncio.sleep(0.1)
    assert (len(bodies), len(set(bodies)), telegram.waiting) == (3, 1, [])


async def test_the_failure_is_told(bot: Bot, ada: Person, receiver: Receiver) -> None:
    receiver.answers = [503]
    await bot.does("setWebhook", url=receiver.url)
    ada.say("one")
    await receiver.got(1)
    await asyncio.sleep(0.01)
    told = await bot.does("getWebhookInfo")
    assert told["last_error_message"] == "Wrong response from the webhook: 503"


async def test_the_next_in_a_chat_waits_for_the_one_before(
    bot: Bot, ada: Person, receiver: Receiver
) -> None:
    receiver.answers = [500]
    await bot.does("setWebhook", url=receiver.url)
    for text in ("one", "two"):
        ada.say(text)
    bodies = await receiver.got(3)
    assert [json.loads(each)["message"]["text"] for each in bodies] == ["one", "one", "two"]


@pytest.mark.parametrize(("connections", "at_once"), [(1, 1), (3, 3)])
async def test_chats_go_beside_one_another_as_many_as_allowed(
    bot: Bot, telegram: FakeTelegram, receiver: Receiver, connections: int, at_once: int
) -> None:
    receiver.pause = 0.05
    await bot.does("setWebhook", url=receiver.url, max_connections=connections)
    for _ in range(5):
        telegram.young_person().say("one")
    await receiver.got(5)
    assert receiver.most_open == at_once


async def test_a_deleted_webhook_leaves_what_did_not_arrive(
    bot: Bot, ada: Person, receiver: Receiver
) -> None:
    receiver.answers = [500] * 99
    await bot.does("setWebhook", url=receiver.url)
    said = ada.say("one").update_id
    await receiver.got(1)
    await bot.does("deleteWebhook")
    assert await bot.updates() == [said]


async def test_a_body_that_is_no_json_arrives_as_it_is(
    bot: Bot, telegram: FakeTelegram, receiver: Receiver
) -> None:
    await bot.does("setWebhook", url=receiver.url)
    telegram.send_raw("not json {")
    assert await receiver.got(1) == ["not json {"]


@pytest.mark.parametrize(
    "wrong",
    [{"url": "http://example.org/hook"}, {"url": "https://example.org", "secret_token": "é"}],
)
async def test_a_webhook_that_telegram_would_not_call_is_refused(
    bot: Bot, wrong: dict[str, str]
) -> None:
    assert (await bot.refused("setWebhook", **wrong))[0] == 400
