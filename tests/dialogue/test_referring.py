"""Cards show lines that are right here and now, honestly, each number with its country."""

from dataclasses import replace
from datetime import time

import pytest

from bot.dialogue.referring import Need, plan_card
from bot.dialogue.repeating import say_again
from bot.domain.heard import Calendar
from bot.domain.helpline import HelplineKind, Interval, OpeningHours
from bot.domain.library import Library
from bot.domain.message import ReplyKind
from bot.domain.remembering import StoredReply
from bot.domain.risk import RiskCategory, RiskLevel
from tests.dialogue.playing import LINES, NOON, Player, line, world

DAY = OpeningHours("Europe/Brussels", intervals=(Interval(frozenset(range(7)), time(9), time(18)),))


def with_lines(*lines: object) -> Library:
    """The world with these helplines beside the emergency numbers."""
    kept = [one for one in LINES if one.kind is HelplineKind.EMERGENCY]
    return replace(world(), helplines={one.id: one for one in [*kept, *lines]})  # type: ignore[attr-defined, misc]


def card(library: Library | None = None, country: str | None = "BE", late: str = "") -> str:
    """The card at an urgent extortion."""
    player = Player(library, country)
    player.late = frozenset({late})
    player.start().risk()
    return next(reply.text for reply in player.turn.replies if reply.kind is ReplyKind.CARD)


def exploited(**more: object) -> object:
    return line("be-x", "BE", HelplineKind.MISSING_EXPLOITED, "116 000", **more)


def test_who_is_open_is_shown_with_the_hour_it_closes() -> None:
    assert card(with_lines(exploited(hours=DAY))) == (
        "Belgium: 116 000, be-x. Free. Open until 18:00."
    )


def test_a_line_that_is_closed_says_so_beside_the_emergency_number() -> None:
    night = OpeningHours("Europe/Brussels", intervals=(Interval(frozenset({0}), time(1), time(2)),))
    assert card(with_lines(exploited(hours=night))).splitlines() == [
        "Nothing is surely open.",
        "Belgium: 116 000, be-x. Free. Closed now.",
        "In danger: 112 (Belgium).",
    ]


def test_beside_a_line_of_unknown_hours_stands_one_that_is_surely_open() -> None:
    unsure = line("be-unsure", "BE", HelplineKind.SUICIDE, "1", hours=None)
    sure = line("be-sure", "BE", HelplineKind.CHILD_HELPLINE, "2")
    player = Player(
        with_lines(unsure, line("be-x", "BE", HelplineKind.SUICIDE, "3", hours=None), sure)
    )
    shown = player.start().say("help").texts[0].splitlines()
    assert [one.split(",")[0] for one in shown] == ["Belgium: 1", "Belgium: 3", "Belgium: 2"]


def test_by_day_unknown_hours_are_said_to_be_unknown_and_no_more() -> None:
    assert card(country="LU") == "Luxembourg: 116 222, lu-exploited. Free. Hours unknown."


def test_late_unknown_hours_are_told_honestly_beside_the_emergency_number() -> None:
    assert card(country="LU", late="LU").splitlines() == [
        "Nothing is surely open.",
        "Luxembourg: 116 222, lu-exploited. Free. Hours unknown.",
        "In danger: 112 (Europe).",
    ]


def test_unknown_hours_name_the_page_where_they_stand() -> None:
    shown = card(with_lines(exploited(hours=None, web_url="https://www.example.org/")))
    assert "Hours: example.org." in shown


def test_a_line_without_a_number_shows_its_page() -> None:
    web = replace(
        line("be-web", "BE", HelplineKind.MISSING_EXPLOITED, "1"),
        number=None,
        dial=None,
        web_url="https://web.example.org",
    )
    assert card(with_lines(web)) == "be-web: web.example.org"


def test_where_no_line_is_right_the_emergency_number_stands_alone() -> None:
    assert card(with_lines()) == "In danger: 112 (Belgium)."


def test_without_a_country_each_served_country_has_its_line() -> None:
    assert card(country=None).splitlines() == [
        "Which country?",
        "Belgium: 116 000, be-exploited.",
        "Luxembourg: 116 222, lu-exploited.",
        "In danger: 112 (Europe).",
    ]


def test_without_a_country_danger_still_says_a_number_first() -> None:
    player = Player(country=None).start()
    player.risk("noted", level=RiskLevel.DANGER, category=RiskCategory.MEDICAL)
    assert player.texts[0].splitlines()[0] == "I am here. Europe: 112."


def test_a_reply_is_said_again_in_the_words_of_today() -> None:
    for reply in Player().start().risk().turn.replies:
        again = say_again(world(), StoredReply.of(reply), NOON)
        assert again == reply


def test_a_reply_whose_words_are_gone_keeps_its_buttons() -> None:
    reply = Player().start().turn.replies[-1]
    gone = replace(StoredReply.of(reply), name="utter_gone")
    again = say_again(world(), gone, NOON)
    assert (again.text, again.choices) == ("", reply.choices)


def test_without_any_record_a_card_is_empty_but_the_words_are_said() -> None:
    player = Player(replace(world(), helplines={})).start().risk()
    assert player.texts == ["someone is threatening you", ""]


@pytest.mark.parametrize(("late", "named"), [((), "be-unsure"), (("BE",), "be-sure")])
def test_where_there_is_room_for_one_it_is_the_open_one_at_night(
    late: tuple[str, ...], named: str
) -> None:
    unsure = line("be-unsure", "BE", HelplineKind.SUICIDE, "1", hours=None)
    sure = line("be-sure", "BE", HelplineKind.CHILD_HELPLINE, "2")
    need = Need.of(
        {"country": "BE"},
        language="en",
        countries=("BE",),
        now=NOON,
        calendar=Calendar(late=frozenset(late)),
    )
    plan = plan_card(with_lines(unsure, sure), need, short=True)
    assert plan.helplines == (named,)
