"""An account while its process runs: signed in always, taking updates and sending while it leads.

Whatever Telegram refuses is tried again and told to the operator by the account's standing; the
page beside it never notices.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.channels.telegram.face import Telegram
from bot.channels.telegram.polling import poll
from bot.channels.telegram.refusals import Contested, NotSendable, Unreachable
from bot.domain.errors import BotError
from bot.domain.telling import Told
from bot.ports import Leadership

log = logging.getLogger(__name__)

LOOKS_EVERY = 60.0
"""Seconds between looks at whether Telegram gets through to us."""
REFUSED_AGAIN = 30.0
RECENT = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Called:
    """Where Telegram brings updates itself, and what it says to be let in."""

    url: str
    secret: str


async def run(telegram: Telegram, leadership: Leadership, called: Called | None = None) -> None:
    """Talks on Telegram until it is cancelled. Where Telegram brings the updates itself (`called`),
    there is nothing to ask for.
    """
    helping: list[asyncio.Task[None]] = []
    try:
        await _until_done(telegram.account.open)
        log.info("talking on Telegram as %s", Told(telegram.account.name))
        # While the database is away nobody can lead; somebody must show the helplines all the same.
        if called is None:
            helping.append(asyncio.create_task(leadership.while_orphaned(partial(poll, telegram))))
        await leadership.while_leading(partial(lead, telegram, called))
    finally:
        for task in helping:
            task.cancel()
        await asyncio.gather(*helping, return_exceptions=True)
        await telegram.sender.close()
        await telegram.account.close()


async def lead(telegram: Telegram, called: Called | None = None) -> None:
    """Sends what was left over, then all that comes; asks for updates, or to be called."""
    sending = asyncio.create_task(telegram.sender.lead())
    try:
        if called is None:
            await _until_done(telegram.account.ask_not_to_be_called)
        else:
            await _until_done(partial(_ask_to_be_called, telegram, called))
        await telegram.introduce()
        await (poll(telegram) if called is None else watch(telegram, called))
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await telegram.sender.lose()


async def watch(telegram: Telegram, called: Called, *, every: float = LOOKS_EVERY) -> None:
    """Sees to it that Telegram goes on calling us, and notes whether it gets through."""
    while True:
        try:
            await _look(telegram, called)
        except Unreachable as wait:
            await asyncio.sleep(wait.seconds)
        except BotError:
            log.error("telegram refuses to be asked about its calls")
        await asyncio.sleep(every)


async def _ask_to_be_called(telegram: Telegram, called: Called) -> None:
    try:
        await telegram.account.ask_to_be_called(called.url, called.secret)
    except NotSendable:  # such as an address that it would never call
        telegram.account.standing.called = False
        raise


async def _look(telegram: Telegram, called: Called) -> None:
    standing = telegram.account.standing
    told = await telegram.account.calls()
    if told.url != called.url:
        standing.refused(Contested("Another process took this account's updates."))
        await telegram.account.ask_to_be_called(called.url, called.secret)
    recently = told.failed_at and telegram.clock.now() - told.failed_at < RECENT
    standing.called = not (told.waiting and recently)


async def _until_done(asked: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            return await asked()
        except Unreachable as wait:
            log.warning("%s", wait)
            await asyncio.sleep(wait.seconds)
        except BotError as refused:
            log.error("%s It is tried again.", refused)
            await asyncio.sleep(REFUSED_AGAIN)
