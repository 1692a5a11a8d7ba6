"""Each broken file brings exactly the errors written in its first lines, through the code of
`./run check`.
"""

from pathlib import Path

import pytest

from bot.content.checking import check
from tests.content.laying import BROKEN, TODAY, WORLD, expected, laid


def test_the_world_they_are_laid_into_has_no_error() -> None:
    assert [str(it) for it in check(WORLD, today=TODAY) if it.error] == []


def test_there_are_many_of_them() -> None:
    assert len(BROKEN) >= 90


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_each_broken_file_brings_exactly_its_errors(broken: Path, tmp_path: Path) -> None:
    found = [str(it) for it in check(laid(broken, tmp_path), today=TODAY) if it.error]
    assert found == expected(broken)
    assert found
