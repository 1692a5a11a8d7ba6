"""Lines and hours for tests, as short as they can be said."""

from datetime import UTC, date, datetime, time
from typing import Any

from bot.domain.helpline import Helpline, HelplineKind, Interval, OpeningHours, Source

ZONE = "Europe/Brussels"
ALWAYS = OpeningHours(ZONE, always=True)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def interval(days: str, start: str, end: str) -> Interval:
    """`interval("mon tue", "09:00", "17:00")`."""
    weekdays = frozenset(DAYS.index(day) for day in days.split())
    return Interval(weekdays, time.fromisoformat(start), time.fromisoformat(end))


def hours(days: str, start: str, end: str, **more: Any) -> OpeningHours:
    """Hours of one interval."""
    return OpeningHours(ZONE, intervals=(interval(days, start, end),), **more)


def line(id: str, kind: str = "child_helpline", **more: Any) -> Helpline:
    """A line with a number of its own, in Belgium, with nothing else known of it."""
    facts: dict[str, Any] = {
        "country": "BE",
        "name": {"en": id},
        "about": {"en": "Listens."},
        "source": (Source("https://example.org", "says so"),),
        "compiled_on": date(2026, 11, 22),
        "number": f"0800 {sum(map(ord, id)) + 1000}",
        "dial": f"0800{sum(map(ord, id)) + 1000}",
        "expires_on": date(2027, 6, 1),
    }
    return Helpline(id=id, kind=HelplineKind(kind), **{**facts, **more})


def at(moment: str) -> datetime:
    """That moment in UTC: `at("2026-11-23 19:00")`."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)
