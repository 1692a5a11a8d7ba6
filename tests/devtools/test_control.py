"""The control API does over HTTP what a test does with its hands."""

import asyncio

import httpx
import pytest

from devtools.fake_telegram import FakeTelegram, Person
from devtools.fake_telegram.controlling import DOINGS
from tests.devtools.calling import Bot


async def test_a_young_person_is_made_and_talks(bot: Bot, control: httpx.AsyncClient) -> None:
    made = (await control.post("chats", json={"name": "Zoé", "language_code": "fr"})).json()
    said = (await control.post(f"chats/{made['id']}/say", json={"text": "salut"})).json()
    [update] = await bot.does("getUpdates")
    assert update["update_id"] == said["update_id"]
    assert update["message"]["from"]["first_name"] == "Zoé"


async def test_a_chat_is_read_as_the_person_sees_it(
    bot: Bot, control: httpx.AsyncClient, ada: Person
) -> None:
    sent = await bot.does("sendMessage", chat_id=ada.id, text="a")
    await bot.does("editMessageText", chat_id=ada.id, message_id=sent["message_id"], text="b")
    seen = (await control.get(f"chats/{ada.id}")).json()["messages"][-1]
    assert (seen["message"]["text"], seen["versions"], seen["by_bot"]) == ("b", ["a"], True)


@pytest.mark.parametrize(
    ("act", "given", "kind"),
    [
        ("start", {"payload": "friend"}, "message"),
        ("send", {"kind": "photo"}, "message"),
        ("forward", {"text": "a"}, "message"),
        ("edit", {"message_id": 1, "text": "a"}, "edited_message"),
        ("block", {}, "my_chat_member"),
        ("unblock", {}, "my_chat_member"),
    ],
)
async def test_each_act_makes_its_update(
    bot: Bot, control: httpx.AsyncClient, ada: Person, act: str, given: dict[str, object], kind: str
) -> None:
    await control.post(f"chats/{ada.id}/{act}", json=given)
    [update] = await bot.does("getUpdates")
    assert kind in update


async def test_a_button_is_pressed(
    bot: Bot, control: httpx.AsyncClient, ada: Person, buttons: dict[str, object]
) -> None:
    await bot.does("sendMessage", chat_id=ada.id, text="?", reply_markup=buttons)
    pressed = (await control.post(f"chats/{ada.id}/press", json={"title": "Oui"})).json()
    await bot.does("answerCallbackQuery", callback_query_id=pressed["query_id"], text="ok")
    told = (await control.get(f"presses/{pressed['query_id']}")).json()
    assert (told["answered"], told["text"]) == (True, "ok")


async def test_the_bot_is_taken_into_a_group(
    bot: Bot, control: httpx.AsyncClient, ada: Person
) -> None:
    group = (await control.post("chats", json={"kind": "group", "name": "8b"})).json()["id"]
    await control.post(f"chats/{group}/add_bot", json={"by": ada.id})
    await control.post(f"chats/{group}/say", json={"by": ada.id, "text": "hi"})
    assert [list(each)[1] for each in await bot.does("getUpdates")] == ["my_chat_member", "message"]


async def test_faults_are_planned_seen_and_cleared(bot: Bot, control: httpx.AsyncClient) -> None:
    await control.post("faults", json={"kind": "429", "retry_after": 2, "times": 5})
    assert (await bot.ask("getMe")).status_code == 429
    assert (await control.get("faults")).json()[0]["times"] == 4
    await control.delete("faults")
    await bot.does("getMe")


async def test_calls_are_told_with_what_was_answered(
    bot: Bot, control: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    await bot.ask("getChat", chat_id=1)
    [call] = (await control.get("calls", params={"method": "getChat"})).json()
    assert (call["status"], call["answer"]["ok"], call["parameters"]) == (
        400,
        False,
        {"chat_id": 1},
    )
    assert telegram.token not in (await control.get("calls")).text


async def test_calls_are_counted_until_cleared(bot: Bot, control: httpx.AsyncClient) -> None:
    await bot.ask("getFile", file_id="x")
    assert (await control.get("counts")).json()["files"] == 1
    await control.delete("calls")
    assert (await control.get("counts")).json()["files"] == 0


async def test_updates_are_held_repeated_and_made_up(
    bot: Bot, control: httpx.AsyncClient, ada: Person
) -> None:
    await control.post("updates/hold")
    ids = [ada.say(text).update_id for text in "ab"]
    await control.post("updates/release", json={"order": "reversed"})
    await control.post("updates", json={"update_id": ids[0]})
    await control.post("updates", json={"raw": {"update_id": 1}})
    assert await bot.updates() == [*ids[::-1], ids[0], 1]


async def test_ids_jump(control: httpx.AsyncClient, ada: Person) -> None:
    await control.post("updates/jump", json={"to": 7})
    assert ada.say("one").update_id == 7


async def test_the_clock_is_moved_stopped_and_run(
    control: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    await control.post("clock", json={"freeze": 1000})
    told = (await control.post("clock", json={"advance": 60})).json()
    assert (told["now"], telegram.world.clock.seconds()) == (1060, 1060)
    await control.post("clock", json={"freeze": False})
    assert telegram.world.clock.now() > 1060


async def test_settings_change_one_by_one(control: httpx.AsyncClient) -> None:
    await control.post("setting", json={"limits": True, "callback_seconds": 5})
    told = (await control.post("setting", json={"group_privacy": True})).json()
    assert (told["limits"], told["callback_seconds"], told["group_privacy"]) == (True, 5, True)


async def test_who_waits_for_a_change_is_woken(control: httpx.AsyncClient, ada: Person) -> None:
    at = (await control.get("changes", params={"after": -1})).json()["at"]
    waiting = asyncio.create_task(control.get("changes", params={"after": at}))
    await asyncio.sleep(0.05)
    ada.say("one")
    assert (await waiting).json()["at"] > at


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("chats/1/say", {"text": "a"}),
        ("chats", {"kind": "castle"}),
        ("faults", {"kind": "flood"}),
        ("updates", {"update_id": 1}),
        ("clock", {"advance": "soon"}),
    ],
)
async def test_what_cannot_be_done_is_told(
    control: httpx.AsyncClient, path: str, given: dict[str, object]
) -> None:
    answer = await control.post(path, json=given)
    assert (answer.status_code, list(answer.json())) == (400, ["wrong"])


def test_every_path_is_documented(documentation: str) -> None:
    paths = [address.replace(":str", "").removeprefix("GET ") for address in DOINGS]
    assert [path for path in paths if path.split()[-1] not in documentation] == []
