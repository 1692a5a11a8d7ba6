"""docs/settings.md tells of every setting, with the default that the program has."""

from pathlib import Path

import pytest

from bot.settings import PREFIX, SECRETS, Settings
from tests.docs.pages import page, rows

PAGE = page("settings.md")


def row(name: str) -> str:
    [found] = rows(PAGE, f"`{PREFIX}{name.upper()}` ")
    return found


def shown(default: object) -> str:
    """As the page writes it: lists joined by commas, nothing as `empty`."""
    return str(default).lower() if isinstance(default, bool) else str(default)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_its_line(name: str) -> None:
    assert row(name)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_plain_default_is_the_one_of_the_program(name: str) -> None:
    default = Settings.model_fields[name].default
    if isinstance(default, str | int | Path) and str(default) not in ("", "."):
        assert f"| `{shown(default)}` |" in row(name)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_that_may_stand_in_a_file_is_told_of(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}_FILE`" in PAGE


def test_no_setting_is_told_of_that_is_not_there() -> None:
    told = {line.split("`")[1] for line in rows(PAGE, f"`{PREFIX}")}
    assert told <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
