"""The workers are replaced one by one while young people write, as for a new release: always
somebody answers.
"""

import asyncio
import signal
import time
from random import Random
from statistics import median

import pytest

from tests.storms.conftest import Tell
from tests.storms.deploying import PATIENCE, Deployment, client
from tests.storms.judging import judged_pages
from tests.storms.pages import Crowd

AT_ONCE = 6


@pytest.fixture(params=[pytest.param("postgres-1", marks=pytest.mark.postgres)])
def deployment_name(request: pytest.FixtureRequest) -> str:
    """One address; its parent process has two workers."""
    name: str = request.param
    return name


@pytest.mark.parametrize("times", [1, pytest.param(10, marks=pytest.mark.long)])
async def test_replacing_the_workers_loses_nothing_and_refuses_nobody_for_long(
    times: int, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    (parent,) = deployment.processes
    await deployment.start(MAKE_IT_SAFE_WORKERS="2")
    async with client(timeout=PATIENCE) as asking:
        crowd = Crowd(deployment.history, deployment.urls(), asking, chance)
        going = [True]
        pages = [crowd.talk_while(lambda: bool(going), pause=0.05) for _ in range(AT_ONCE)]
        load = [asyncio.create_task(page) for page in pages]
        took = []
        for _ in range(times):
            before = workers_of(parent.id)
            began = time.monotonic()
            assert parent.running is not None
            parent.running.send_signal(signal.SIGHUP)
            await until_replaced(parent.id, before)
            took.append(time.monotonic() - began)
        going.clear()
        await asyncio.gather(*load)
        found = await judged_pages(deployment, crowd.everybody)
    refused = [event for event in deployment.history.read() if event["what"] == "fail"]
    tell(
        restarts=times,
        asked=found.asked,
        refused=len(refused),
        unknown=found.unknown,
        took=round(median(took), 1),
    )
    assert found.is_clean, found
    # A connection that was kept open may end with its worker; a new one is taken at once.
    assert {event["why"] for event in refused} <= {"503"}
    assert len(refused) + found.unknown <= times * 4 * AT_ONCE


def workers_of(parent: int) -> set[int]:
    """The processes under it."""
    with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
        return {int(each) for each in file.read().split()}


async def until_replaced(parent: int, before: set[int]) -> None:
    """Until two others answer, and those before are gone."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = workers_of(parent)
        if len(now) == len(before) and not now & before:
            return
        await asyncio.sleep(0.1)
    raise TimeoutError("the workers were not replaced")
