"""The database is out of reach for a while: everybody gets the helplines at once.

What they said meanwhile is taken once, when it is back.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from random import Random
from statistics import median

import httpx
import pytest

from devtools.fake_telegram import FakeTelegram
from tests.storms.auditing import auditing
from tests.storms.chats import THREAT, Chat, Chats
from tests.storms.conftest import Tell
from tests.storms.deploying import PATIENCE, Deployment, client
from tests.storms.judging import judged
from tests.storms.outages import gone
from tests.storms.pages import Crowd, Young

MANY = httpx.Limits(max_connections=None)
WAYS = {"sqlite": ["hanging"], "postgres": ["away", "hanging"]}
SLOWEST = 15.0
"""Seconds that even a machine at its end would not need."""
SIZES = [(8, 60, 20), pytest.param((30, 1_000, 90), marks=pytest.mark.long)]
"""Seconds without a database, messages on pages, messages on Telegram.

Of Telegram, updates are asked for by the hundred, and what is not kept is not confirmed: so while
the database is gone no more than a hundred can be seen at all.
"""


@pytest.mark.parametrize("how", ["away", "hanging"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}s")
async def test_without_its_database_it_shows_helplines_and_takes_what_is_repeated_once(
    size: tuple[int, int, int], how: str, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    seconds, on_pages, in_chats = size
    if how not in WAYS[deployment.name.partition("-")[0]]:
        pytest.skip("a file cannot be ended: only held by another program")
    async with FakeTelegram() as telegram, client(timeout=PATIENCE, limits=MANY) as asking:
        chats = Chats(telegram, deployment)
        deployment.settings |= chats.settings()
        await deployment.start()
        crowd = Crowd(deployment.history, deployment.urls(), asking, chance)
        pages = [crowd.newcomer() for _ in range(on_pages)]
        talks = [chats.newcomer() for _ in range(in_chats)]
        async with gone(deployment, how):
            ends = asyncio.create_task(asyncio.sleep(seconds))
            saying = [asyncio.create_task(say(one, chance, seconds - 3)) for one in pages]
            waits = await asyncio.gather(*(card(chats, one, chance, seconds - 3) for one in talks))
            await ends
        said = await asyncio.gather(*saying)
        with auditing(deployment) as audit:
            await audit.count_pages(pages)
        found = await judged(chats)
    tell(
        refused=found.refused,
        page=summary(one for one in said if one),
        telegram=summary(waits),
    )
    assert found.is_clean, found
    assert found.acknowledged == on_pages + in_chats
    assert sum(one is not None for one in said) >= on_pages * 0.9
    assert max(*(one or 0 for one in said), *waits) < SLOWEST


async def say(young: Young, chance: Random, within: float) -> float | None:
    """Says something at some moment, and again as soon as the page is told it may; the seconds
    until the helplines were there, None where the message was taken at once.
    """
    await asyncio.sleep(chance.uniform(0, within))
    op = f"{young.name}-0001"
    # A connection that was kept open may just have been given up; browsers try again too.
    first = None
    while first is None:
        first = await young.try_to_say(op, {"text": THREAT})
    if first.status == 200:
        return None
    assert first.status == 503
    assert any(reply["contacts"] for reply in first.body["replies"])
    taken = False
    while not taken:
        again = await young.try_to_say(op, {"text": THREAT})
        taken = again is not None and again.status == 200
        await asyncio.sleep(0 if taken else again.body["seconds"] if again else 1.0)
    return first.seconds


async def card(chats: Chats, chat: Chat, chance: Random, within: float) -> float:
    """Says something on Telegram; the seconds until the helplines stand in the chat."""
    await asyncio.sleep(chance.uniform(0, within))
    began = time.monotonic()
    chats.invoke(chat, chat.say(THREAT))
    await chat.person.hears(within=PATIENCE)
    return time.monotonic() - began


def summary(seconds: Iterable[float]) -> dict[str, float | int]:
    """How long it took, in figures."""
    ranked: Sequence[float] = sorted(seconds)
    at_95 = ranked[int(len(ranked) * 0.95)]
    return {
        "number": len(ranked),
        "median": round(median(ranked), 2),
        "p95": round(at_95, 2),
        "longest": round(ranked[-1], 2),
    }
