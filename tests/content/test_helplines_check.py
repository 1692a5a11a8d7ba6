"""What the check says of the shipped records, of those that run out, and of broken files."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.content.checks.helplines import EXPIRY, check
from bot.content.helplines import helplines_from
from bot.content.reading import read
from bot.domain.country import Countries
from bot.domain.errors import ContentError, Place
from bot.domain.helpline import HelplineKind, OpeningHours
from bot.domain.policy import Policy, PolicyRule
from tests.content.shipped import BY_ID, COUNTRIES, LINES

BROKEN = sorted((Path(__file__).parent / "broken" / "helplines").glob("*.yml"))
TODAY = date(2026, 12, 1)
AWEL = BY_ID["be-awel-102"].hours or OpeningHours("?")
BELGIUM = Countries(
    served=("BE",),
    names={"BE": {"en": "Belgium", "fr": "Belgique"}},
    timezones={"BE": "Europe/Brussels"},
    holidays={"BE": "BE"},
)


def found_in(broken: Path) -> list[str]:
    """Every error that a reader of this file is shown, with its line."""
    try:
        lines = helplines_from(read(broken, broken.parent))
    except ContentError as fault:
        return [f"{fault.place.line}: {fault.message}"]
    problems = check(lines, BELGIUM, None, TODAY)
    return [f"{it.place.line}: {it.message}" for it in problems if it.error]


def test_nothing_is_wrong_with_what_is_shipped() -> None:
    problems = check(LINES, COUNTRIES, None, TODAY)
    assert [str(problem) for problem in problems if problem.error] == []


def test_it_is_said_once_that_nobody_has_called_yet() -> None:
    waiting = [it for it in check(LINES, COUNTRIES, None, TODAY) if "verified_on" in it.message]
    assert len(waiting) == 1
    assert waiting[0].message.startswith(f"{len(LINES)} of {len(LINES)} records")


@pytest.mark.parametrize("days", [31, 30, 14, 3, 1, 0, -1])
def test_a_record_that_runs_out_is_announced_in_three_stages(days: int) -> None:
    awel = BY_ID["be-awel-102"]
    assert awel.expires_on is not None
    today = date.fromordinal(awel.expires_on.toordinal() - days)
    told = [it for it in check([awel], COUNTRIES, None, today) if it.family == EXPIRY]
    calls = {31: "", 30: "plan a call", 14: "call it this week", 3: "call it now"}
    assert [it.error for it in told] == ([] if days == 31 else [False])
    assert all(
        calls.get(days, "call it now" if days >= 0 else "expired on") in it.message for it in told
    )


def test_what_the_policy_asks_for_is_there_in_every_country() -> None:
    rule = PolicyRule(None, (HelplineKind.PARENTS,), place=Place("content/policy.yml", 7))
    problems = check(LINES, COUNTRIES, Policy((rule,)), TODAY)
    assert [str(it) for it in problems if it.error] == [
        f"content/policy.yml:7: error helplines: {code} has no line of the kinds `parents`"
        for code in ("BE", "FR")
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"country": "PT", "id": "pt-awel"}, "the country PT has no name"),
        ({"number": None, "dial": None}, "`hours:` are those of a telephone"),
        ({"if_busy": "lu-kjt-116111"}, "`if_busy: lu-kjt-116111` is a line of LU"),
        ({"hours": replace(AWEL, always=True)}, "`always` stands beside times"),
        ({"hours": replace(AWEL, timezone="Europe/Paris")}, "the clock is Europe/Paris"),
    ],
)
def test_a_record_changed_for_the_worse_is_refused(change: dict[str, Any], message: str) -> None:
    worse = replace(BY_ID["be-awel-102"], **change)
    others = [line for line in LINES if line.id != "be-awel-102"]
    told = [it.message for it in check([worse, *others], COUNTRIES, None, TODAY) if it.error]
    assert any(message in it for it in told)


def test_the_next_line_must_be_one_for_the_young() -> None:
    worse = replace(BY_ID["lu-kjt-116111"], if_busy="lu-sos-detresse")
    others = [line for line in LINES if line.id != worse.id]
    told = [it.message for it in check([worse, *others], COUNTRIES, None, TODAY) if it.error]
    assert told == ["`lu-kjt-116111`: `if_busy: lu-sos-detresse` is not for the young"]


def test_one_line_in_two_files_is_told_apart() -> None:
    awel = BY_ID["be-awel-102"]
    twin = replace(awel, place=Place("content/helplines/BE.yml", 999))
    told = [it.message for it in check([*LINES, twin], COUNTRIES, None, TODAY) if it.error]
    assert f"`be-awel-102` stands in {awel.place} already" in told


def test_a_clock_that_does_not_exist_is_refused() -> None:
    wrong = replace(COUNTRIES, timezones={**COUNTRIES.timezones, "LU": "Europe/Luxemburg"})
    told = [it.message for it in check([], wrong, None, TODAY)]
    assert "`Europe/Luxemburg` of LU is no time zone: write one like Europe/Brussels" in told


def test_a_served_country_without_a_clock_is_refused() -> None:
    told = [it.message for it in check([], replace(COUNTRIES, timezones={}), None, TODAY)]
    assert "LU is served and has no `timezone`" in told


def test_a_line_that_is_switched_off_leaves_its_country_without_one() -> None:
    off = [replace(line, switched_off=line.id == "lu-kjt-116111") for line in LINES]
    told = [it.message for it in check(off, COUNTRIES, None, TODAY) if it.error]
    assert "LU has no child helpline: add one, with `confidence: high`" in told


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_its_line_and_what_to_write(broken: Path) -> None:
    head = [
        line for line in broken.read_text("utf-8").splitlines() if line.startswith("# expect: ")
    ]
    assert [line.removeprefix("# expect: ") for line in head] == found_in(broken)
    assert head


def test_there_are_many_broken_files() -> None:
    assert len(BROKEN) >= 45
