"""What a line of the log says, and what it leaves out."""

import logging
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.errors import StoreUnavailable
from bot.domain.telling import Told
from bot.observing.lines import LEFT_OUT, LONGEST, Line, Telling

CANARY = "he says he will post my pictures"
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz0123"


def told(
    message: object,
    *args: object,
    name: str = "bot.part",
    secrets: tuple[str, ...] = (),
    fault: Any = None,
) -> Line:
    """The line of one record."""
    place = (name, logging.WARNING, "/somewhere/part.py", 7)
    return Telling(secrets).line(logging.LogRecord(*place, message, args, fault))


def raised(error: Exception) -> Any:
    """The error as it is where it is caught."""
    try:
        raise error
    except Exception:
        return sys.exc_info()


def test_our_own_lines_say_numbers_names_of_ours_and_what_to_do() -> None:
    line = told("%s: %d tries: %s", Told("sweep"), 3, StoreUnavailable("The disk is full."))
    assert line.said == "sweep: 3 tries: The disk is full."


@pytest.mark.parametrize(
    "value", [CANARY, CANARY.split(), CANARY.encode(), {"text": CANARY}, "sos"]
)
def test_a_text_that_is_not_marked_as_ours_is_left_out(value: object) -> None:
    assert told("heard %s", value).said == f"heard {LEFT_OUT}"


def test_an_id_or_a_telephone_number_is_left_out() -> None:
    assert told("chat %s of %d", 471_234_567, 3).said == f"chat {LEFT_OUT} of 3"


def test_a_foreign_fault_says_its_kind_and_place_and_not_its_words() -> None:
    line = told("it broke: %s", ValueError(CANARY), fault=raised(KeyError(CANARY)))
    assert line.said == "it broke: ValueError"
    assert line.fault.startswith("KeyError at test_lines.py:")


def test_a_fault_says_what_it_came_from() -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as first:
            raise ValueError(CANARY) from first
    except ValueError:
        fault = told("it broke", fault=sys.exc_info()).fault
    assert ", from KeyError at test_lines.py:" in fault
    assert CANARY not in fault


def test_a_group_of_faults_says_their_kinds() -> None:
    fault = told("broke", fault=raised(ExceptionGroup(CANARY, [KeyError(CANARY)]))).fault
    assert fault.startswith("ExceptionGroup of KeyError at")


@pytest.mark.parametrize("name", ["asyncio", "uvicorn.error", "telegram.ext", "botany"])
def test_a_library_s_words_are_left_out_and_its_place_is_told(name: str) -> None:
    assert told(f"Failed on {CANARY}", name=name).said == f"{LEFT_OUT} (part.py:7)"


def test_a_sentence_of_a_library_that_is_known_is_told() -> None:
    line = told(f"Task exception was never retrieved\nfuture: {CANARY}", name="asyncio")
    assert line.said == "Task exception was never retrieved (part.py:7)"


def test_secrets_and_tokens_are_left_out_wherever_they_stand() -> None:
    error = StoreUnavailable(f"{TOKEN} bot{TOKEN} postgresql://bot:s3cret@db/x the-long-key")
    said = told("%s", error, secrets=("the-long-key",)).said
    assert said == f"{LEFT_OUT} {LEFT_OUT} postgresql://{LEFT_OUT}@db/x {LEFT_OUT}"


@pytest.mark.parametrize(
    "sign", ["\n", "\r\n", "\x1b[31m", "\x00", "\u2028", "\u202e", "\x9b", "\x85"]
)
def test_no_value_begins_a_line_or_colours_one(sign: str) -> None:
    said = told("%s", StoreUnavailable(f"full{sign}2026 info bot: all is well")).said
    assert said.startswith("full ")
    assert said.isprintable()


def test_a_long_line_is_cut() -> None:
    assert len(told("%s", Told("x" * 5_000)).said) == LONGEST + 1


@pytest.mark.parametrize("args", [(), ("a",), ("a", "b", "c"), ({"name": CANARY},)])
def test_a_line_with_wrong_values_is_still_written(args: tuple[object, ...]) -> None:
    assert CANARY not in told("%d of %d", *args).said


def test_values_by_name_are_held_to_the_same() -> None:
    values: Mapping[str, object] = {"text": CANARY, "tries": 2}
    assert told("%(text)s %(tries)d", values).said == f"{LEFT_OUT} 2"


def test_a_library_s_broken_line_does_not_break_ours() -> None:
    assert told("%d", CANARY, name="library").said == f"{LEFT_OUT} (part.py:7)"
