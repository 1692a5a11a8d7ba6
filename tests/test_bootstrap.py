"""The parts as they are put together: fresh content goes live whole, broken content never."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap import LiveContent, StoppedClock, SystemClock, build_terminal
from bot.domain.errors import UnsafeDeployment
from bot.services.receiving import Deployment
from bot.serving import serve_page
from bot.settings import read_settings
from tests.content.laying import WORLD

NIGHT = datetime(2026, 12, 25, 2, tzinfo=UTC)


@pytest.fixture
def content(tmp_path: Path) -> LiveContent:
    shutil.copytree(WORLD, tmp_path / "world")
    return LiveContent(tmp_path / "world")


def append(content: LiveContent, name: str, text: str) -> None:
    """An editor saves a file."""
    path = content.root / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_newer_content_goes_live_by_itself(content: LiveContent) -> None:
    before = content.library.release
    append(content, "content/en/kindness.yml", "\n# a remark\n")
    assert content.refresh()
    assert content.library.release != before


def test_nothing_changes_where_nothing_was_saved(content: LiveContent) -> None:
    assert not content.refresh()


def test_a_half_saved_file_keeps_the_last_good_content_and_says_so(content: LiveContent) -> None:
    before = content.library.release
    append(content, "flows/kindness.yml", "\n  oops: [")
    assert not content.refresh()
    assert content.library.release == before
    assert content.problems


def test_the_calendar_knows_late_hours_and_holidays(content: LiveContent) -> None:
    calendar = content.calendar(NIGHT)
    assert "BE" in calendar.late
    assert "BE" in calendar.holidays


def test_a_folder_without_content_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnsafeDeployment, match=rf"{tmp_path} holds no content"):
        LiveContent(tmp_path)


def test_a_country_without_helplines_is_not_served(content: LiveContent) -> None:
    with pytest.raises(UnsafeDeployment, match="XX is to be served"):
        content.refuse_unserved(("XX",))


def test_the_terminal_needs_no_store(content: LiveContent) -> None:
    receiving = build_terminal(content, clock=StoppedClock(NIGHT), country=None)
    assert receiving.card_without_store("en", None)


def test_the_machine_s_clock_carries_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_deployment_is_plain_values() -> None:
    assert Deployment(("BE",)).default_country is None


async def test_an_assumed_country_must_be_served() -> None:
    settings = read_settings(default_country="ZZ", content_dir=WORLD)
    with pytest.raises(UnsafeDeployment, match="write one of BE"):
        await serve_page(settings, lambda: None)
