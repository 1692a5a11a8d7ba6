"""Each kind of step does what its example says."""

from tests.dialogue.playing import Player


def lesson() -> Player:
    return Player().start().say("x", "learn")


def test_a_rejected_answer_is_asked_for_again() -> None:
    player = lesson().pick("Unsure")
    assert player.texts == ["take your time", "one?"]
    assert player.conversation.slot("lesson_one") is None


def test_a_called_flow_comes_back_and_its_answer_stays() -> None:
    player = lesson().pick("Yes").pick("Red")
    assert player.texts == ["two?"]
    assert player.conversation.slot("colour") == "red"


def test_at_the_end_of_a_flow_its_slots_are_cleared_but_persisted_ones_stay() -> None:
    player = lesson().pick("Yes").pick("Red").pick("True")
    assert player.texts == ["right", "completed", "menu"]
    assert player.conversation.slots == {"country": "BE", "kept": True}


def test_a_branch_is_taken_and_can_end_the_flow() -> None:
    assert lesson().pick("No").texts == ["no", "completed", "menu"]


def test_a_wrong_answer_can_lead_back_to_the_question() -> None:
    assert lesson().pick("Yes").pick("Red").pick("False").texts == ["two?"]


def test_a_link_ends_one_flow_and_starts_another() -> None:
    player = lesson().pick("Jump")
    assert player.flows == ["alarm"]
    assert player.texts[0] == "someone is threatening you"


def test_a_slot_that_is_known_is_not_asked_for() -> None:
    player = lesson().pick("Yes").pick("Red").pick("True").say("x", "rows")
    assert player.texts[0] == "guarded"


def test_a_slot_that_is_not_known_is_asked_for() -> None:
    assert Player().start().say("x", "rows").texts == ["kept?"]


def test_yes_and_no_answer_a_question_of_true_and_false() -> None:
    assert lesson().pick("Yes").pick("Red").say("oui").texts[0] == "right"
    assert lesson().pick("Yes").pick("Red").say("no").texts == ["two?"]


def test_a_guard_that_holds_lets_a_flow_start() -> None:
    player = lesson().pick("Yes").pick("Red").pick("True").say("x", "guarded")
    assert player.texts[0] == "guarded"
