"""Who to call: a service, what it is for, whom it serves, and what we know of its hours.

Hours are open, closed or **unknown**; unknown is never shown as open. A number is always shown with its country,
because the same digits mean other things next door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.errors import Place


class HelplineKind(StrEnum):
    """What a service is for; `content/policy.yml` names these in the order they are offered."""

    EMERGENCY = "emergency"
    POLICE = "police"
    SUICIDE = "suicide"
    CHILD_HELPLINE = "child_helpline"
    MISSING_EXPLOITED = "missing_exploited"
    ONLINE_SAFETY = "online_safety"
    SEXUAL_VIOLENCE = "sexual_violence"
    CHILD_ABUSE = "child_abuse"
    VIOLENCE = "violence"
    LISTENING = "listening"
    PARENTS = "parents"
    REPORTING = "reporting"
    REMOVAL = "removal"


class OpenState(StrEnum):
    """What we know about a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Interval:
    """Open on these weekdays (0 = Monday) from `start` until `end` local time; an `end` of 00:00 is midnight."""

    weekdays: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Hours of one way in (telephone or chat). Neither `always` nor `intervals` means unknown."""

    timezone: str
    always: bool = False
    intervals: tuple[Interval, ...] = ()
    uncertain_on: frozenset[int] = frozenset()
    """Weekdays on which the sources disagree: unknown, never open."""
    holidays_uncertain: bool = True
    """On a public holiday the hours are unknown unless the source says otherwise."""

    def state(self, now: datetime, *, holiday: bool = False) -> OpenState:
        """Open, closed or unknown at that moment; `now` must carry a time zone."""
        if self.always:
            return OpenState.OPEN
        if not self.intervals:
            return OpenState.UNKNOWN
        local = now.astimezone(ZoneInfo(self.timezone))
        if local.weekday() in self.uncertain_on or (holiday and self.holidays_uncertain):
            return OpenState.UNKNOWN
        return OpenState.OPEN if self._interval_at(local) else OpenState.CLOSED

    def open_until(self, now: datetime, *, holiday: bool = False) -> time | None:
        """The local time it closes, when it is surely open and does close."""
        if self.always or self.state(now, holiday=holiday) is not OpenState.OPEN:
            return None
        interval = self._interval_at(now.astimezone(ZoneInfo(self.timezone)))
        return interval.end if interval else None

    def _interval_at(self, local: datetime) -> Interval | None:
        for interval in self.intervals:
            if local.weekday() not in interval.weekdays or local.time() < interval.start:
                continue
            if interval.end == time(0) or local.time() < interval.end:
                return interval
        return None


class Confidence(StrEnum):
    """How well a fact is sourced; low is never shown to a young person."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record's facts come from."""

    url: str
    says: str = ""
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Helpline:
    """One service of one country."""

    id: str
    country: str
    """ISO code in capitals, or `EU`."""
    kind: HelplineKind
    name: Mapping[str, str]
    """By language; the name is a proper name and is never linted for words to avoid."""
    about: Mapping[str, str]
    """By language: one line on what they do, in the voice of the bot."""
    source: tuple[Source, ...]
    compiled_on: date
    also: frozenset[HelplineKind] = frozenset()
    """Other kinds it serves too."""
    number: str | None = None
    dial: str | None = None
    chat_url: str | None = None
    sms: str | None = None
    web_url: str | None = None
    languages: tuple[str, ...] = ()
    """Languages spoken; empty where no source says."""
    hours: OpeningHours | None = None
    chat_hours: OpeningHours | None = None
    free: bool | None = None
    anonymous: bool | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    for_adults_only: bool = False
    confidence: Confidence = Confidence.HIGH
    verified_on: date | None = None
    """The day a person last called it; null until one has."""
    expires_on: date | None = None
    if_busy: str | None = None
    """The id of the next line to try."""
    switched_off: bool = False
    place: Place = field(default=Place("?"), compare=False)

    def serves(self, kind: HelplineKind) -> bool:
        """Whether it is right for that need."""
        return kind is self.kind or kind in self.also

    def is_open(self, now: datetime, *, holiday: bool = False) -> OpenState:
        """Open, closed or unknown by telephone at that moment."""
        return self.hours.state(now, holiday=holiday) if self.hours else OpenState.UNKNOWN

    def chat_is_open(self, now: datetime, *, holiday: bool = False) -> OpenState:
        """Open, closed or unknown in writing at that moment."""
        if not self.chat_url:
            return OpenState.CLOSED
        return self.chat_hours.state(now, holiday=holiday) if self.chat_hours else OpenState.UNKNOWN

    def has_expired(self, today: date) -> bool:
        """Whether its facts are past the date they were to be checked by; the emergency number never is."""
        if self.kind is HelplineKind.EMERGENCY or self.expires_on is None:
            return False
        return today > self.expires_on

