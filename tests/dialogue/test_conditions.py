"""The language of `if:` means what an editor reads in it, and nothing written makes it fail."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.conditions import ConditionError, holds, names_in, parse
from bot.domain.condition import Name, Source
from bot.domain.flow import SlotValue

SLOTS: dict[str, SlotValue] = {"age": 14.0, "word": "yes please", "sure": True, "no": False}
CONTEXT: dict[str, SlotValue] = {"desk": False, "channel": "web"}


def compiled(expression: str):  # type: ignore[no-untyped-def]
    """Stands in for google-re2, which the loader gives."""
    try:
        return re.compile(expression).search
    except re.error as error:
        raise ValueError(str(error)) from None


def says(text: str) -> bool:
    """Whether the condition holds of the slots and context above."""
    return holds(parse(text, compiled), SLOTS, CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "slots.age > 13",
        "slots.age >= 14 and slots.age <= 14",
        "slots.age = 14",
        "slots.age is 14",
        "slots.age != 15",
        "slots.age is not 15",
        "slots.sure",
        "not slots.no",
        "slots.unset is null",
        "slots.age is not null",
        "slots.word contains 'please'",
        'slots.word matches "^yes"',
        'context.channel = "web"',
        "not context.desk and (slots.no or slots.sure)",
        "false or true",
        "NOT slots.no AND TRUE",
    ],
)
def test_a_true_condition_holds(text: str) -> None:
    assert says(text)


@pytest.mark.parametrize(
    "text",
    [
        "slots.unset > 1",
        "slots.unset = 1",
        "slots.unset != 1",
        "slots.unset",
        "slots.unset contains 'a'",
        'slots.unset matches "a"',
        "slots.word > 3",
        "slots.sure = 1",
        "slots.age contains 'a'",
        "slots.age is null",
        "slots.unset is not null",
        "null",
        "slots.no or context.desk",
        "not (slots.sure or slots.no)",
        "slots.age < 14",
    ],
)
def test_a_false_condition_does_not_hold(text: str) -> None:
    assert not says(text)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "something is missing at the end of this condition"),
        ("slots.a ==  1", 9, "write `=` or `is` instead of `==`"),
        ("age > 1", 1, "`age` is not known here: write `slots.age` or use quotes"),
        ("(slots.a", 9, "a `)` is missing"),
        (
            "slots.a slots.b",
            9,
            "`slots.b` does not belong here: join conditions with `and` or `or`",
        ),
        ("slots.a > ", 11, "something is missing at the end of this condition"),
        (
            "slots.a matches 3",
            17,
            '`matches` takes a regular expression in quotes, such as "^[0-9]+$"',
        ),
        ("slots.a > @", 11, "`@` cannot be read here"),
        ("not " * 30 + "true", 85, "too many parentheses inside one another"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_write(
    text: str, column: int, message: str
) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text, compiled)
    assert (caught.value.column, str(caught.value)) == (column, message)


def test_an_expression_that_cannot_be_compiled_is_refused_at_its_place() -> None:
    with pytest.raises(ConditionError) as caught:
        parse('slots.a matches "("', compiled)
    assert caught.value.column == 17


def test_the_names_a_condition_asks_about_are_known() -> None:
    found = names_in(parse("not slots.a and (context.b = slots.c or true)", compiled))
    assert found == {
        Name(Source.SLOTS, "a"),
        Name(Source.CONTEXT, "b"),
        Name(Source.SLOTS, "c"),
    }


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_anything_else(text: str) -> None:
    column = read_or_column(text)
    assert 0 <= column <= len(text) + 1


def read_or_column(text: str) -> int:
    """0 where the text is a condition that can be evaluated, else the column of what is wrong."""
    try:
        condition = parse(text, compiled)
    except ConditionError as error:
        return error.column
    return 0 if holds(condition, {}, {}) in (True, False) else -1
