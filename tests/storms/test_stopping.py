"""The bot is asked to stop while young people write: it ends what it has begun, and soon."""

import asyncio
from random import Random
from statistics import median

import pytest

from tests.storms.conftest import Tell
from tests.storms.deploying import PATIENCE, Deployment, client
from tests.storms.judging import judged_pages
from tests.storms.pages import Crowd

AT_ONCE = 6
LONGEST = 30.0
"""The hard limit: a supervisor would kill it then."""


@pytest.mark.parametrize("stops", [4, pytest.param(50, marks=pytest.mark.long)])
async def test_being_told_to_stop_loses_nothing(
    stops: int, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    await deployment.start()
    async with client(timeout=PATIENCE) as asking:
        crowd = Crowd(deployment.history, deployment.urls(), asking, chance)
        going = [True]
        pages = [crowd.talk_while(lambda: bool(going), pause=0.05) for _ in range(AT_ONCE)]
        load = [asyncio.create_task(page) for page in pages]
        took, codes = [], set()
        for _ in range(stops):
            stopped = chance.choice(deployment.processes)
            await asyncio.sleep(chance.uniform(0, 1.5))
            took.append(await deployment.stop(stopped))
            codes.add(stopped.running and stopped.running.returncode)
            await deployment.start(stopped)
        going.clear()
        await asyncio.gather(*load)
        found = await judged_pages(deployment, crowd.everybody)
    tell(
        stops=stops,
        asked=found.asked,
        unknown=found.unknown,
        exit_median=round(median(took), 2),
        exit_longest=round(max(took), 2),
        codes=sorted(map(str, codes)),
    )
    assert found.is_clean, found
    assert max(took) < LONGEST
