"""A deployment that would put young people at risk does not start, and says what to do."""

from pathlib import Path

import pytest

from bot.domain.errors import UnsafeDeployment
from bot.settings import Mode, Settings, development_key, read_settings

KEY = "k3y-of-forty-characters-that-nobody-knows-0123"
PUBLIC = {"public_url": "https://help.example.org", "key": KEY}


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MAKE_IT_SAFE_{name.upper()}", raising=False)


def test_on_your_own_machine_nothing_needs_to_be_set() -> None:
    assert read_settings().mode is Mode.DEVELOPMENT


@pytest.mark.parametrize("given", [{"host": "0.0.0.0"}, {"public_url": "https://help.example.org"}])
def test_whatever_can_be_reached_from_outside_is_production(given: dict[str, str]) -> None:
    assert Settings(**given).mode is Mode.PRODUCTION  # type: ignore[arg-type]


def test_an_address_of_this_machine_is_not_public() -> None:
    assert Settings(public_url="http://127.0.0.1:8000").mode is Mode.DEVELOPMENT


@pytest.mark.parametrize("public_url", ["http://127.0.0.1.example.org", "help.example.org"])
def test_what_only_looks_like_this_machine_is_production(public_url: str) -> None:
    assert Settings(public_url=public_url).mode is Mode.PRODUCTION


def test_production_with_a_key_and_tls_starts() -> None:
    assert read_settings(**PUBLIC).mode is Mode.PRODUCTION


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({**PUBLIC, "key": ""}, "MAKE_IT_SAFE_KEY"),
        ({**PUBLIC, "key": "changeme"}, "MAKE_IT_SAFE_KEY"),
        ({**PUBLIC, "key": "short"}, "MAKE_IT_SAFE_KEY"),
        ({**PUBLIC, "key": "a" * 64}, "MAKE_IT_SAFE_KEY"),
        ({**PUBLIC, "public_url": "http://help.example.org"}, "https://"),
        ({"host": "0.0.0.0", "key": KEY}, "https://"),
        ({**PUBLIC, "failpoint": "after_commit"}, "MAKE_IT_SAFE_FAILPOINT"),
        ({"countries": "BE", "default_country": "LU"}, "MAKE_IT_SAFE_DEFAULT_COUNTRY"),
        ({"port": 99999}, "MAKE_IT_SAFE_PORT"),
        ({"countries": "BE LU"}, "joined by commas"),
        ({"default_country": "Belgium"}, "two letters"),
        ({"exit_url": "wikipedia"}, "a whole address"),
        ({"exit_url": "javascript:alert(1)"}, "a whole address"),
        ({"frame_ancestors": "https://a.org,foo; script-src *"}, "origins"),
        ({"frame_ancestors": "*"}, "origins"),
        ({"frame_ancestors": "https://*"}, "origins"),
        ({"frame_ancestors": "https://*.org"}, "origins"),
        ({"frame_ancestors": "https://school.example/page"}, "origins"),
        ({"trusted_proxies": "nginx"}, "10.0.0.2"),
        ({"telegram_webhook": True}, "MAKE_IT_SAFE_PUBLIC_URL"),
        ({"telegram_api": "http://example.org"}, "MAKE_IT_SAFE_TELEGRAM_API"),
        ({**PUBLIC, "key": "short"}, "has 5 characters, 32 at least"),
        ({**PUBLIC, "key": "a" * 64}, "few different letters"),
        ({"colour": "blue"}, "MAKE_IT_SAFE_COLOUR"),
    ],
)
def test_what_is_unsafe_or_wrong_is_refused_with_advice(given: dict[str, str], advice: str) -> None:
    with pytest.raises(UnsafeDeployment, match=advice):
        read_settings(**given)


def test_a_name_that_is_no_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKE_IT_SAFE_PROT", "1")
    with pytest.raises(UnsafeDeployment, match="MAKE_IT_SAFE_PROT"):
        read_settings()


def test_a_fake_telegram_of_this_machine_may_be_used() -> None:
    assert read_settings(telegram_api="http://127.0.0.1:8081").telegram_api


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://School.example/", "https://school.example"),
        ("https://school.example:443", "https://school.example"),
        ("https://*.school.example:8443", "https://*.school.example:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_sites_that_show_the_page_are_kept_as_browsers_write_them(written: str, kept: str) -> None:
    assert read_settings(frame_ancestors=written).frame_ancestors == (kept,)


def test_countries_may_be_written_small() -> None:
    assert read_settings(countries="be,lu", default_country="be").countries == ("BE", "LU")


def test_lists_are_joined_by_commas() -> None:
    assert Settings(countries="BE, LU").countries == ("BE", "LU")  # type: ignore[arg-type]


def test_the_key_never_shows_itself() -> None:
    assert KEY not in repr(read_settings(**PUBLIC))


def test_the_key_of_development_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = development_key(tmp_path / "data")
    assert development_key(tmp_path / "data") == key
    assert (tmp_path / "data" / "development.key").stat().st_mode & 0o777 == 0o600


def test_half_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "development.key").write_text("")
    with pytest.raises(UnsafeDeployment, match="no whole key"):
        development_key(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(UnsafeDeployment, match="MAKE_IT_SAFE_DATA_DIR"):
        development_key(tmp_path / "data")
