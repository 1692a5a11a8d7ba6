from pathlib import Path

import pytest

from bot.domain.errors import UnsafeDeployment
from bot.store.holding import held


def test_a_second_process_over_one_folder_is_refused(tmp_path: Path) -> None:
    with (
        held(tmp_path, alone=True),
        pytest.raises(UnsafeDeployment, match="stop that one"),
        held(tmp_path, alone=True),
    ):
        pass


def test_those_that_share_it_are_not_in_each_others_way(tmp_path: Path) -> None:
    with held(tmp_path, alone=False), held(tmp_path, alone=False):
        assert (tmp_path / "in-use.lock").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_given_back_is_free(tmp_path: Path) -> None:
    with held(tmp_path, alone=True):
        pass
    with held(tmp_path, alone=True):
        pass
