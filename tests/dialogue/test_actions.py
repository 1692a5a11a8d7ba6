"""Actions do what they are declared to do, and each one is declared."""

import pytest

from bot.dialogue.actions import ACTIONS, DECLARED
from bot.dialogue.talk import Talk
from bot.domain.events import (
    AnswerRecorded,
    FeedbackGiven,
    HandoffRequested,
    ReferralGiven,
    RiskCorrected,
    RiskStated,
)
from bot.domain.heard import Facts
from bot.domain.risk import RiskCategory, RiskLevel
from tests.dialogue.playing import Player, world


def checks() -> Player:
    return Player().start().say("x", "checks")


def test_every_action_is_declared() -> None:
    assert set(ACTIONS) == set(DECLARED)


def test_answers_to_checks_and_feedback_are_counted() -> None:
    player = checks().pick("A")
    assert player.happened(AnswerRecorded) == [AnswerRecorded("some_check", "a")]
    player.pick("Good")
    assert player.happened(FeedbackGiven) == [FeedbackGiven("checks", "good")]


def test_a_person_is_asked_for_only_where_there_is_a_desk() -> None:
    player = Player().start().say("a person")
    assert player.happened(HandoffRequested) == []
    player.desk = True
    assert player.say("a person").happened(HandoffRequested)


def test_a_chosen_country_stays() -> None:
    player = checks().pick("A").pick("Good").pick("Luxembourg")
    assert player.texts[0] == "In danger: 112 (Europe)."
    assert player.pick("One").conversation.slots == {"country": "LU"}


def test_only_lines_that_can_be_written_to_are_shown_to_who_cannot_speak() -> None:
    player = checks().pick("A").pick("Good").pick("Belgium")
    assert player.texts[1] == "in writing:\nbe-child: chat.example.org"
    assert [one.dial for one in player.turn.replies[1].contacts] == [None]


def test_late_it_is_said_honestly_that_no_chat_is_surely_open() -> None:
    player = checks().pick("A").pick("Good")
    player.late = frozenset({"BE"})
    assert player.pick("Belgium").texts[1].startswith("in writing, not surely open:\nbe-child")


def test_where_nobody_can_be_written_to_an_honest_sentence_stands() -> None:
    player = checks().pick("A").pick("Good").pick("Luxembourg")
    assert player.texts[1].startswith("Nothing to write to.\nLuxembourg: 116 111")


def test_a_number_is_an_answer_where_one_is_asked_for() -> None:
    player = checks().pick("A").pick("Good").pick("Belgium").say("16")
    assert player.conversation.wait is not None
    assert player.conversation.wait.slot == "menu_choice"


def test_what_a_flow_states_becomes_the_risk_of_the_conversation() -> None:
    player = Player().start().press("/noted")
    assert player.happened(RiskStated) == [RiskStated(RiskLevel.DANGER, RiskCategory.MEDICAL)]
    assert player.conversation.risk.level is RiskLevel.DANGER
    assert player.happened(ReferralGiven) == [ReferralGiven(("be-112", "be-suicide"), "BE")]


def test_a_flow_without_a_statement_notes_nothing() -> None:
    player = Player().start().risk()
    assert player.happened(RiskStated) == []


def test_a_correction_is_kept_without_words() -> None:
    player = Player().start().risk().pick("Not that")
    assert player.happened(RiskCorrected) == [
        RiskCorrected(RiskLevel.URGENT, RiskCategory.EXTORTION, "alarm")
    ]
    assert player.conversation.risk.corrected == {"alarm/extortion"}
    assert player.conversation.slot("risk_category") is None


def test_a_correction_of_nothing_changes_nothing() -> None:
    player = Player().start().say("not that")
    assert player.conversation.risk.corrected == frozenset()


def test_what_was_corrected_does_not_come_back_by_itself() -> None:
    player = Player().start().say("x", "learn").risk().pick("Not that")
    assert player.flows == ["pattern_menu"]
    assert player.say("carry on").texts == ["one?"]


@pytest.mark.parametrize(
    "name",
    [
        "action_record_answer",
        "action_record_feedback",
        "action_change_language",
        "action_note_risk",
    ],
)
def test_an_action_with_nothing_to_note_notes_nothing(name: str) -> None:
    player = Player().start().say("x", "learn")
    facts = Facts(player.now, "web", ("en", "fr"), ("BE", "LU"))
    talk = Talk(player.conversation, world(), facts)
    talk.fill([("lesson_two", True)])
    assert not ACTIONS[name](talk)
    assert talk.events == []


def test_a_flow_may_say_how_serious_it_is_but_not_about_what() -> None:
    player = Player().start().press("/leveled")
    assert player.happened(RiskStated) == [RiskStated(RiskLevel.SUPPORT, None)]
