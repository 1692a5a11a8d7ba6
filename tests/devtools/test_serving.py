"""Starting and stopping, in a test and as a process."""

import asyncio
import re
import sys
import time

import httpx
import pytest

from devtools.fake_telegram import FakeTelegram
from tests.devtools.calling import Bot, plain


async def test_a_stop_does_not_wait_for_an_open_poll(
    bot: Bot, telegram: FakeTelegram, capfd: pytest.CaptureFixture[str]
) -> None:
    poll = asyncio.create_task(bot.ask("getUpdates", timeout=9))
    await asyncio.sleep(0.05)
    begun = time.monotonic()
    await telegram.stop()
    with pytest.raises(httpx.TransportError):
        await poll
    assert time.monotonic() - begun < 2
    assert capfd.readouterr().err == ""


async def test_it_can_be_started_again_with_all_it_knew(bot: Bot, telegram: FakeTelegram) -> None:
    ada = telegram.young_person()
    said = ada.say("one").update_id
    await telegram.stop()
    await telegram.start()
    async with plain(f"{telegram.base_url}{telegram.token}/") as client:
        assert await Bot(client).updates() == [said]


async def test_two_fakes_stand_beside_one_another() -> None:
    async with FakeTelegram() as one, FakeTelegram("7:another-token") as other:
        assert one.url != other.url
        async with plain(other.url) as client:
            answer = await client.get(f"{other.base_url}7:another-token/getMe")
        assert answer.json()["result"]["id"] == 7


async def test_it_starts_as_a_process_and_tells_where() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "devtools.fake_telegram",
        "--port",
        "0",
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            said = "".join([(await process.stdout.readline()).decode() for _ in range(3)])
        found = re.search(r"Page: (http://127\.0\.0\.1:[1-9]\d*)/", said)
        assert found is not None
        async with plain(found[1]) as client:
            assert "Fake Telegram" in (await client.get(found[1])).text
    finally:
        process.terminate()
        await process.wait()
