"""Who to call: a service, what it is for, whom it serves, and what we know of its hours.

Hours are open, closed or **unknown**; unknown is never shown as open. A number is always shown with
its country, because the same digits mean other things next door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.errors import Place


class HelplineKind(StrEnum):
    """What a service is for; `content/policy.yml` names these in the order they are offered."""

    EMERGENCY = "emergency"
    POLICE = "police"
    SUICIDE = "suicide"
    CHILD_HELPLINE = "child_helpline"
    MISSING_EXPLOITED = "missing_exploited"
    """Sexual exploitation and blackmail as well as missing children (Child Focus)."""
    MISSING = "missing"
    """Missing and runaway children only: the wrong line for blackmail."""
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
    """From `start` until `end` local time on these weekdays (0 = Monday).

    An `end` of 00:00 is midnight; one before `start` lies on the next day and belongs to the day
    it began on.
    """

    weekdays: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One interval on one day; the moments of a pair differ where the clocks change."""

    weekday: int
    starts: tuple[datetime, datetime]
    ends: tuple[datetime, datetime]

    def surely_holds(self, moment: datetime) -> bool:
        return self.starts[1] <= moment < self.ends[0]

    def may_hold(self, moment: datetime) -> bool:
        return self.starts[0] <= moment < self.ends[1]


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Hours of one way in (telephone or chat). Neither `always` nor `intervals` means unknown."""

    timezone: str
    always: bool = False
    intervals: tuple[Interval, ...] = ()
    perhaps: tuple[Interval, ...] = ()
    """Times at which the sources disagree: unknown, neither open nor closed."""
    uncertain_on: frozenset[int] = frozenset()
    """Weekdays on which the sources disagree: unknown, never open."""
    holidays_uncertain: bool = True
    """On a public holiday the hours are unknown unless the source says otherwise."""

    def state(self, now: datetime, *, holiday: bool = False) -> OpenState:
        """Open, closed or unknown at that moment; `now` must carry a time zone."""
        if self.always:
            return OpenState.OPEN
        if not self.intervals or (holiday and self.holidays_uncertain):
            return OpenState.UNKNOWN
        if self._surely_open_at(now):
            return OpenState.OPEN
        return OpenState.UNKNOWN if self._may_be_open_at(now) else OpenState.CLOSED

    def open_until(self, now: datetime, *, holiday: bool = False) -> time | None:
        """The local time it closes, when it is surely open and closes within the day."""
        if self.always or self.state(now, holiday=holiday) is not OpenState.OPEN:
            return None
        end = now.astimezone(UTC)
        # A time of day that is further away would be read as that of today.
        while (later := self._surely_open_at(end)) and later - now < timedelta(hours=23):
            end = later
        return None if later else end.astimezone(ZoneInfo(self.timezone)).time()

    def _surely_open_at(self, moment: datetime) -> datetime | None:
        """When the stretch ends that surely holds this moment, on a day the sources agree about."""
        ends = [
            stretch.ends[0]
            for stretch in _stretches(self.intervals, self.timezone, self._day_of(moment))
            if stretch.surely_holds(moment) and stretch.weekday not in self.uncertain_on
        ]
        return max(ends, default=None)

    def _may_be_open_at(self, moment: datetime) -> bool:
        today = self._day_of(moment)
        if today.weekday() in self.uncertain_on:
            return True
        every = _stretches(self.intervals + self.perhaps, self.timezone, today)
        return any(stretch.may_hold(moment) for stretch in every)

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.timezone)).date()


# Every card asks this of a dozen lines, and the answer is the same until midnight.
@lru_cache(maxsize=2048)
def _stretches(intervals: tuple[Interval, ...], timezone: str, today: date) -> tuple[_Stretch, ...]:
    """The stretches that begin on that day or on the day before."""
    zone = ZoneInfo(timezone)
    found = []
    for day in (today - timedelta(days=1), today):
        for interval in intervals:
            if day.weekday() not in interval.weekdays:
                continue
            last = day if interval.end > interval.start else day + timedelta(days=1)
            starts = _moments(day, interval.start, zone)
            found.append(_Stretch(day.weekday(), starts, _moments(last, interval.end, zone)))
    return tuple(found)


def _moments(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The earliest and the latest moment that this local time can mean."""
    local = datetime.combine(day, at, zone)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return min(first, second), max(first, second)


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
    """As it is shown, such as `0800 32 123`, or `SMS 114` where nobody answers a call."""
    dial: str | None = None
    """The digits to call; None where there is nothing to call."""
    chat_url: str | None = None
    sms: str | None = None
    web_url: str | None = None
    languages: tuple[str, ...] = ()
    """Languages spoken; empty where no source says."""
    chat_languages: tuple[str, ...] = ()
    """Languages written in, where they are not the ones spoken."""
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

    def languages_in(self, *, writing: bool = False) -> tuple[str, ...]:
        """What it speaks, or writes; empty where no source says."""
        return (self.chat_languages or self.languages) if writing else self.languages

    @property
    def can_be_written_to(self) -> bool:
        """Whether there is a chat or a number for text messages."""
        return bool(self.chat_url or self.sms)

    def is_open(self, now: datetime, *, holiday: bool = False) -> OpenState:
        """Open, closed or unknown by telephone (or text message) at that moment."""
        return self._state_of(self.hours, now, holiday)

    def chat_is_open(self, now: datetime, *, holiday: bool = False) -> OpenState:
        """Open, closed or unknown in writing at that moment."""
        if not self.chat_url:
            return OpenState.CLOSED
        return self._state_of(self.chat_hours, now, holiday)

    def state(self, now: datetime, *, holiday: bool = False, writing: bool = False) -> OpenState:
        """The state of the way in that is shown: the chat if writing, or if nothing else."""
        if self.chat_url and (writing or not self.number):
            return self.chat_is_open(now, holiday=holiday)
        return self.is_open(now, holiday=holiday)

    def has_expired(self, today: date) -> bool:
        """Whether its facts were to be checked before today; the emergency number never expires."""
        if self.kind is HelplineKind.EMERGENCY or self.expires_on is None:
            return False
        return today > self.expires_on

    def _state_of(self, hours: OpeningHours | None, now: datetime, holiday: bool) -> OpenState:
        # Hours go stale before numbers do: an expired record no longer knows when it is open.
        if hours is None or self.has_expired(now.date()):
            return OpenState.UNKNOWN
        return hours.state(now, holiday=holiday)
