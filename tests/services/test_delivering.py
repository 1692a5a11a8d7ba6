"""Replies that were not shown are read again by seq."""

from bot.services.delivering import Delivering
from tests.fakes import FakeBus
from tests.services.test_receiving import HERE, Sender


async def test_what_was_not_shown_is_delivered_again() -> None:
    sender = Sender()
    await sender.send(started=True)
    delivering = Delivering(conversations=sender.parts.conversations, bus=sender.parts.bus)
    assert [seq for seq, _ in await delivering.after(HERE, 0)] == [1, 2]
    await delivering.shown(HERE, 1)
    assert [seq for seq, _ in await delivering.after(HERE, 0)] == [2]


async def test_who_waits_is_told_of_something_newer() -> None:
    bus = FakeBus()
    delivering = Delivering(conversations=Sender().parts.conversations, bus=bus)
    assert not await delivering.wait(HERE, 0, 0)
    bus.publish(HERE, 1)
    assert await delivering.wait(HERE, 0, 0)
