"""Public holidays: on one of them a line's hours are known only where its source says so."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache


def public_holidays(calendars: Iterable[str], day: date) -> frozenset[str]:
    """Those of these calendars (ISO country codes) in which that day is a public holiday.

    A code without a calendar has no holidays. The first call takes most of a second: make it before
    anybody waits for it.
    """
    return frozenset(code for code in calendars if day in _days_off(code, day.year))


@lru_cache(maxsize=256)
def _days_off(calendar: str, year: int) -> frozenset[date]:
    # Imported late: it takes longer than everything else that is read at the start.
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(calendar, years=year))
    except NotImplementedError:
        return frozenset()
