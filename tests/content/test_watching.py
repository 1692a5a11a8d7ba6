"""What is live is the last content that was whole."""

import os
import shutil
from pathlib import Path

import pytest

from bot.content.checking import doubts
from bot.content.watching import Shelf
from bot.domain.errors import ContentError
from tests.content.laying import WORLD, changed

FLOW = "flows/kindness.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(WORLD, tmp_path / "world")


def save(path: Path, text: str) -> None:
    """As an editor saves: new bytes and a new time."""
    before = path.stat().st_mtime_ns
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_nothing_is_read_again_while_nothing_changed(root: Path) -> None:
    shelf = Shelf(root)
    library = shelf.library
    assert not shelf.refresh()
    assert shelf.library is library


def test_a_saved_file_is_live_at_the_next_look(root: Path) -> None:
    shelf = Shelf(root)
    path = root / "content/en/kindness.yml"
    save(path, path.read_text("utf-8").replace("Good to hear.", "Nice to hear."))
    assert shelf.refresh()
    assert shelf.library.responses["en"]["utter_kindness_yes"].variations[0].text == "Nice to hear."


def test_a_half_saved_file_keeps_the_last_good_content_and_says_so(root: Path) -> None:
    shelf = Shelf(root)
    library, text = shelf.library, (root / FLOW).read_text("utf-8")
    save(root / FLOW, text[: len(text) // 2])
    assert not shelf.refresh()
    assert shelf.library is library
    assert str(shelf.problems[0]).startswith(FLOW)


def test_a_file_that_is_whole_again_is_live_and_the_problem_gone(root: Path) -> None:
    shelf = Shelf(root)
    text = (root / FLOW).read_text("utf-8")
    save(root / FLOW, "flows: [\n")
    shelf.refresh()
    save(root / FLOW, text.replace("A lesson", "One lesson"))
    assert shelf.refresh()
    assert shelf.problems == ()


def test_a_deleted_file_keeps_the_last_good_content(root: Path) -> None:
    shelf = Shelf(root)
    (root / "content/policy.yml").unlink()
    assert not shelf.refresh()
    assert "content/policy.yml" in str(shelf.problems[0])


def test_content_that_leads_nowhere_is_doubted(root: Path) -> None:
    shelf = Shelf(root, doubts)
    path = root / FLOW
    save(path, path.read_text("utf-8").replace("utter_kindness_yes", "utter_kindness_gone"))
    assert not shelf.refresh()
    assert any("utter_kindness_gone" in str(problem) for problem in shelf.problems)


def test_broken_content_at_the_start_is_not_started_with(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="did you mean `collect`"):
        Shelf(changed(tmp_path, FLOW, "collect: ", "collet: "))


def test_a_live_library_keeps_no_places_it_does_not_need(root: Path) -> None:
    assert Shelf(root).loaded.documents == {}
