"""The doctor looks at what is there, also where nothing would start."""

import shutil
from pathlib import Path

import pytest

from bot.editor.diagnosing import Finding, Weight
from bot.serving.doctor import deployed_as, findings
from bot.settings import read_settings
from tests.content.laying import WORLD

KEY = "Zk3Q-nT7_vX1pLw9RbYc5HsDf2GmJa8Ue4Kq6Ti0oEsV"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(WORLD, tmp_path / "world")
    monkeypatch.chdir(tmp_path / "world")


def found(*said: str) -> list[Finding]:
    """The findings that say all of this."""
    return [it for it in findings(Path()) if all(words in str(it) for words in said)]


def test_settings_with_which_nothing_starts_are_told_beside_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAKE_IT_SAFE_PUBLIC_URL", "https://help.example.org")
    [finding] = found("has no safe key", "MAKE_IT_SAFE_KEY is not set", "Make one with")
    assert finding.weight is Weight.UNSAFE
    assert found("the content passes every check")


def test_content_with_which_nothing_starts_is_told_beside_the_rest() -> None:
    Path("flows/kindness.yml").write_text("flows: [")
    assert found("flows/kindness.yml", "`./run check`")[0].weight is Weight.UNSAFE
    assert found("the database is made at the first start")


def test_the_database_is_looked_at_and_not_made() -> None:
    assert found("the database is made at the first start")
    assert not Path("data").exists()


def test_a_database_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("data").mkdir(mode=0o700)
    Path("data/make-it-safe.db").write_text("this is no database " * 100)
    assert found("the database cannot be used", "damaged")[0].weight is Weight.UNSAFE


def test_passwords_are_no_part_of_what_the_doctor_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKE_IT_SAFE_DATABASE_URL", "postgresql://bot:s3cret@db.example/bot")
    monkeypatch.setenv("MAKE_IT_SAFE_KEYS_URL", "postgresql://bot:s3cret@db.example/keys")
    known = deployed_as(read_settings(), Path(), ("BE",))
    assert (known.database, known.keys) == ("db.example/bot", "db.example/keys")


def test_a_database_over_a_socket_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKE_IT_SAFE_DATABASE_URL", "postgresql:///bot?host=/run/postgresql")
    known = deployed_as(read_settings(), Path(), ("BE",))
    assert (known.database, known.keys) == ("this machine/bot", "")


def test_the_file_of_a_secret_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("key").write_text(KEY)
    Path("key").chmod(0o644)
    monkeypatch.setenv("MAKE_IT_SAFE_KEY_FILE", "key")
    assert found("others on this machine can read key")


@pytest.mark.parametrize(
    ("url", "unsealed", "guessable"),
    [
        ("postgresql://bot:fJ3-xk29QmW0pLs@db.example/bot?sslmode=verify-full", False, False),
        ("postgresql://bot:fJ3-xk29QmW0pLs@db.example/bot", True, False),
        ("postgresql://bot:postgres@db.example/bot?sslmode=require", False, True),
        ("postgresql://bot@db.example/bot?sslmode=require", False, True),
        ("postgresql://bot@127.0.0.1/bot", False, False),
        ("postgresql://bot:bot@127.0.0.1/bot", False, True),
    ],
)
def test_the_way_to_a_database_and_its_password_are_judged(
    monkeypatch: pytest.MonkeyPatch, url: str, unsealed: bool, guessable: bool
) -> None:
    monkeypatch.setenv("MAKE_IT_SAFE_DATABASE_URL", url)
    known = deployed_as(read_settings(), Path(), ("BE",))
    assert (bool(known.unsealed), bool(known.guessable)) == (unsealed, guessable)
