"""Hours against an independent reading of them: a calendar of minutes, walked by hand."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.helpline import HelplineKind, Interval, OpeningHours, OpenState
from tests.domain.helplines import ALWAYS, ZONE, at, hours, interval, line

OPEN, CLOSED, UNKNOWN = OpenState.OPEN, OpenState.CLOSED, OpenState.UNKNOWN
DAY, WEEK = 24 * 60, 7 * 24 * 60

# Between 2 and 3 the clocks change; what an edge there means is tested by hand below.
edges = st.integers(0, DAY - 1).filter(lambda minute: not 120 <= minute < 180)
weekdays = st.frozensets(st.integers(0, 6))
intervals = st.builds(
    lambda days, start, end: Interval(days, time(*divmod(start, 60)), time(*divmod(end, 60))),
    weekdays,
    edges,
    edges,
).filter(lambda item: item.start != item.end)
two_years = st.integers(0, 2 * 365 * DAY).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
around_a_change = st.builds(
    lambda day, minute: day + timedelta(minutes=minute),
    st.sampled_from([at("2026-03-29"), at("2026-10-25"), at("2027-03-28"), at("2027-10-31")]),
    st.integers(-DAY, 2 * DAY),
)
some_hours = st.builds(
    lambda sure, perhaps, uncertain: OpeningHours(
        ZONE, intervals=tuple(sure), perhaps=tuple(perhaps), uncertain_on=uncertain
    ),
    st.lists(intervals, min_size=1, max_size=3),
    st.lists(intervals, max_size=2),
    weekdays,
)


def minutes_of(item: Interval, days: frozenset[int]) -> set[int]:
    """The minutes of the week, from Monday 0:00, that these hours cover."""
    start = item.start.hour * 60 + item.start.minute
    length = (item.end.hour * 60 + item.end.minute - start) % DAY
    return {
        (day * DAY + start + step) % WEEK for day in item.weekdays & days for step in range(length)
    }


def by_hand(opening: OpeningHours, moment: datetime) -> OpenState:
    """The oracle: looks the wall clock up in a week of minutes."""
    wall = moment.astimezone(ZoneInfo(ZONE))
    now = wall.weekday() * DAY + wall.hour * 60 + wall.minute
    certain = frozenset(range(7)) - opening.uncertain_on
    if any(now in minutes_of(item, certain) for item in opening.intervals):
        return OPEN
    every = opening.intervals + opening.perhaps
    maybe = any(now in minutes_of(item, frozenset(range(7))) for item in every)
    return UNKNOWN if maybe or wall.weekday() in opening.uncertain_on else CLOSED


@given(some_hours, st.one_of(two_years, around_a_change))
@example(hours("sat", "22:00", "07:00"), at("2026-03-29 03:30"))
@example(hours("sat", "22:00", "07:00"), at("2026-10-25 00:30"))
def test_the_state_is_what_a_calendar_of_minutes_says(
    opening: OpeningHours, moment: datetime
) -> None:
    assert opening.state(moment) is by_hand(opening, moment)


@settings(deadline=None)  # it walks a day minute by minute
@given(some_hours, st.one_of(two_years, around_a_change))
def test_it_is_surely_open_until_the_time_it_tells(opening: OpeningHours, moment: datetime) -> None:
    until = opening.open_until(moment)
    while until is not None and moment.astimezone(ZoneInfo(ZONE)).time() != until:
        assert opening.state(moment) is OPEN
        moment += timedelta(minutes=1)
    assert until is None or opening.state(moment) is not OPEN


@given(st.one_of(two_years, around_a_change))
def test_always_is_open_at_every_moment_and_never_closes(moment: datetime) -> None:
    assert ALWAYS.state(moment, holiday=True) is OPEN
    assert ALWAYS.open_until(moment) is None


@given(two_years)
def test_hours_that_nobody_knows_are_never_open(moment: datetime) -> None:
    assert OpeningHours(ZONE).state(moment) is UNKNOWN
    assert OpeningHours(ZONE).open_until(moment) is None


def test_it_opens_on_the_minute_and_closes_on_the_minute() -> None:
    evening = hours("mon", "16:00", "22:00")
    assert evening.state(at("2026-11-23 14:59")) is CLOSED
    assert evening.state(at("2026-11-23 15:00")) is OPEN
    assert evening.state(at("2026-11-23 20:59")) is OPEN
    assert evening.state(at("2026-11-23 21:00")) is CLOSED


def test_midnight_closes_the_day_it_began_on() -> None:
    chat = hours("mon", "17:00", "00:00")
    assert chat.state(at("2026-11-23 22:59")) is OPEN
    assert chat.state(at("2026-11-23 23:00")) is CLOSED
    assert chat.open_until(at("2026-11-23 20:00")) == time(0)


def test_a_night_belongs_to_the_day_it_began_on() -> None:
    night = hours("fri", "23:00", "07:00")
    assert night.state(at("2026-11-28 05:59")) is OPEN
    assert night.state(at("2026-11-28 06:00")) is CLOSED
    assert night.state(at("2026-11-27 05:00")) is CLOSED


def test_times_that_follow_each_other_close_at_the_last_one() -> None:
    awel = OpeningHours(
        ZONE, intervals=(interval("wed", "16:00", "22:00"), interval("wed", "14:00", "16:00"))
    )
    assert awel.open_until(at("2026-11-25 13:30")) == time(22)


def test_times_without_a_gap_never_close() -> None:
    round_the_clock = hours("mon tue wed thu fri sat sun", "00:00", "12:00")
    halves = OpeningHours(
        ZONE,
        intervals=(
            *round_the_clock.intervals,
            interval("mon tue wed thu fri sat sun", "12:00", "00:00"),
        ),
    )
    assert halves.open_until(at("2026-11-25 13:30")) is None


def test_a_closing_time_of_tomorrow_is_not_told_as_one_of_today() -> None:
    nearly_always = hours("mon", "01:00", "00:59")
    assert nearly_always.open_until(at("2026-11-23 00:00")) is None
    assert nearly_always.open_until(at("2026-11-23 20:00")) == time(0, 59)


def test_the_short_night_of_march_is_open_throughout() -> None:
    night = hours("sat", "22:00", "06:00")
    assert night.state(at("2026-03-29 00:59")) is OPEN  # 01:59, an hour before six
    assert night.state(at("2026-03-29 03:59")) is OPEN
    assert night.state(at("2026-03-29 04:00")) is CLOSED


def test_the_long_night_of_october_is_open_throughout() -> None:
    night = hours("sat", "22:00", "06:00")
    assert all(night.state(at(f"2026-10-25 0{hour}:30")) is OPEN for hour in range(5))
    assert night.state(at("2026-10-25 05:00")) is CLOSED


def test_an_edge_in_the_hour_that_comes_twice_is_sure_only_where_both_agree() -> None:
    late = hours("sat", "23:00", "02:30")
    assert late.state(at("2026-10-25 00:15")) is OPEN  # the first 02:15
    assert late.state(at("2026-10-25 01:15")) is UNKNOWN  # the second 02:15
    assert late.state(at("2026-10-25 01:30")) is CLOSED


def test_an_edge_in_the_hour_that_never_comes_is_not_sure() -> None:
    early = hours("sun", "02:30", "08:00")
    assert early.state(at("2026-03-29 00:29")) is CLOSED
    assert early.state(at("2026-03-29 01:15")) is UNKNOWN
    assert early.state(at("2026-03-29 01:30")) is OPEN


def test_on_a_public_holiday_hours_are_unknown_unless_the_source_says_the_same() -> None:
    usual = hours("mon", "09:00", "23:00")
    same = hours("mon", "09:00", "23:00", holidays_uncertain=False)
    noon = at("2026-05-25 11:00")  # Whit Monday
    assert usual.state(noon, holiday=True) is UNKNOWN
    assert usual.open_until(noon, holiday=True) is None
    assert same.state(noon, holiday=True) is OPEN


def test_a_day_that_sources_disagree_about_is_neither_open_nor_closed() -> None:
    awel = hours("mon sun", "16:00", "22:00", uncertain_on=frozenset({6}))
    assert awel.state(at("2026-11-22 18:00")) is UNKNOWN
    assert awel.state(at("2026-11-22 03:00")) is UNKNOWN
    assert awel.state(at("2026-11-23 03:00")) is CLOSED


def test_a_time_that_one_source_adds_is_unknown() -> None:
    office = hours("mon", "09:00", "17:00", perhaps=(interval("mon", "17:00", "18:00"),))
    assert office.state(at("2026-11-23 16:30")) is UNKNOWN
    assert office.state(at("2026-11-23 17:30")) is CLOSED
    assert office.open_until(at("2026-11-23 15:30")) == time(17)


def test_an_expired_record_no_longer_knows_its_hours() -> None:
    old = line("be-old", hours=ALWAYS, expires_on=date(2026, 11, 22))
    assert old.is_open(at("2026-11-22 12:00")) is OPEN
    assert old.is_open(at("2026-11-23 12:00")) is UNKNOWN


def test_the_emergency_number_never_expires() -> None:
    emergency = line("be-112", "emergency", hours=ALWAYS, expires_on=date(2020, 1, 1))
    assert not emergency.has_expired(date(2026, 11, 23))
    assert emergency.is_open(at("2026-11-23 12:00")) is OPEN


def test_a_line_without_a_chat_is_closed_in_writing() -> None:
    assert line("be-call").chat_is_open(at("2026-11-23 12:00")) is CLOSED
    assert line("be-chat", chat_url="https://a.be").chat_is_open(at("2026-11-23 12:00")) is UNKNOWN


def test_the_state_shown_is_that_of_the_way_in_that_is_shown() -> None:
    both = line("be-both", hours=ALWAYS, chat_url="https://a.be")
    chat = line("be-chat", number=None, dial=None, chat_url="https://a.be", chat_hours=ALWAYS)
    moment = at("2026-11-23 12:00")
    assert (both.state(moment), both.state(moment, writing=True)) == (OPEN, UNKNOWN)
    assert (chat.state(moment), chat.state(moment, writing=True)) == (OPEN, OPEN)


def test_a_line_serves_its_kind_and_what_it_also_is_for() -> None:
    focus = line("be-focus", "missing_exploited", also=frozenset({HelplineKind.ONLINE_SAFETY}))
    assert focus.serves(HelplineKind.MISSING_EXPLOITED)
    assert focus.serves(HelplineKind.ONLINE_SAFETY)
    assert not focus.serves(HelplineKind.MISSING)
