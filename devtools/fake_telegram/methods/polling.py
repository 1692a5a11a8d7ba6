"""getUpdates: what waits, at once; or the next that comes, within the timeout."""

import asyncio

from devtools.fake_telegram.bell import Bell
from devtools.fake_telegram.methods.hooking import remember_allowed
from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Refused
from devtools.fake_telegram.world import World

OTHER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)
LONGEST = 50


async def get_updates(world: World, given: Parameters) -> str:
    """The result as JSON text, since an update that is none must be possible.

    A second poll ends the first with 409, and so does a webhook that is set meanwhile.
    """
    if world.webhook.url:
        raise Refused(409, HOOKED)
    mine = Bell()
    if world.poll is not None:
        world.poll.ring()
    world.poll = mine
    try:
        return await _wait(world, given, mine)
    finally:
        if world.poll is mine:
            world.poll = None


async def _wait(world: World, given: Parameters, mine: Bell) -> str:
    remember_allowed(world, given)
    limit = min(100, max(1, given.number("limit", 100)))
    loop = asyncio.get_running_loop()
    until = loop.time() + min(LONGEST, max(0, given.number("timeout")))
    while True:
        rung = world.updates.bell.rung
        batch = world.updates.fetch(given.number("offset"), limit)
        left = until - loop.time()
        if batch or left <= 0:
            return f"[{','.join(each.body for each in batch)}]"
        await _first(
            world.updates.bell.wait(left, since=rung),
            mine.wait(left, since=0),
        )
        if mine.rung:
            raise Refused(409, HOOKED if world.webhook.url else OTHER)


async def _first(*waits: object) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]  # type: ignore[call-overload]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
