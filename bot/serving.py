"""The page with its store, put together and kept running until the process is told to stop."""

import asyncio
import gc
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.bootstrap import LiveContent, SystemClock, build_receiving
from bot.channels.web import web_page
from bot.dialogue.hearing import leads_to_help
from bot.dialogue.repeating import say_again
from bot.dialogue.wording import phrase
from bot.domain.errors import BotError, UnsafeDeployment
from bot.domain.failpoints import arm
from bot.domain.message import Reply
from bot.domain.remembering import StoredReply
from bot.ports import Clock
from bot.server import Health, Routes, make_app, serve
from bot.services.delivering import Delivering
from bot.services.forgetting import Forgetting
from bot.services.receiving import Deployment, Receiving
from bot.settings import Mode, Settings, development_key
from bot.store.bus import ProcessBus
from bot.store.conversations import StoredConversations
from bot.store.database import sqlite_url
from bot.store.opening import open_conversations
from bot.store.retention import Retention

log = logging.getLogger(__name__)

LOOKS_EVERY = 2.0
"""Seconds between looks at the content for a newer version."""


async def serve_page(settings: Settings, ready: Callable[[], None]) -> None:
    """Serves the page until the process is told to stop; `ready` is called once it answers."""
    if settings.failpoint:
        arm([settings.failpoint])
    content = LiveContent(settings.content_dir)
    clock = SystemClock()
    countries = settings.countries or content.loaded.countries.served
    _refuse_unserved_default(settings.default_country, countries)
    async with _stored_conversations(settings, content, clock) as conversations:
        bus = ProcessBus()
        receiving = build_receiving(
            content,
            conversations=conversations,
            bus=bus,
            clock=clock,
            deployment=Deployment(
                countries,
                default_country=settings.default_country or None,
                longest_text=settings.longest_text,
            ),
        )
        forgetting = Forgetting(conversations=conversations, clock=clock)
        page = web_page(
            receiving=receiving,
            delivering=Delivering(conversations=conversations, bus=bus),
            forgetting=forgetting,
            clock=clock,
            words=lambda language, name: phrase(content.library, name, language),
            languages=content.library.languages,
            countries=countries,
            operator=settings.organisation or None,
            neutral_site=settings.exit_url,
            frame_ancestors=settings.frame_ancestors,
        )
        face = _on_telegram(settings, content, receiving, conversations, forgetting)
        app = make_app(web=page, health=_health(content), others=face.routes if face else ())
        # All of this stays: looking through it for what does not would delay an answer by 0.15 s.
        gc.freeze()
        chores = [asyncio.create_task(_do_chores(content, forgetting))]
        if face:
            chores.append(asyncio.create_task(face.run()))
        try:
            await serve(
                app,
                settings.host,
                settings.port,
                ready=ready,
                trusted_proxies=settings.trusted_proxies,
            )
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Face:
    """A channel beside the page: what it answers, and what it does until it is cancelled."""

    run: Callable[[], Coroutine[Any, Any, None]]
    routes: tuple[Routes, ...] = ()


def _on_telegram(
    settings: Settings,
    content: LiveContent,
    receiving: Receiving,
    conversations: StoredConversations,
    forgetting: Forgetting,
) -> _Face | None:
    """Talks on Telegram where there is a token; the page goes on whatever happens there."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    # Imported late: its library takes most of a second, and most deployments need not wait for it.
    from bot.channels import telegram

    def words(language: str, name: str) -> str:
        return phrase(content.library, name, language)

    account = telegram.Account(token, settings.telegram_api)
    buttons = telegram.Buttons(_derived(settings, b"telegram buttons"))
    clock = SystemClock()
    sender = telegram.Sender(
        account=account,
        outbox=conversations,
        clock=clock,
        buttons=buttons,
        words=words,
        forget=forgetting.forget,
    )
    face = telegram.Telegram(
        account=account,
        sender=sender,
        receiving=receiving,
        outbox=conversations,
        forget=forgetting.forget,
        buttons=buttons,
        clock=clock,
        words=words,
        languages=content.library.languages,
        is_wish=lambda name: leads_to_help(name, content.library),
    )
    if not settings.telegram_webhook:
        return _Face(partial(telegram.run, face))
    secret = _derived(settings, b"telegram webhook").hex()
    called = telegram.Called(settings.public_url.rstrip("/") + telegram.PATH, secret)
    return _Face(partial(telegram.run, face, called), (telegram.webhook_routes(face, secret),))


def _refuse_unserved_default(country: str, countries: tuple[str, ...]) -> None:
    if country and country not in countries:
        raise UnsafeDeployment(
            f"MAKE_IT_SAFE_DEFAULT_COUNTRY is {country}, which is not served: write one of "
            f"{', '.join(countries)}, or leave it out."
        )


@asynccontextmanager
async def _stored_conversations(
    settings: Settings, content: LiveContent, clock: Clock
) -> AsyncIterator[StoredConversations]:
    def again(stored: StoredReply) -> Reply:
        return say_again(
            content.library, stored, clock.now(), content.calendar(clock.now()).holidays
        )

    directory = settings.data_dir
    conversations = await open_conversations(
        database_url=sqlite_url(directory / "make-it-safe.db"),
        keys_url=sqlite_url(directory / "keys.db"),
        erasures=directory / "erasures.txt",
        key=_derived(settings),
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


def _derived(settings: Settings, use: bytes = b"") -> bytes:
    """The deployment's key as 32 bytes, or one made from it for another use."""
    key = hashlib.sha256(_key(settings).encode()).digest()
    return hmac.digest(key, use, "sha256") if use else key


def _key(settings: Settings) -> str:
    if settings.mode is Mode.DEVELOPMENT and not settings.key.get_secret_value():
        return development_key(settings.data_dir)
    return settings.key.get_secret_value()


def _health(content: LiveContent) -> Health:
    async def wrong() -> tuple[str, ...]:
        return tuple(str(problem) for problem in content.problems)

    return wrong


async def _do_chores(content: LiveContent, forgetting: Forgetting) -> None:
    """Until there is a scheduler: takes in newer content, erases what has been quiet."""
    looks = 0
    # The first look at a calendar takes most of a second: nobody shall wait for it.
    await asyncio.to_thread(content.calendar, datetime.now(UTC))
    while True:
        await asyncio.sleep(LOOKS_EVERY)
        looks += 1
        try:
            if await asyncio.to_thread(content.refresh):
                gc.freeze()
            if looks % 150 == 0:
                await forgetting.forget_the_quiet()
        except BotError as problem:
            log.warning("%s", problem)
