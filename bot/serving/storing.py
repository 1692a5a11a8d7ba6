"""The store as the settings name it, and the keys that are made from the deployment's own."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from bot.bootstrap import LiveContent
from bot.dialogue.repeating import say_again
from bot.domain.message import Reply
from bot.domain.remembering import StoredReply
from bot.ports import Clock
from bot.settings import Mode, Settings, development_key
from bot.store.conversations import StoredConversations
from bot.store.opening import open_conversations
from bot.store.retention import Retention
from bot.store.sqlite import sqlite_url


@asynccontextmanager
async def stored_conversations(
    settings: Settings, content: LiveContent, clock: Clock
) -> AsyncIterator[StoredConversations]:
    """The store, opened; closed at the end."""

    def again(stored: StoredReply) -> Reply:
        return say_again(
            content.library, stored, clock.now(), content.calendar(clock.now()).holidays
        )

    directory = settings.data_dir
    conversations = await open_conversations(
        database_url=(
            settings.database_url.get_secret_value() or sqlite_url(directory / "make-it-safe.db")
        ),
        keys_url=settings.keys_url.get_secret_value() or sqlite_url(directory / "keys.db"),
        erasures=directory / "erasures.txt",
        key=derived_key(settings),
        retention=_retention(settings),
        say_again=again,
        now=clock.now(),
    )
    try:
        yield conversations
    finally:
        await conversations.close()


def _retention(settings: Settings) -> Retention:
    usual = Retention()
    quiet = {**usual.quiet, "web": timedelta(hours=settings.web_quiet_hours)}
    return replace(usual, quiet=quiet)


def derived_key(settings: Settings, use: bytes = b"") -> bytes:
    """The deployment's key as 32 bytes, or one made from it for another use."""
    key = hashlib.sha256(_key(settings).encode()).digest()
    return hmac.digest(key, use, "sha256") if use else key


def _key(settings: Settings) -> str:
    if settings.mode is Mode.DEVELOPMENT and not settings.key.get_secret_value():
        return development_key(settings.data_dir)
    return settings.key.get_secret_value()
