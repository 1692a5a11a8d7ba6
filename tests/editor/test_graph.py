"""A flow can be looked at: every step, condition and button, and nothing an editor wrote breaks
the picture.
"""

import io
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.content.loader import load
from bot.domain.errors import UnknownCommand
from bot.editor.drawing import Arrow, Box, draw, lay_out
from bot.editor.graph import arrows_of, boxes_of, mermaid, picture, run
from tests.content.laying import WORLD
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED
ROOT = Path(__file__).resolve().parents[2]
LIBRARY = load(WORLD)


def words_in(svg: str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_a_picture_shows_texts_buttons_and_conditions() -> None:
    words = words_in(picture(LIBRARY.flows["kindness"], LIBRARY, "fr"))
    for shown in ("Un mot gentil", "[Oui] → yes", "ask", "yes", "END"):
        assert shown in words


def test_mermaid_names_every_step_once() -> None:
    flow = LIBRARY.flows["blackmail"]
    lines = mermaid(flow, LIBRARY, "en").splitlines()
    assert len([line for line in lines if "-->" not in line]) == len(flow.steps) + 2
    assert '  s2 -->|"steps"| s3' in lines


def test_a_way_back_is_told_in_words() -> None:
    words = words_in(picture(LIBRARY.flows["danger"], LIBRARY, "en"))
    assert "else: ↑ ask" in words


def test_what_an_editor_wrote_cannot_break_the_picture() -> None:
    boxes = [Box("a", "say", ('<script>"x" & </svg>',))]
    svg = draw('"><b>', boxes, [])
    assert "<script>" not in svg
    assert '<script>"x" & </svg>' in words_in(svg)


def test_no_two_boxes_cover_one_another() -> None:
    boxes = [Box(name, "say", (name,)) for name in "abcdef"]
    arrows = [Arrow("a", "b"), Arrow("a", "c"), Arrow("b", "d"), Arrow("c", "d"), Arrow("a", "f")]
    spots = lay_out(boxes, arrows)
    assert len({(spot.x, spot.y) for spot in spots.values()}) == len(boxes)
    assert spots["d"].y > spots["b"].y > spots["a"].y


def test_every_flow_that_ships_can_be_drawn() -> None:
    library = shipped().library
    for flow in library.flows.values():
        assert ElementTree.fromstring(picture(flow, library, "en")).tag.endswith("svg")
        assert len(boxes_of(flow, library, "fr")) == len(flow.steps)
        assert {arrow.target for arrow in arrows_of(flow)} <= set(flow.steps)


def test_the_command_writes_two_files_and_tells_where(tmp_path: Path) -> None:
    told = io.StringIO()
    run(WORLD, "kindness", "en", tmp_path, told)
    assert told.getvalue().split() == [
        str(tmp_path / "kindness.mmd"),
        str(tmp_path / "kindness.svg"),
    ]


@pytest.mark.parametrize(("flow", "language"), [("kindnes", "en"), ("kindness", "xx")])
def test_what_is_not_there_is_told_with_what_is(flow: str, language: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownCommand, match=r"kindness|en, fr"):
        run(WORLD, flow, language, tmp_path, io.StringIO())
