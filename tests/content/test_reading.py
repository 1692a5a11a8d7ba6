"""YAML is read with places, and whatever an editor can save is either read or explained."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.composing import DEEPEST, Composer
from bot.content.events import NotYaml, QuickParser, careful_events, quick_events
from bot.content.reading import LARGEST, parse, read
from bot.domain.errors import ContentError, Place, UnreadableFile

ROOT = Path(__file__).resolve().parents[2]
QUICK_ENOUGH = 6_000
SHIPPED = sorted(
    path
    for folder in ("flows", "content", "nlu_data")
    for path in (ROOT / folder).rglob("*.yml")
    if path.stat().st_size < QUICK_ENOUGH
)


def why(text: str | bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        parse(text, "f.yml")
    return str(caught.value)


def read_or_explained(content: str | bytes) -> bool:
    try:
        return bool(parse(content, "f").file)
    except ContentError as problem:
        return bool(problem.message)


def test_no_and_off_and_dates_are_words() -> None:
    assert parse("[no, off, yes, 2026-11-22, 1_000]", "f").plain == [
        "no",
        "off",
        "yes",
        "2026-11-22",
        "1_000",
    ]


def test_true_null_and_numbers_are_themselves() -> None:
    assert parse("[true, False, null, ~, 3, -2.5, 0x1F, '3']", "f").plain == [
        True,
        False,
        None,
        None,
        3,
        -2.5,
        31,
        "3",
    ]


def test_every_value_and_key_knows_its_place() -> None:
    document = parse("a:\n  - b: hello\n    c: [1, 2]\n", "f.yml")
    assert document.place("a", 0, "b") == Place("f.yml", 2, 8)
    assert document.key_place("a", 0, "c") == Place("f.yml", 3, 5)
    assert document.place("a", 0, "c", 1) == Place("f.yml", 3, 12)


def test_a_path_that_is_not_there_ends_at_what_is_above_it() -> None:
    assert parse("a:\n  b: 1\n", "f").place("a", "<tag>", "x") == Place("f", 2, 3)


def test_a_place_inside_a_text_counts_its_lines() -> None:
    document = parse("a: |\n  first\n  second\nb: 'quoted'\n", "f")
    assert document.inside(("a",), 1, 0) == Place("f", 3)
    assert document.inside(("b",), 0, 2) == Place("f", 4, 7)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    document = parse(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "f")
    assert document.plain == {"a": 1, "b": 2}
    assert document.place("b") == Place("f", 2, 4)


def test_an_anchor_may_be_used_again() -> None:
    assert parse("a: &x [1]\nb: *x\n", "f").plain == {"a": [1], "b": [1]}


def test_an_empty_file_holds_nothing() -> None:
    assert parse("# only a comment\n", "f").plain is None


def test_text_in_another_encoding_is_explained() -> None:
    assert why("a: é".encode("utf-16")) == "f.yml: the file is saved as UTF-16: save it as UTF-8"
    assert "f.yml:1:4: a character here is not UTF-8" in why("a: é".encode("latin-1"))


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert "the file is larger than 1000 kB" in why("a" * (LARGEST + 1))


def test_deep_nesting_is_refused_without_recursion() -> None:
    assert f"more than {DEEPEST} deep" in why("[" * 100_000)


def test_anchors_cannot_grow_a_small_file_into_a_huge_one() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "use fewer anchors" in why("\n".join(lines))


def test_a_file_that_is_gone_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.yml: the file cannot be opened"):
        read(tmp_path / "gone.yml", tmp_path)


@given(st.text(max_size=200))
def test_any_text_is_read_or_explained(text: str) -> None:
    assert read_or_explained(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_explained(content: bytes) -> None:
    assert read_or_explained(content)


@pytest.mark.skipif(QuickParser is None, reason="only one parser is here")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_both_parsers_read_what_ships_alike(path: Path) -> None:
    text = path.read_text("utf-8")
    quick = Composer("f").compose(quick_events(text))
    careful = Composer("f").compose(careful_events(text))
    assert quick == careful


@pytest.mark.parametrize("text", ["a: [1\nb: 2\n", "a: 'x\n", "a: b: c\n", "a:\n  - b\n c: d\n"])
def test_a_mistake_has_the_same_words_whichever_parser_is_there(text: str) -> None:
    with pytest.raises(NotYaml) as careful:
        list(careful_events(text))
    assert why(text).endswith(careful.value.sentence)
