"""Which lines are chosen: topic and age, then language, then what is open."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.choosing import AGES, choose, lines_for, none_surely_open, right_for
from bot.domain.helpline import Confidence, Helpline, HelplineKind, OpenState
from tests.domain.helplines import ALWAYS, at, hours, line

CHILD, SUICIDE, LISTENING = (
    HelplineKind.CHILD_HELPLINE,
    HelplineKind.SUICIDE,
    HelplineKind.LISTENING,
)
NIGHT = at("2026-11-24 02:00")
EVENING = at("2026-11-23 18:00")
EVERY_DAY = "mon tue wed thu fri sat sun"

FRENCH = line("be-fr", languages=("fr",))
DUTCH = line("be-nl", languages=("nl",), hours=hours(EVERY_DAY, "16:00", "22:00"))
BY_NIGHT = line("be-night", "listening", languages=("nl",), hours=ALWAYS)
EMERGENCY = line("be-112", "emergency", number="112", dial="112", hours=ALWAYS)


def ids(lines: list[Helpline], *kinds: HelplineKind, **more: Any) -> list[str]:
    """The ids chosen, for a Dutch-speaking girl of fourteen on a Monday evening unless said."""
    asked: dict[str, Any] = {
        "language": "nl",
        "age_band": "14_15",
        "now": EVENING,
        "holiday": False,
        "most": 5,
    }
    return [chosen.id for chosen in choose(lines, kinds=kinds or (CHILD,), **{**asked, **more})]


def test_kinds_come_in_the_order_of_the_policy() -> None:
    suicide = line("be-suicide", "suicide", hours=ALWAYS)
    assert ids([DUTCH, suicide], SUICIDE, CHILD) == ["be-suicide", "be-nl"]
    assert ids([DUTCH, suicide], CHILD, SUICIDE) == ["be-nl", "be-suicide"]


def test_a_line_in_another_language_is_left_out_where_one_is_understood() -> None:
    assert ids([FRENCH, DUTCH]) == ["be-nl"]
    assert ids([FRENCH, DUTCH], language="fr") == ["be-fr"]


def test_where_no_line_speaks_the_language_others_are_better_than_none() -> None:
    assert ids([FRENCH, DUTCH], language="de") == ["be-nl", "be-fr"]


def test_a_line_whose_languages_nobody_names_comes_after_one_that_is_understood() -> None:
    unnamed = line("be-unnamed", hours=ALWAYS)
    assert ids([unnamed, FRENCH, DUTCH]) == ["be-nl", "be-unnamed"]


def test_what_is_surely_open_comes_before_what_may_be() -> None:
    unknown = line("be-unknown", languages=("nl",))
    assert ids([unknown, DUTCH]) == ["be-nl", "be-unknown"]


def test_a_closed_line_is_left_out_when_another_right_one_is_not() -> None:
    assert ids([DUTCH, BY_NIGHT], CHILD, LISTENING, now=NIGHT) == ["be-night"]
    assert ids([DUTCH, BY_NIGHT], CHILD, LISTENING) == ["be-nl", "be-night"]


def test_a_closed_line_is_shown_when_nothing_else_is_right() -> None:
    assert ids([FRENCH, DUTCH, BY_NIGHT], now=NIGHT) == ["be-nl"]


def test_on_a_public_holiday_usual_hours_do_not_count_as_open() -> None:
    always = line("be-always", languages=("nl",), hours=ALWAYS)
    assert ids([DUTCH, always]) == ["be-nl", "be-always"]
    assert ids([DUTCH, always], holiday=True) == ["be-always", "be-nl"]


def test_a_line_made_for_the_need_comes_before_one_that_also_takes_it() -> None:
    also = line("be-also", "listening", also=frozenset({CHILD}), hours=ALWAYS)
    made = line("be-made", hours=ALWAYS)
    assert ids([also, made]) == ["be-made", "be-also"]


def test_somebody_to_talk_to_comes_before_a_page() -> None:
    page = line("be-page", number=None, dial=None, web_url="https://a.be")
    assert ids([page, line("be-call")]) == ["be-call", "be-page"]


def test_one_emergency_number_is_enough_beside_somebody_to_talk_to() -> None:
    second = line("be-ambulance", "emergency", hours=ALWAYS)
    kinds = (HelplineKind.EMERGENCY, CHILD)
    assert ids([EMERGENCY, second, DUTCH], *kinds) == ["be-112", "be-nl", "be-ambulance"]


def test_a_number_for_text_messages_alone_is_for_who_cannot_speak() -> None:
    text = line("be-text", number=None, dial=None, sms="114", hours=ALWAYS)
    assert ids([text]) == []
    assert ids([text], writing_only=True) == ["be-text"]


def test_a_minimum_age_is_kept_to() -> None:
    older = line("be-16", minimum_age=16)
    assert ids([older]) == []
    assert ids([older], age_band="16_17") == ["be-16"]


def test_a_maximum_age_is_kept_to() -> None:
    children = line("be-children", maximum_age=15)
    assert ids([children]) == ["be-children"]
    assert ids([children], age_band="16_17") == []
    assert ids([children], age_band="unsaid") == []


def test_who_has_not_said_their_age_gets_lines_for_twelve_year_olds() -> None:
    older, teen = line("be-16", minimum_age=16), line("be-12", minimum_age=12)
    assert ids([older, teen], age_band="unsaid") == ["be-12"]
    assert ids([older, EMERGENCY], age_band="unsaid") == ["be-16"]


def test_a_child_under_twelve_is_never_sent_where_twelve_is_the_minimum() -> None:
    assert ids([line("be-12", minimum_age=12), DUTCH], age_band="under_12") == ["be-nl"]


def test_lines_for_adults_are_shown_to_nobody() -> None:
    adults = line("be-adults", for_adults_only=True, hours=ALWAYS)
    assert all(ids([adults], age_band=band) == [] for band in AGES)


def test_what_is_switched_off_or_badly_sourced_is_never_shown() -> None:
    off = replace(DUTCH, switched_off=True)
    low = replace(DUTCH, confidence=Confidence.LOW)
    none = replace(DUTCH, confidence=Confidence.NONE)
    assert ids([off, low, none]) == []


def test_an_expired_line_is_shown_only_where_its_kind_has_no_other() -> None:
    old = replace(DUTCH, expires_on=date(2026, 11, 1))
    other = line("be-other", languages=("nl",))
    assert ids([old, other]) == ["be-other"]
    assert ids([old, BY_NIGHT], CHILD, LISTENING) == ["be-nl", "be-night"]


def test_the_next_line_follows_the_one_that_is_often_busy() -> None:
    busy = replace(DUTCH, if_busy="be-night")
    other = line("be-other", languages=("nl",))
    assert ids([busy, other, BY_NIGHT]) == ["be-nl", "be-night", "be-other"]


def test_the_next_line_is_left_out_when_it_has_expired() -> None:
    busy = replace(DUTCH, if_busy="be-night")
    assert ids([busy, replace(BY_NIGHT, expires_on=date(2026, 11, 1))]) == ["be-nl"]


def test_the_next_line_is_left_out_when_closed_or_in_another_language() -> None:
    to_dutch, to_french = replace(BY_NIGHT, if_busy="be-nl"), replace(BY_NIGHT, if_busy="be-fr")
    assert ids([to_dutch, DUTCH], LISTENING, now=NIGHT) == ["be-night"]
    assert ids([to_french, FRENCH], LISTENING) == ["be-night"]


def test_a_number_is_never_shown_twice() -> None:
    twin = replace(DUTCH, id="be-twin")
    assert ids([DUTCH, twin]) == ["be-nl"]
    assert ids([DUTCH], CHILD, CHILD) == ["be-nl"]


def test_no_more_are_chosen_than_asked_for() -> None:
    assert ids([DUTCH, BY_NIGHT], CHILD, LISTENING, most=1) == ["be-nl"]
    assert ids([DUTCH], most=0) == []


def test_who_cannot_talk_gets_only_lines_that_can_be_written_to() -> None:
    chat = line("be-chat", languages=("nl",), chat_url="https://chat.be")
    text = line("be-text", "emergency", number=None, dial=None, sms="114", hours=ALWAYS)
    kinds = (HelplineKind.EMERGENCY, CHILD)
    assert ids([DUTCH, chat, text], *kinds, writing_only=True) == ["be-text", "be-chat"]


def test_in_writing_the_hours_and_languages_of_the_chat_count() -> None:
    evening = hours(EVERY_DAY, "17:00", "00:00")
    chat = line("be-chat", hours=ALWAYS, chat_url="https://a.be", chat_hours=evening)
    other = line("be-other", chat_url="https://b.be")
    assert ids([chat, other], now=NIGHT, writing_only=True) == ["be-other"]
    assert ids([chat, other], writing_only=True) == ["be-chat", "be-other"]


def test_a_line_may_write_another_language_than_it_speaks() -> None:
    kjt = line("lu-kjt", languages=("fr",), chat_languages=("fr", "en"), chat_url="https://a.lu")
    french = line("lu-fr", languages=("fr",), chat_url="https://b.lu")
    assert ids([french, kjt], language="en", writing_only=True) == ["lu-kjt"]


def test_none_is_surely_open_when_hours_are_unknown() -> None:
    assert none_surely_open([FRENCH], now=EVENING, holiday=False)
    assert not none_surely_open([FRENCH, DUTCH], now=EVENING, holiday=False)
    assert none_surely_open([FRENCH, DUTCH], now=NIGHT, holiday=False)
    assert none_surely_open([DUTCH], now=EVENING, holiday=True)


def test_the_emergency_number_is_no_line_that_is_open() -> None:
    assert none_surely_open([FRENCH, EMERGENCY], now=EVENING, holiday=False)


def test_a_country_is_joined_by_pages_that_are_the_same_everywhere() -> None:
    page = line("eu-page", "removal", country="EU", number=None, dial=None, web_url="https://a.eu")
    number = line("eu-116111", country="EU")
    assert lines_for("BE", [page, number, DUTCH]) == (DUTCH, page)


def test_where_no_country_is_served_everywhere_is_what_is_left() -> None:
    number = line("eu-116111", country="EU")
    assert lines_for("PT", [number, DUTCH]) == (number,)
    assert lines_for(None, [number, DUTCH]) == (number,)
    assert lines_for("EU", [number, DUTCH]) == (number,)


many_lines = st.lists(
    st.builds(
        line,
        id=st.integers(1, 30).map(lambda number: f"be-{number}"),
        kind=st.sampled_from(["child_helpline", "suicide", "listening", "emergency"]),
        languages=st.sampled_from([(), ("fr",), ("nl",), ("fr", "nl")]),
        hours=st.sampled_from([None, ALWAYS, DUTCH.hours, hours("sat", "23:00", "04:00")]),
        minimum_age=st.sampled_from([None, None, 12, 16, 18]),
        maximum_age=st.sampled_from([None, None, 15, 25]),
        for_adults_only=st.booleans(),
        switched_off=st.booleans(),
        confidence=st.sampled_from(Confidence),
        expires_on=st.sampled_from([None, date(2026, 11, 1), date(2027, 6, 1)]),
        if_busy=st.integers(1, 30).map(lambda number: f"be-{number}"),
    ),
    max_size=12,
    unique_by=lambda item: item.id,
)
moments = st.integers(0, 10_000).map(
    lambda minutes: datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(many_lines, moments, st.sampled_from(sorted(AGES)), st.integers(0, 4))
def test_whatever_is_asked_only_what_is_right_is_chosen(
    lines: list[Helpline], now: datetime, age_band: str, most: int
) -> None:
    kinds = (SUICIDE, CHILD)
    asked: dict[str, Any] = {"kinds": kinds, "language": "nl", "age_band": age_band, "now": now}
    chosen = choose(lines, **asked, holiday=False, most=most)
    asked_for = [item for item in lines if item.kind in kinds]
    right = right_for(lines, age_band) + right_for(asked_for, age_band)
    assert all(item in right for item in chosen)
    assert len({item.dial for item in chosen}) == len(chosen) <= most
    # For those kinds nobody is left with nothing.
    assert bool(chosen) == (most > 0 and bool(right_for(asked_for, age_band)))


@given(many_lines, moments, st.sampled_from(sorted(AGES)))
def test_a_closed_line_is_never_chosen_beside_one_that_may_be_open(
    lines: list[Helpline], now: datetime, age_band: str
) -> None:
    chosen = choose(
        lines, kinds=(CHILD,), language="fr", age_band=age_band, now=now, holiday=False, most=9
    )
    states = {item.state(now) for item in chosen}
    assert OpenState.CLOSED not in states or states == {OpenState.CLOSED}
