"""While something serious is remembered a number stays in sight, whatever was not understood."""

import pytest

from bot.dialogue.serious import still_serious
from bot.domain.heard import MediaOffered, SaidTooMuch
from bot.domain.message import MediaKind
from bot.domain.risk import RiskCategory, RiskLevel, RiskMemory
from tests.dialogue.playing import Player

LINE = "Belgium: 116 000, be-exploited."


def in_need() -> Player:
    """Somebody who is being blackmailed."""
    return Player().start().risk()


def memory(level: RiskLevel, *corrected: str) -> RiskMemory:
    """A memory of blackmail, and of thoughts of death before it."""
    shown = {"low/suicide": 3, "alarm/extortion": 3}
    return RiskMemory(level, RiskCategory.EXTORTION, shown=shown, corrected=frozenset(corrected))


@pytest.mark.parametrize("text", ["blub", "i did it", "xx"])
def test_words_that_are_not_understood_keep_one_line_in_sight(text: str) -> None:
    assert LINE in in_need().say(text).texts


def test_the_line_stays_however_often_nothing_is_understood() -> None:
    player = in_need()
    assert all(LINE in player.say("blub").texts for _ in range(5))


@pytest.mark.parametrize("resume", [SaidTooMuch(), MediaOffered(MediaKind.IMAGE)])
def test_what_is_not_read_keeps_the_line_too(resume: SaidTooMuch | MediaOffered) -> None:
    assert LINE in in_need().hear(resume).texts


def test_an_old_button_keeps_the_line_too() -> None:
    assert LINE in in_need().press("/SetSlots(colour=red)").texts


def test_the_line_is_the_right_one_after_the_flow_was_left() -> None:
    assert LINE in in_need().say("menu").say("blub").texts


def test_the_line_is_the_right_one_after_the_flow_has_ended() -> None:
    assert LINE in in_need().pick("Enough").say("blub").texts


def test_an_answer_is_answered_without_the_line() -> None:
    assert LINE not in in_need().pick("Again").texts


def test_what_was_not_it_is_not_shown_again() -> None:
    assert LINE not in in_need().pick("Not that").say("blub").texts


def test_what_was_not_it_is_not_shown_again_where_its_flow_was_left() -> None:
    assert LINE not in in_need().say("menu").say("not that").say("blub").texts


def test_nothing_is_shown_to_who_may_be_somebody_else() -> None:
    assert LINE not in in_need().later(minutes=31).say("blub").say("blub").texts


def test_danger_keeps_the_emergency_number() -> None:
    player = Player().start().risk("noted", level=RiskLevel.DANGER, category=RiskCategory.MEDICAL)
    assert "In danger: 112 (Belgium)." in player.say("blub").texts


def test_where_no_country_is_known_the_line_is_one_of_each() -> None:
    player = Player(country=None).start().risk().say("blub")
    assert [text for text in player.texts if "112" in text] == [
        "Belgium: 116 000, be-exploited.\n"
        "Luxembourg: 116 222, lu-exploited.\n"
        "In danger: 112 (Europe)."
    ]


def test_in_danger_without_a_country_the_line_is_the_number_that_works_in_all() -> None:
    player = Player(country=None).start()
    player.risk("noted", level=RiskLevel.DANGER, category=RiskCategory.MEDICAL)
    assert "In danger: 112 (Europe)." in player.say("blub").texts


@pytest.mark.parametrize(
    ("risk", "about"),
    [
        (memory(RiskLevel.SUPPORT), None),
        (memory(RiskLevel.URGENT), RiskCategory.EXTORTION),
        (memory(RiskLevel.URGENT, "alarm/extortion"), RiskCategory.SUICIDE),
        (memory(RiskLevel.URGENT, "alarm/extortion", "low/suicide"), None),
        (RiskMemory(RiskLevel.URGENT, shown={"alarm": 3}), None),
    ],
)
def test_serious_is_what_was_not_corrected(risk: RiskMemory, about: RiskCategory | None) -> None:
    found = still_serious(risk)
    assert (found.category if found else None) is about


def test_who_is_in_need_and_cannot_talk_keeps_what_is_open_beside_where_to_write() -> None:
    player = Player().start().risk("low", category=RiskCategory.BULLYING).say("menu")
    assert player.say("x", "checks").pick("A").pick("Good").pick("Belgium").texts[1] == (
        "in writing:\nbe-child: chat.example.org\n"
        "In danger: 112 (Belgium).\nBelgium: 0800 1, be-suicide.\nBelgium: 103, be-child."
    )


def test_a_number_does_not_stand_twice_in_a_card() -> None:
    player = in_need().say("menu").say("x", "checks").pick("A").pick("Good").pick("Belgium")
    assert player.texts[1].splitlines() == [
        "Nothing to write to.",
        "Belgium: 116 000, be-exploited. Free. Day and night.",
        "In danger: 112 (Belgium).",
    ]
