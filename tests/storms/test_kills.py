"""kill -9 at any moment, while young people write on the page and on Telegram.

Nobody who was told "received" is forgotten, nothing happens twice, and in each chat at most one
reply a kill stands there twice: the one that Telegram had taken and nobody had noted.
"""

import asyncio
from random import Random
from statistics import median

import pytest

from devtools.fake_telegram import FakeTelegram
from tests.storms.auditing import auditing
from tests.storms.chats import THREAT, Chats
from tests.storms.conftest import Tell
from tests.storms.deploying import PATIENCE, Deployment, client
from tests.storms.judging import judged
from tests.storms.pages import Crowd

AT_ONCE = 4
"""Pages that talk at the same time."""
CHATS = 12
SLOWEST = 60.0
"""Seconds to the first answer that even a machine at its end would not need."""
WORDS = ("/menu", "/language", "bonjour", "/menu", "/language", THREAT)
# The night's 200 in four parts, each with a seed of its own.
KILLS = [5, *(pytest.param(50, marks=pytest.mark.long, id=f"50-part-{n}") for n in range(1, 5))]


@pytest.mark.parametrize("kills", KILLS)
async def test_kills_at_any_moment_lose_nothing_and_double_nothing(
    kills: int, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    async with FakeTelegram() as telegram, client(timeout=PATIENCE) as asking:
        chats = Chats(telegram, deployment)
        deployment.settings |= chats.settings()
        await deployment.start()
        crowd = Crowd(deployment.history, deployment.urls(), asking, chance)
        going = [True]
        pages = [crowd.talk_while(lambda: bool(going)) for _ in range(AT_ONCE)]
        load = [asyncio.create_task(each) for each in (*pages, write(chats, chance, going))]
        watching = asyncio.create_task(chats.watch())
        await kill_at_random(deployment, kills, chance)
        going.clear()
        await asyncio.gather(*load)
        watching.cancel()
        with auditing(deployment) as audit:
            await audit.count_pages(crowd.everybody)
        found = await judged(chats)
    tell(
        kills=found.kills,
        asked=found.asked,
        unknown=found.unknown,
        sent_twice=found.sent_twice,
        recovery_median=round(median(found.recoveries), 2),
        recovery_longest=round(max(found.recoveries), 2),
        worked_median=round(median(found.worked), 2),
        worked_longest=round(max(found.worked), 2),
    )
    assert found.is_clean, found
    assert found.sent_twice_in_a_chat <= found.kills
    assert max(found.recoveries) < SLOWEST
    assert found.kills >= kills


async def write(chats: Chats, chance: Random, going: list[bool]) -> None:
    """People on Telegram, one of them every now and then."""
    for _ in range(CHATS):
        chat = chats.newcomer()
        chats.invoke(chat, chat.say("/start"))
    while going:
        chat = chance.choice(chats.people)
        chats.invoke(chat, chat.say(chance.choice(WORDS)))
        await asyncio.sleep(chance.uniform(0, 0.3))


async def kill_at_random(deployment: Deployment, kills: int, chance: Random) -> None:
    """So many deaths, one in five of them before the process had come to answer."""
    for _ in range(kills):
        victim = chance.choice(deployment.processes)
        await asyncio.sleep(chance.uniform(0, 2))
        await deployment.kill(victim)
        if chance.random() < 0.2:
            await deployment.launch(victim)
            await asyncio.sleep(chance.uniform(0, 3))
            await deployment.kill(victim)
        await deployment.start(victim)
