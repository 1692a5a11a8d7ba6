"""Erasing leaves nothing, and is harmless where there is nothing."""

from datetime import timedelta

from bot.domain.message import Address
from bot.services.forgetting import Forgetting
from tests.fakes import FakeClock
from tests.services.test_receiving import HERE, Sender


async def test_leaving_erases_the_conversation() -> None:
    sender = Sender()
    await sender.send(started=True)
    forgetting = Forgetting(conversations=sender.parts.conversations, clock=FakeClock())
    await forgetting.leave(HERE)
    async with sender.parts.conversations.work() as work:
        assert await work.recall(HERE) is None


async def test_forgetting_nobody_is_harmless() -> None:
    sender = Sender()
    forgetting = Forgetting(conversations=sender.parts.conversations, clock=FakeClock())
    await forgetting.forget(Address("web", "nobody"))
    assert await forgetting.forget_the_quiet() == 0


async def test_what_has_been_quiet_for_a_day_is_erased() -> None:
    sender, clock = Sender(), FakeClock()
    await sender.send(started=True)
    clock.at += timedelta(hours=25)
    forgetting = Forgetting(conversations=sender.parts.conversations, clock=clock)
    assert await forgetting.forget_the_quiet() == 1
