"""One checker: what it finds is told in order, documented, and fails only what must fail."""

import io
import re
from datetime import date
from pathlib import Path

import pytest

from bot.content.checking import check
from bot.editor.checking import run
from tests.content.laying import BROKEN, TODAY, WORLD, changed, expected

DOCS = Path(__file__).resolve().parents[2] / "docs" / "checking.md"


def documented() -> set[str]:
    return set(re.findall(r"^\| `([a-z_]+)` \|", DOCS.read_text("utf-8"), re.MULTILINE))


def test_every_family_that_the_code_names_is_documented() -> None:
    import bot.content.checks as checks

    sources = (path.read_text("utf-8") for path in Path(checks.__path__[0]).glob("*.py"))
    named = {
        name
        for source in sources
        for name in re.findall(
            r'^(?:FAMILY|AVOID|BLAME|NEUTRAL|NUMBERS|ADULTS|EXPIRY) = "([a-z_]+)"',
            source,
            re.MULTILINE,
        )
    }
    assert named | {"reading"} == documented()


def test_every_family_that_flows_and_texts_can_break_has_a_broken_file() -> None:
    families = {line.split(" error ")[1].split(":")[0] for it in BROKEN for line in expected(it)}
    assert documented() - {"expiry", "risk"} == families


def test_a_review_that_ran_out_warns_and_stops_a_release(tmp_path: Path) -> None:
    root = changed(
        tmp_path,
        "content/flow_meta.yml",
        "    level: danger",
        "    review_again_on: 2026-11-01\n    level: danger",
    )
    usual = [it for it in check(root, today=TODAY) if it.family == "review"]
    release = [it for it in check(root, today=TODAY, release=True) if it.family == "review"]
    assert [it.error for it in usual] == [False]
    assert [it.error for it in release] == [True]


def test_a_record_that_ran_out_stops_a_release_only() -> None:
    late = date(2028, 1, 1)
    assert not [it for it in check(WORLD, today=late) if it.error]
    assert [it for it in check(WORLD, today=late, release=True) if it.error]


def test_the_command_counts_and_fails_on_errors(tmp_path: Path) -> None:
    out = io.StringIO()
    root = changed(tmp_path, "flows/kindness.yml", "collect: ", "collet: ")
    assert run(root, False, out) == 1
    assert out.getvalue().splitlines() == [
        "flows/kindness.yml:9:9: error reading: unknown key `collet`: did you mean `collect`?",
        "",
        "reading: 1",
        "1 error, no warnings",
    ]


def test_the_command_is_content_with_warnings() -> None:
    out = io.StringIO()
    assert run(WORLD, False, out) == 0
    assert out.getvalue().endswith("no errors, 1 warning\n")


@pytest.mark.parametrize("old", ["utter_hello", "pattern_menu", "slots.kindness_answer"])
def test_problems_come_in_order_of_their_place(old: str, tmp_path: Path) -> None:
    file = "flows/kindness.yml" if "slots" in old else "flows/patterns.yml"
    found = check(changed(tmp_path, file, old, f"{old}x"), today=TODAY)
    places = [(it.place.file, it.place.line) for it in found]
    assert places == sorted(places)
