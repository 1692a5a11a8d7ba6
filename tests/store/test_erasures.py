from datetime import date
from pathlib import Path

import pytest

from bot.domain.errors import StoreUnavailable
from bot.store.erasures import ErasureList

DAY = date(2026, 11, 22)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "erasures.txt"


def test_what_is_noted_is_read(path: Path) -> None:
    ErasureList(path).add(["aa", "bb"], DAY)
    ErasureList(path).add(["cc"], DAY)
    assert ErasureList(path).read() == {"aa", "bb", "cc"}


def test_a_list_that_is_not_there_is_empty(path: Path) -> None:
    assert ErasureList(path).read() == frozenset()


def test_a_line_cut_short_does_not_swallow_the_next(path: Path) -> None:
    path.write_text("\n2026-11-22 aa\n2026-11-2")
    ErasureList(path).add(["bb"], DAY)
    assert ErasureList(path).read() == {"aa", "bb"}


def test_a_damaged_line_is_passed_over(path: Path) -> None:
    path.write_bytes(b"\n2026-11-22 aa\n\xff\xfe\x00\n2026-11-22 bb")
    assert ErasureList(path).read() == {"aa", "bb"}


def test_what_is_older_than_any_backup_is_dropped(path: Path) -> None:
    erasures = ErasureList(path)
    erasures.add(["old"], date(2026, 10, 1))
    erasures.add(["new"], DAY)
    erasures.drop_before(DAY)
    assert erasures.read() == {"new"}
    assert "old" not in path.read_text()


def test_a_list_cut_off_while_it_was_rewritten_is_no_harm(path: Path) -> None:
    erasures = ErasureList(path)
    erasures.add(["old"], date(2026, 10, 1))
    path.with_suffix(".new").write_text("\n2026-11-22 half")
    erasures.drop_before(DAY)
    assert erasures.read() == frozenset()


def test_only_the_owner_can_read_it(path: Path) -> None:
    ErasureList(path).add(["aa"], DAY)
    ErasureList(path).add(["old"], date(2026, 10, 1))
    ErasureList(path).drop_before(DAY)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_list_that_cannot_be_written_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="check the folder"):
        ErasureList(tmp_path / "missing" / "erasures.txt").add(["aa"], DAY)


def test_the_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    listed = ErasureList(tmp_path / "new" / "erasures.txt")
    listed.make_folder()
    listed.add(["a"], date(2026, 1, 2))
    assert listed.read() == {"a"}
