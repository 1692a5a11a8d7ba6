"""The process dies at every named place of the code, with every kind of message that comes by it.

The process must really die there: a sweep that misses its place proves nothing.
"""

import signal
from random import Random

import pytest

from bot.domain.failpoints import EVERY
from devtools.fake_telegram import FakeTelegram
from tests.storms.auditing import auditing
from tests.storms.chats import THREAT, Chat, Chats, Written
from tests.storms.deploying import PATIENCE, Deployment, client
from tests.storms.judging import judged, judged_pages
from tests.storms.pages import Crowd, Young
from tests.storms.sweeping import COMES_BY, IN_A_CHAT, LEAVING, ON_THE_PAGE, Death

SHORT = {("before_commit", "form"), ("after_keys", "leave"), ("after_send", "button")}
"""What every full run tries, beside tests/test_crash*.py; the night tries all."""


def tried(deaths: list[Death]) -> list[object]:
    """The parameters of a sweep."""
    return [
        pytest.param(
            death,
            id=str(death),
            marks=[] if (death.place, death.kind) in SHORT else pytest.mark.long,
        )
        for death in deaths
    ]


def test_every_failpoint_of_the_code_is_swept() -> None:
    assert set(COMES_BY) == set(EVERY)
    assert {death.place for death in (*ON_THE_PAGE, *IN_A_CHAT)} == set(EVERY)


@pytest.mark.parametrize("death", tried(ON_THE_PAGE))
async def test_a_death_on_the_way_from_the_page_loses_and_doubles_nothing(
    death: Death, deployment: Deployment, chance: Random
) -> None:
    async with client(timeout=PATIENCE) as asking:
        crowd = Crowd(deployment.history, deployment.urls()[:1], asking, chance)
        young, (first, *_) = crowd.newcomer(), deployment.processes
        await deployment.start(first)
        await young.say({"start": True})
        await young.say({"text": "bonjour"})
        await deployment.kill(first)
        await deployment.start(first, MAKE_IT_SAFE_FAILPOINT=death.place)
        assert await brought(young, death.kind) is False
        assert first.running is not None
        assert await first.running.wait() == -signal.SIGKILL
        await deployment.start(first)
        assert await brought(young, death.kind) is True
        if death.kind in LEAVING:
            assert await young.read_all() == []
            with auditing(deployment) as audit:
                audit.count(young.name, young.address)
            assert deployment.history.read()[-1]["messages"] == 0
            return
        await young.say({"choice": "/menu"})
        found = await judged_pages(deployment, [young])
    assert found.is_clean, found


async def brought(young: Young, kind: str) -> bool:
    """Sends this once, under the same id each time; whether it was taken."""
    op = f"{young.name}-{kind:_<10}"
    match kind:
        case "form":
            return await young.post_form(op, THREAT)
        case "leave":
            return await young.leave()
        case "forget":
            said: dict[str, object] = {"choice": "/forget_me"}
        case "button":
            said = {"choice": "/help"}
        case "picture":
            said = {"media": "image"}
        case _:
            said = {"text": THREAT}
    answer = await young.try_to_say(op, said)
    return answer is not None and answer.status == 200


@pytest.mark.parametrize("death", tried(IN_A_CHAT))
async def test_a_death_on_the_way_to_a_chat_loses_nothing_and_repeats_one_reply_at_most(
    death: Death, deployment: Deployment
) -> None:
    async with FakeTelegram() as telegram:
        chats = Chats(telegram, deployment)
        deployment.settings |= chats.settings()
        chat, (first, *_) = chats.newcomer(), deployment.processes
        await deployment.start(first)
        chats.invoke(chat, chat.say("/start"))
        await chats.until_still()
        await deployment.kill(first)
        await deployment.launch(first, MAKE_IT_SAFE_FAILPOINT=death.place)
        chats.invoke(chat, written(chat, death.kind))
        assert first.running is not None
        assert await first.running.wait() == -signal.SIGKILL
        await deployment.start(first)
        found = await judged(chats)
    assert found.is_clean, found
    assert found.sent_twice <= (1 if death.place == "after_send" else 0)


def written(chat: Chat, kind: str) -> Written:
    """One message of that kind."""
    match kind:
        case "button":
            return chat.press("/menu")
        case "picture":
            return chat.send_picture()
        case "command":
            return chat.say("/language")
        case _:
            return chat.say(THREAT)
