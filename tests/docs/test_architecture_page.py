"""The drawing of the floors, the table of them and the contract are the same picture."""

import re

from devtools.documentation.floors import DRAWING, drawn, floors
from tests.docs.pages import page

SECTION = page("architecture.md").partition("## The floors")[2].partition("\n## ")[0]


def test_the_drawing_is_made_from_the_contract() -> None:
    assert DRAWING.read_text("utf-8") == drawn(floors()), (
        "run .venv/bin/python -m devtools.documentation.floors"
    )


def test_the_table_names_every_floor_from_above_to_below() -> None:
    named = re.findall(r"^\| `(\w+)` \|", SECTION, re.MULTILINE)
    assert named == [part.strip("()") for floor in floors() for part in floor]


def test_what_is_not_built_yet_is_said_so() -> None:
    later = re.findall(r"^\| `(\w+)` \| .*not built yet", SECTION, re.MULTILINE)
    assert later == [part.strip("()") for floor in floors() for part in floor if part[0] == "("]


def test_a_part_that_is_not_built_yet_is_drawn_otherwise() -> None:
    assert drawn([["(console)"]]).count('class="later"') == 1
    assert drawn([["channels"]]).count('class="later"') == 0
