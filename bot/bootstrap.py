"""The one object graph: the only place that names concrete parts and puts them together.

Nothing is built at import. What a young person meets is built here twice, over the same services:
the page with its store, and the terminal with nothing but memory.
"""

import asyncio
import gc
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.channels.web import web_page
from bot.content.checking import doubts
from bot.content.holidays import public_holidays
from bot.content.loaded import Loaded
from bot.content.risk import read_risk
from bot.content.watching import Shelf
from bot.detectors.language import FastLanguageReader
from bot.detectors.phrases import PhraseDetector
from bot.dialogue.repeating import say_again
from bot.dialogue.wording import phrase
from bot.domain.errors import BotError, ContentError, UnsafeDeployment
from bot.domain.failpoints import arm
from bot.domain.heard import Calendar
from bot.domain.library import Library
from bot.domain.message import Reply, Understanding
from bot.domain.remembering import StoredReply
from bot.domain.risk import RiskSignal
from bot.nlu.local import LocalNlu
from bot.ports import Bus, Clock, Conversations
from bot.server import Health, make_app, serve
from bot.services.delivering import Delivering
from bot.services.forgetting import Forgetting
from bot.services.receiving import Deployment, Parts, Receiving
from bot.settings import Mode, Settings, development_key
from bot.store.bus import ProcessBus
from bot.store.database import sqlite_url
from bot.store.memory import MemoryConversations
from bot.store.opening import open_conversations
from bot.store.retention import Retention

log = logging.getLogger(__name__)

MORNING, EVENING = 8, 20
"""Hours between which a line of unknown hours is likelier open than not."""
LOOKS_EVERY = 2.0
"""Seconds between looks at the content for a newer version."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """A clock that stands still, for trying the bot at another hour."""

    at: datetime

    def now(self) -> datetime:
        """Always the same moment."""
        return self.at


class LiveContent:
    """The content that is live, and what is built from it; a newer one takes its place whole."""

    name = "phrases"

    def __init__(self, root: Path) -> None:
        self.root = root
        self._shelf = Shelf(root, doubts)
        self._build()

    @property
    def library(self) -> Library:
        """The last content that was whole."""
        return self._shelf.library

    @property
    def loaded(self) -> Loaded:
        """The same, with what stands beside the library."""
        return self._shelf.loaded

    @property
    def problems(self) -> tuple[BotError, ...]:
        """Why the files as they are now are not live."""
        return self._shelf.problems

    def detect(self, text: str) -> Sequence[RiskSignal]:
        """Every sign of risk in the text."""
        return self._detector.detect(text)

    async def understand(self, text: str, language: str) -> Understanding | None:
        """The intent of the text, or None."""
        return await self._nlu.understand(text, language)

    def calendar(self, now: datetime) -> Calendar:
        """What the clocks and calendars of the countries say at that moment."""
        countries = self.loaded.countries
        local = {code: now.astimezone(ZoneInfo(zone)) for code, zone in countries.timezones.items()}
        holidays = {
            code
            for code, calendar in countries.holidays.items()
            if code in local and public_holidays([calendar], local[code].date())
        }
        late = {code for code, at in local.items() if not MORNING <= at.hour < EVENING}
        return Calendar(frozenset(holidays), frozenset(late))

    def refuse_unserved(self, countries: tuple[str, ...]) -> None:
        """Raises UnsafeDeployment for a country without a helpline."""
        for country in countries:
            if not self.library.helplines_of(country):
                raise UnsafeDeployment(
                    f"{country} is to be served but has no helpline: add some in "
                    f"content/helplines/{country}.yml, or leave it out of MAKE_IT_SAFE_COUNTRIES."
                )

    def refresh(self) -> bool:
        """Takes in newer content; True when there was some."""
        before = self._shelf.problems
        changed = self._shelf.refresh()
        if changed:
            self._rebuild()
            log.info("newer content is live: release %s", self.library.release)
        for problem in self._shelf.problems:
            if problem not in before:
                log.warning("the last good content stays live: %s", problem)
        return changed

    def _rebuild(self) -> None:
        """A half-saved list of risk words leaves the detector as it was: never less is seen."""
        try:
            self._build()
        except ContentError as problem:
            log.warning("the last good risk words stay live: %s", problem)

    def _build(self) -> None:
        risk = read_risk(self.root)
        self._detector = PhraseDetector(risk)
        self.languages_read = tuple(risk.languages)
        self._nlu = LocalNlu(self.loaded.examples)


def build_receiving(
    content: LiveContent,
    *,
    conversations: Conversations,
    bus: Bus,
    clock: Clock,
    deployment: Deployment,
) -> Receiving:
    """The way of a message over these conversations."""
    content.refuse_unserved(deployment.countries)
    return Receiving(
        Parts(
            conversations=conversations,
            bus=bus,
            clock=clock,
            library=lambda: content.library,
            detectors=[content],
            nlu=content,
            languages=FastLanguageReader(content.languages_read),
            calendar=content.calendar,
            deployment=deployment,
        )
    )


def build_terminal(content: LiveContent, *, clock: Clock, country: str | None) -> Receiving:
    """The bot in a terminal: no store, no network."""
    return build_receiving(
        content,
        conversations=MemoryConversations(),
        bus=ProcessBus(),
        clock=clock,
        deployment=Deployment(content.loaded.countries.served, default_country=country),
    )


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
        app = make_app(web=page, health=_health(content))
        # All of this stays: looking through it for what does not would delay an answer by 0.15 s.
        gc.freeze()
        chores = asyncio.create_task(_do_chores(content, forgetting))
        try:
            await serve(
                app,
                settings.host,
                settings.port,
                ready=ready,
                trusted_proxies=settings.trusted_proxies,
            )
        finally:
            chores.cancel()


def _refuse_unserved_default(country: str, countries: tuple[str, ...]) -> None:
    if country and country not in countries:
        raise UnsafeDeployment(
            f"MAKE_IT_SAFE_DEFAULT_COUNTRY is {country}, which is not served: write one of "
            f"{', '.join(countries)}, or leave it out."
        )


@asynccontextmanager
async def _stored_conversations(
    settings: Settings, content: LiveContent, clock: Clock
) -> AsyncIterator[Conversations]:
    def again(stored: StoredReply) -> Reply:
        return say_again(
            content.library, stored, clock.now(), content.calendar(clock.now()).holidays
        )

    directory = settings.data_dir
    conversations = await open_conversations(
        database_url=sqlite_url(directory / "make-it-safe.db"),
        keys_url=sqlite_url(directory / "keys.db"),
        erasures=directory / "erasures.txt",
        key=hashlib.sha256(_key(settings).encode()).digest(),
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
