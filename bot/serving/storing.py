"""The store as the settings name it, and the keys that are made from the deployment's own."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.bootstrap import LiveContent
from bot.dialogue.repeating import say_again
from bot.domain.errors import StoreUnavailable
from bot.domain.message import Reply
from bot.domain.remembering import SayAgain, StoredReply
from bot.ports import Clock
from bot.settings import Settings, development_key, is_made_by_itself
from bot.store.conversations import StoredConversations
from bot.store.holding import held
from bot.store.opening import open_conversations
from bot.store.retention import Retention
from bot.store.sqlite import sqlite_url

log = logging.getLogger(__name__)

WAITS_FOR_DATABASE = 60.0
"""Seconds that a start waits for a database that does not answer."""


@asynccontextmanager
async def stored_conversations(
    settings: Settings, content: LiveContent, clock: Clock
) -> AsyncIterator[StoredConversations]:
    """The store, opened; closed at the end."""

    def again(stored: StoredReply) -> Reply:
        return say_again(
            content.library, stored, clock.now(), content.calendar(clock.now()).holidays
        )

    is_alone = not settings.database_url.get_secret_value().startswith("postgres")
    with held(settings.data_dir, alone=is_alone):
        conversations = await _once_it_answers(partial(_open, settings, again, clock.now()))
        try:
            yield conversations
        finally:
            await conversations.close()


async def _once_it_answers(
    opened: Callable[[], Awaitable[StoredConversations]],
) -> StoredConversations:
    """A database may start after the bot, and be away for a while; then it says so and goes on."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    told = ""
    while True:
        try:
            return await opened()
        except StoreUnavailable as unavailable:
            if loop.time() - began > WAITS_FOR_DATABASE:
                raise
            if str(unavailable) != told:
                told = str(unavailable)
                log.warning("waiting for the database: %s", unavailable)
        await asyncio.sleep(1)


async def _open(settings: Settings, again: SayAgain, now: datetime) -> StoredConversations:
    directory = settings.data_dir
    return await open_conversations(
        database_url=database_url(settings),
        keys_url=keys_url(settings),
        erasures=directory / "erasures.txt",
        key=key_bytes(settings_key(settings)),
        retention=_retention(settings),
        say_again=again,
        now=now,
    )


def database_url(settings: Settings) -> str:
    """Where conversations are kept."""
    given = settings.database_url.get_secret_value()
    return given or sqlite_url(settings.data_dir / "make-it-safe.db")


def _retention(settings: Settings) -> Retention:
    usual = Retention()
    quiet = {**usual.quiet, "web": timedelta(hours=settings.web_quiet_hours)}
    return replace(usual, quiet=quiet)


def keys_url(settings: Settings) -> str:
    """Where the keys lie."""
    return settings.keys_url.get_secret_value() or sqlite_url(settings.data_dir / "keys.db")


def key_bytes(key: str) -> bytes:
    """The deployment's key as the store takes it."""
    return hashlib.sha256(key.encode()).digest()


def settings_key(settings: Settings) -> str:
    """The deployment's key as it is set; in development, where none is, the one made there."""
    if is_made_by_itself(settings):
        return development_key(settings.data_dir)
    return settings.key.get_secret_value()
