"""The judge can say no: each fault is planted in a history that was clean before."""

from pathlib import Path
from typing import Any

import pytest

from tests.storms.checking import Verdict, judge
from tests.storms.history import Event, History

CLEAN: tuple[Event, ...] = (
    {"what": "start", "process": "1", "at": 1.0},
    {"what": "answers", "process": "1", "at": 3.5},
    {"what": "invoke", "op": "a", "chat": "x"},
    {"what": "ok", "op": "a", "replies": [[1, "hello"], [2, "menu"]]},
    {"what": "invoke", "op": "b", "chat": "x"},
    {"what": "unknown", "op": "b", "why": "cut"},
    {"what": "kill", "process": "1"},
    {"what": "invoke", "op": "b", "chat": "x"},
    {"what": "ok", "op": "b", "replies": [[3, "card"]]},
    {
        "what": "kept",
        "chat": "x",
        "turns": 2,
        "messages": 2,
        "ops": ["a", "b"],
        "replies": [[1, "hello"], [2, "menu"], [3, "card"]],
    },
    {
        "what": "shown",
        "chat": "x",
        "due": ["hello", "menu", "card"],
        "sent": ["hello", "menu", "card"],
    },
)
KEPT, SHOWN, LAST_OK = 9, 10, 8


def changed(place: int, **values: Any) -> Verdict:
    """The verdict on the clean history with one event told otherwise."""
    events = list(CLEAN)
    events[place] = events[place] | values
    return judge(events)


def test_a_clean_history_is_clean() -> None:
    found = judge(CLEAN)
    assert found.is_clean
    assert (found.asked, found.acknowledged, found.unknown, found.sent_twice) == (2, 2, 1, 0)


def test_recovery_is_from_the_start_to_the_first_answer() -> None:
    assert judge(CLEAN).recoveries == (2.5,)
    assert judge(CLEAN).kills == 1


def test_what_was_acknowledged_and_is_not_kept_is_lost() -> None:
    assert changed(KEPT, ops=["a"], messages=1, turns=1, replies=None).lost
    assert changed(KEPT, ops=None, messages=1, turns=1, replies=None).lost
    assert changed(KEPT, replies=[[1, "hello"], [2, "menu"]]).lost == ("b",)


def test_a_chat_nobody_looked_at_proves_nothing_and_so_counts_as_lost() -> None:
    assert len(judge(CLEAN[:KEPT]).lost) == 2


def test_a_reply_that_never_came_is_lost() -> None:
    assert changed(SHOWN, sent=["hello", "card"]).lost


def test_no_answer_is_never_taken_for_success() -> None:
    found = judge([event for event in CLEAN if event["what"] != "ok"])
    assert found.acknowledged == 0
    assert found.open == ("a", "b")


def test_what_was_not_acknowledged_may_be_missing() -> None:
    events = [*CLEAN[:LAST_OK], CLEAN[KEPT] | {"turns": 1, "messages": 1, "ops": ["a"]}]
    found = judge([*events[:-1], events[-1] | {"replies": [[1, "hello"], [2, "menu"]]}])
    assert (found.lost, found.doubled) == ((), ())


@pytest.mark.parametrize(
    "kept",
    [
        {"turns": 3},
        {"turns": 3, "messages": 3, "ops": ["a", "b", "c"]},
        {"replies": [[1, "hello"], [2, "menu"], [3, "card"], [4, "card"]]},
        {"replies": [[1, "hello"], [2, "menu"], [3, "card"], [3, "card"]]},
    ],
)
def test_an_effect_too_many_is_doubled(kept: dict[str, Any]) -> None:
    assert changed(KEPT, **kept).doubled


def test_two_answers_to_one_message_must_be_the_same() -> None:
    again = [{"what": "ok", "op": "b", "replies": [[4, "card"]]}]
    assert judge([*CLEAN[:KEPT], *again, *CLEAN[KEPT:]]).doubled


def test_one_reply_cannot_answer_two_messages() -> None:
    assert changed(LAST_OK, replies=[[2, "menu"]]).doubled


def test_an_answer_with_an_earlier_seq_is_out_of_order() -> None:
    assert changed(3, replies=[[4, "hello"], [5, "menu"]]).reordered == ("x",)


def test_an_old_answer_asked_for_again_keeps_its_place() -> None:
    again = [{"what": "invoke", "op": "a", "chat": "x"}, CLEAN[3]]
    assert judge([*CLEAN[:KEPT], *again, *CLEAN[KEPT:]]).is_clean


def test_replies_in_another_order_are_out_of_order() -> None:
    assert changed(SHOWN, sent=["hello", "card", "menu"]).reordered == ("x",)


def test_a_reply_shown_twice_is_counted_and_out_of_order_only_where_it_is() -> None:
    found = changed(SHOWN, sent=["hello", "menu", "menu", "card"])
    assert (found.sent_twice, found.reordered, found.lost) == (1, (), ())
    assert found.sent_twice_in_a_chat == 1


def test_a_history_can_only_grow(tmp_path: Path) -> None:
    for chat in ("x", "y"):
        history = History(tmp_path / "history.jsonl")
        history.invoke("a", chat)
        history.close()
    assert [event["chat"] for event in history.read()] == ["x", "y"]
