"""The page with its store, put together and kept running until the process is told to stop."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Sequence
from socket import socket
from typing import Any

from bot.bootstrap import LiveContent, SystemClock, build_receiving
from bot.channels.web import web_page
from bot.dialogue.wording import phrase
from bot.domain.errors import StoreUnavailable, UnsafeDeployment
from bot.domain.failpoints import arm
from bot.jobs import Ticking
from bot.server import Health, listen, make_app, serve
from bot.services.delivering import Delivering
from bot.services.forgetting import Forgetting
from bot.services.receiving import Deployment
from bot.serving.dumping import leave_no_core
from bot.serving.jobs import jobs_of
from bot.serving.measuring import measured
from bot.serving.storing import stored_conversations
from bot.serving.telegram import Face, telegram_face
from bot.serving.together import together
from bot.settings import Settings
from bot.store.conversations import StoredConversations


async def serve_page(
    settings: Settings, ready: Callable[[], None], listening: Sequence[socket] = ()
) -> None:
    """Serves the page until the process is told to stop; `ready` is called once it answers. Where
    sockets are given (a worker's), connections come from there.
    """
    leave_no_core()
    if settings.failpoint:
        arm([settings.failpoint])
    content = LiveContent(settings.content_dir)
    clock = SystemClock()
    countries = settings.countries or content.loaded.countries.served
    _refuse_unserved_default(settings.default_country, countries)
    async with (
        measured(settings) as meters,
        stored_conversations(settings, content, clock) as conversations,
        together(settings, conversations) as others,
    ):
        bus = others.bus
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
            meters=meters,
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
            meters=meters,
        )
        face = telegram_face(
            settings, content, receiving, conversations, forgetting, meters, others
        )
        app = make_app(
            web=page,
            health=_health(content, conversations, face),
            others=face.routes if face else (),
        )
        taking = listening or listen(settings.host, settings.port)
        # All of this stays: looking through it for what does not would delay an answer by 0.15 s.
        gc.freeze()
        jobs = jobs_of(content, forgetting, others.stand("jobs"), meters)
        running = serve(app, taking, ready=ready, trusted_proxies=settings.trusted_proxies)
        await _with_what_runs_beside(running, jobs, face)


async def _with_what_runs_beside(
    running: Coroutine[Any, Any, None], jobs: Ticking, face: Face | None
) -> None:
    """The server until it ends, and with it the jobs and the other channel."""
    jobs.start()
    beside = [asyncio.create_task(face.run())] if face else []
    try:
        await running
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(jobs.close(), *beside, return_exceptions=True)


def _refuse_unserved_default(country: str, countries: tuple[str, ...]) -> None:
    if country and country not in countries:
        raise UnsafeDeployment(
            f"MAKE_IT_SAFE_DEFAULT_COUNTRY is {country}, which is not served: write one of "
            f"{', '.join(countries)}, or leave it out."
        )


def _health(content: LiveContent, conversations: StoredConversations, face: Face | None) -> Health:
    async def wrong() -> tuple[str, ...]:
        told = tuple(str(problem) for problem in content.problems)
        try:
            await conversations.look()
        except StoreUnavailable:
            # Where it lies and who it lets in is for the log, not for everybody.
            told += ("The database cannot be used: see the log. Helplines are shown.",)
        return told + (face.problems() if face else ())

    return wrong
