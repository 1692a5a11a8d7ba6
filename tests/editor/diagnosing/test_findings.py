"""Findings are told the worst first, and only what is unsafe makes the command fail."""

import io
from collections.abc import Sequence

import pytest

from bot.editor.diagnosing import Finding, Weight, tell
from bot.editor.diagnosing.findings import Silent, missing, undecided, unsafe, well, within

ALL = [
    well("the texts"),
    undecided("the night", "nobody knows", "ask"),
    unsafe("the key", "it is short", "make another"),
    missing("a name", "they ask", "say it"),
]


def said(findings: Sequence[Finding], *, everything: bool = False) -> tuple[int, str]:
    """How the command ends, and what it prints."""
    out = io.StringIO()
    return tell(findings, out, everything=everything), out.getvalue()


def test_the_worst_comes_first_and_what_is_well_is_counted() -> None:
    _, told = said(ALL)
    headings = [line for line in told.splitlines() if line in {each.value for each in Weight}]
    assert headings == ["Unsafe", "Missing", "Undecided"]
    assert told.endswith(
        "1 of 4 things that were looked at are well: ./run doctor --all names them.\n"
    )


def test_what_is_well_is_named_when_asked_for() -> None:
    assert "Well\n- the texts\n" in said(ALL, everything=True)[1]


def test_a_finding_says_what_and_why_and_how_to_mend_it() -> None:
    assert "- the key: it is short.\n    Make another.\n" in said(ALL)[1]


@pytest.mark.parametrize(("findings", "code"), [(ALL, 1), (ALL[:2], 0), (ALL[3:], 0)])
def test_only_what_is_unsafe_fails(findings: Sequence[Finding], code: int) -> None:
    assert said(findings)[0] == code


def test_what_the_work_raises_comes_out() -> None:
    with pytest.raises(ZeroDivisionError):
        within(10, lambda: 1 / 0)


def test_a_timeout_of_the_work_is_not_ours() -> None:
    def late() -> None:
        raise TimeoutError("theirs")

    with pytest.raises(TimeoutError, match="theirs"):
        within(10, late)


def test_silence_is_told_apart() -> None:
    import threading

    with pytest.raises(Silent):
        within(0.01, lambda: threading.Event().wait(60))
