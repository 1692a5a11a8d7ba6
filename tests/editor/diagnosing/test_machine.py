"""What the machine lacks is named: rights, room, an account, a clock."""

from pathlib import Path

import pytest

from bot.editor.diagnosing import Finding, Weight
from bot.editor.diagnosing.machine import _clock, kept_in_step, machine_findings
from tests.editor.diagnosing.laying import deployed, faults

GIGABYTE = 1_000_000_000
ZONES = ("Europe/Brussels",)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A data folder and content as they should be."""
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "content").mkdir()
    for name in ("data/make-it-safe.db", "key", "content/cards.yml"):
        (tmp_path / name).touch(mode=0o600)
    return tmp_path


def look(
    here: Path, *, room: int = 10 * GIGABYTE, account: int = 1000, zones: tuple[str, ...] = ZONES
) -> list[tuple[Weight, str]]:
    """What is not well there, the clock apart: that is this machine's."""
    given = deployed(data_dir=here / "data", content_dir=here, secret_files=(here / "key",))
    found = machine_findings(given, zones, free=lambda _: room, account=account)
    return [fault for fault in faults(found) if "clock" not in fault[1]]


def test_where_all_is_well_nothing_is_named(here: Path) -> None:
    assert look(here) == []


def test_a_folder_that_is_not_there_yet_is_well(here: Path) -> None:
    (here / "data/make-it-safe.db").unlink()
    (here / "data").rmdir()
    assert look(here) == []


@pytest.mark.parametrize("name", ["data", "data/make-it-safe.db"])
def test_files_that_others_can_read_are_unsafe(here: Path, name: str) -> None:
    (here / name).chmod(0o755)
    [(weight, what)] = look(here)
    assert weight is Weight.UNSAFE
    assert f"can read {here / name}" in what


def test_a_secret_that_others_can_read_is_unsafe(here: Path) -> None:
    (here / "key").chmod(0o644)
    assert look(here) == [(Weight.UNSAFE, f"others on this machine can read {here / 'key'}")]


def test_a_secret_that_is_not_there_is_missing(here: Path) -> None:
    (here / "key").unlink()
    assert look(here) == [(Weight.MISSING, f"{here / 'key'} cannot be looked at")]


def test_a_folder_that_is_none_is_unsafe(here: Path) -> None:
    (here / "data/make-it-safe.db").unlink()
    (here / "data").rmdir()
    (here / "data").write_text("a file where the folder should be")
    assert look(here) == [(Weight.UNSAFE, f"{here / 'data'} cannot be written to")]


@pytest.mark.parametrize(("room", "weight"), [(100, Weight.UNSAFE), (1_000, Weight.MISSING)])
def test_a_disk_that_is_nearly_full_is_named(here: Path, room: int, weight: Weight) -> None:
    [(found, what)] = look(here, room=room * 1_000_000)
    assert found is weight
    assert what.startswith(f"{room} MB of room")


def test_texts_that_every_account_can_change_are_unsafe(here: Path) -> None:
    (here / "content/cards.yml").chmod(0o666)
    [(weight, what)] = look(here)
    assert weight is Weight.UNSAFE
    assert str(here / "content/cards.yml") in what


def test_running_as_root_is_named(here: Path) -> None:
    assert look(here, account=0) == [(Weight.MISSING, "this runs as root")]


def test_an_unknown_time_zone_is_unsafe(here: Path) -> None:
    [(weight, what)] = look(here, zones=(*ZONES, "Europe/Bruxelles"))
    assert weight is Weight.UNSAFE
    assert "Europe/Bruxelles" in what


@pytest.mark.parametrize(
    ("kept", "weight"),
    [(True, Weight.WELL), (False, Weight.MISSING), (None, Weight.UNDECIDED)],
)
def test_a_clock_that_nobody_keeps_right_is_named(kept: bool | None, weight: Weight) -> None:
    found: Finding = _clock(kept)
    assert found.weight is weight


def test_the_kernel_is_asked_without_changing_its_clock() -> None:
    assert kept_in_step() in (True, False, None)
