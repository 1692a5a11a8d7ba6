"""The process dies anywhere on the way of a Telegram message, and only the operator notices.

A real bot over real files polls a fake Telegram and is killed by SIGKILL. Afterwards every reply is
in the chat; at most one stands there twice, the one that Telegram had taken and nobody had noted.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.failpoints import NAMES, OF_SENDING
from devtools.fake_telegram import FakeTelegram, Person
from tests.ports import free_port

pytestmark = pytest.mark.crash

THREAT = "il dit que si je paie pas il envoie ma photo a tout le monde"
PLACES = [name for name in NAMES if name != "before_reply"] + list(OF_SENDING)
PATIENCE = 60.0
QUIET = 1.6
"""Seconds; the next reply of a turn comes after one at most."""


@asynccontextmanager
async def running(
    telegram: FakeTelegram, folder: Path, failpoint: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The real thing over these files."""
    surroundings = {
        **os.environ,
        "MAKE_IT_SAFE_PORT": str(free_port()),
        "MAKE_IT_SAFE_DATA_DIR": str(folder),
        "MAKE_IT_SAFE_DEFAULT_COUNTRY": "BE",
        "MAKE_IT_SAFE_TELEGRAM_TOKEN": telegram.token,
        "MAKE_IT_SAFE_TELEGRAM_API": telegram.url,
        "MAKE_IT_SAFE_FAILPOINT": failpoint,
    }
    asked = telegram.counts["getUpdates"]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=surroundings)
    try:
        await until(lambda: telegram.counts["getUpdates"] > asked or process.returncode is not None)
        assert process.returncode is None, "it did not start; what it said stands above"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(told: Callable[[], bool]) -> None:
    """Until this is true."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not told():
        if loop.time() > end:
            raise TimeoutError("it never came true")
        await asyncio.sleep(0.05)


async def until_answered(telegram: FakeTelegram, young: Person) -> None:
    """Until everything was confirmed, and nothing more has come for a while."""
    seen = -1
    while len(young.texts()) != seen:
        seen = len(young.texts())
        await until(lambda: not telegram.waiting)
        await asyncio.sleep(QUIET)


async def talk(telegram: FakeTelegram, folder: Path, failpoint: str = "") -> Counter[str]:
    """Hello, then a threat; where a place is named the bot dies there and is started again."""
    young = telegram.young_person("Lou", language_code="fr-BE", chat_id=5_000_777)
    async with running(telegram, folder):
        young.start()
        await until_answered(telegram, young)
    if failpoint:
        async with running(telegram, folder, failpoint) as dying:
            young.say(THREAT)
            assert await asyncio.wait_for(dying.wait(), PATIENCE) == -signal.SIGKILL
    else:
        young.say(THREAT)
    async with running(telegram, folder):
        await until_answered(telegram, young)
    return Counter(young.texts())


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """The chat as it reads when nothing dies."""

    async def told() -> Counter[str]:
        async with FakeTelegram() as telegram:
            return await talk(telegram, tmp_path_factory.mktemp("calm"))

    return asyncio.run(told())


@pytest.mark.parametrize("place", PLACES)
async def test_a_death_anywhere_loses_nothing_and_repeats_at_most_one_reply(
    place: str, tmp_path: Path, calm: Counter[str]
) -> None:
    async with FakeTelegram() as telegram:
        found = await talk(telegram, tmp_path, place)
    assert set(found) == set(calm)
    twice = found - calm
    assert sum(twice.values()) <= (1 if place == "after_send" else 0)
