"""Public holidays by country."""

from datetime import date

from bot.content.holidays import public_holidays
from tests.content.shipped import COUNTRIES


def test_every_calendar_that_is_named_exists() -> None:
    for calendar in COUNTRIES.holidays.values():
        assert public_holidays([calendar], date(2027, 1, 1)) == {calendar}


def test_a_holiday_of_one_country_is_none_of_the_next() -> None:
    calendars = ["BE", "LU", "FR"]
    assert public_holidays(calendars, date(2026, 6, 23)) == {"LU"}
    assert public_holidays(calendars, date(2026, 7, 14)) == {"FR"}
    assert public_holidays(calendars, date(2026, 7, 21)) == {"BE"}
    assert public_holidays(calendars, date(2026, 11, 10)) == frozenset()


def test_a_country_without_a_calendar_has_no_holidays() -> None:
    assert public_holidays(["EU", "??"], date(2026, 12, 25)) == frozenset()
