"""The object graph that every face of the bot has in common: fresh content, the way of a message,
and the terminal, which needs nothing but memory.

Nothing is built at import. The page with its store stands in `serving`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.content.checking import doubts
from bot.content.holidays import public_holidays
from bot.content.loaded import Loaded
from bot.content.risk import read_risk
from bot.content.watching import Shelf
from bot.detectors.language import FastLanguageReader
from bot.detectors.phrases import PhraseDetector
from bot.domain.errors import BotError, ContentError, UnsafeDeployment
from bot.domain.heard import Calendar
from bot.domain.library import Library
from bot.domain.measures import Unmetered
from bot.domain.message import Understanding
from bot.domain.risk import RiskSignal
from bot.domain.telling import Told
from bot.nlu.local import LocalNlu
from bot.ports import Bus, Clock, Conversations, Meters
from bot.services.receiving import Deployment, Parts, Receiving
from bot.store.bus import ProcessBus
from bot.store.memory import MemoryConversations

log = logging.getLogger(__name__)

MORNING, EVENING = 8, 20
"""Hours between which a line of unknown hours is likelier open than not."""


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
        if not (root / "content").is_dir():
            raise UnsafeDeployment(
                f"{root.resolve()} holds no content: start in the project's folder, or name it by "
                "MAKE_IT_SAFE_CONTENT_DIR (the page) or --root (the other commands)."
            )
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

    @property
    def detector(self) -> PhraseDetector:
        """What sees risk, as it is live."""
        return self._detector

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
            log.info("newer content is live: release %s", Told(self.library.release))
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
    meters: Meters | None = None,
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
            meters=meters or Unmetered(),
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
