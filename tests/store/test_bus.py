"""Who waits is woken by what is newer, and by nothing else."""

import asyncio

from bot.domain.message import Address
from bot.store.bus import ProcessBus

HERE, THERE = Address("web", "here"), Address("web", "there")


async def test_who_waits_is_woken_by_something_newer() -> None:
    bus = ProcessBus()
    waiting = asyncio.create_task(bus.wait(HERE, 3, 5))
    await asyncio.sleep(0)
    bus.publish(HERE, 4)
    assert await waiting


async def test_what_is_old_or_of_another_conversation_wakes_nobody() -> None:
    bus = ProcessBus()
    waiting = asyncio.create_task(bus.wait(HERE, 3, 0.05))
    await asyncio.sleep(0)
    bus.publish(HERE, 3)
    bus.publish(THERE, 9)
    assert not await waiting


async def test_nothing_is_remembered_of_who_went_away() -> None:
    bus = ProcessBus()
    waiting = asyncio.create_task(bus.wait(HERE, 0, 5))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not bus._rooms._waiting
