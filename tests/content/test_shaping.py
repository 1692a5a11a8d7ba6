"""What has the wrong shape is told with its place, and with the known key that was meant."""

import pytest

from bot.content.reading import parse
from bot.content.schema import FlowsFile
from bot.content.shaping import meant, shape, shaped
from bot.content.text_schema import ResponsesFile
from bot.domain.errors import ContentError, WrongShape

FLOW = "flows:\n  a:\n    description: x\n    steps:\n"


def problems(text: str) -> list[str]:
    found: list[ContentError] = []
    shaped(parse(text, "f.yml"), FlowsFile, found)
    return [str(problem) for problem in found]


def test_a_right_file_becomes_its_shape() -> None:
    file = shape(parse(FLOW + "      - action: utter_x\n", "f.yml"), FlowsFile)
    assert file.flows["a"].description == "x"


def test_every_mistake_is_told_at_once() -> None:
    assert problems(FLOW + "      - collet: x\n      - action: 3\n") == [
        "f.yml:5:9: unknown key `collet`: did you mean `collect`?",
        'f.yml:6:17: `action` must be a text: put quotes around it, `"3"`',
    ]


def test_the_first_mistake_is_raised_where_one_is_enough() -> None:
    with pytest.raises(WrongShape, match=r"f\.yml:5:9: unknown key"):
        shape(parse(FLOW + "      - collet: x\n      - action: 3\n", "f.yml"), FlowsFile)


def test_a_misspelt_key_is_not_told_as_missing_too() -> None:
    assert problems("flow:\n  a: 1\n") == ["f.yml:1:1: unknown key `flow`: did you mean `flows`?"]


def test_a_key_that_nothing_is_close_to_names_what_may_stand_there() -> None:
    text = "responses:\n  utter_x:\n    - text: a\n      volume: 3\n"
    found: list[ContentError] = []
    shaped(parse(text, "f.yml"), ResponsesFile, found)
    assert "unknown key `volume`: what may stand here is `text`, `buttons`" in str(found[0])


def test_what_rasa_knows_and_we_do_not_is_refused_by_name() -> None:
    told = problems(FLOW + "      - collect: x\n        force_slot_filling: true\n")
    assert told[0].startswith("f.yml:6:9: `force_slot_filling` is not taken: a young person may")


def test_a_close_word_is_offered_and_a_far_one_is_not() -> None:
    assert meant("kindnes", ["kindness", "menu"]) == ": did you mean `kindness`?"
    assert meant("weather", ["kindness", "menu"]) == ""
