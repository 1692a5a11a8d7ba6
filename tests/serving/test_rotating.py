"""Another key for the deployment: what is stored stays, and the old key opens nothing any more."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.errors import StoreUnavailable, UnsafeDeployment
from bot.serving.rotating import rotate
from bot.serving.storing import key_bytes
from bot.settings import Settings
from bot.store.conversations import StoredConversations
from bot.store.holding import held
from bot.store.opening import open_conversations
from bot.store.retention import Retention
from bot.store.sqlite import sqlite_url
from tests.store.turning import HERE, recalled, said, say_again, turn

OLD = "an old key of more than thirty-two letters 0123456789"
URL = "https://help.example.org"


async def opened(folder: Path, key: str) -> StoredConversations:
    return await open_conversations(
        database_url=sqlite_url(folder / "make-it-safe.db"),
        keys_url=sqlite_url(folder / "keys.db"),
        erasures=folder / "erasures.txt",
        key=key_bytes(key),
        retention=Retention(),
        say_again=say_again,
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )


def deployed(folder: Path) -> Settings:
    return Settings(public_url=URL, key=OLD, data_dir=folder)  # type: ignore[arg-type]


@pytest.fixture
async def talked(tmp_path: Path) -> bytes:
    """A conversation under the old key; the secret of its buttons."""
    store = await opened(tmp_path, OLD)
    await turn(store, said("m1"), slots={"country": "BE"})
    await store.close()
    return store.secret_for("buttons")


async def test_what_is_stored_is_read_with_the_new_key(talked: bytes, tmp_path: Path) -> None:
    number, file = rotate(deployed(tmp_path), tmp_path / "new.key")
    store = await opened(tmp_path, file.read_text())
    found = await recalled(store)
    assert (number, found and found.slot("country")) == (1, "BE")
    assert store.secret_for("buttons") == talked
    await store.close()


async def test_the_old_key_opens_nothing_any_more(talked: bytes, tmp_path: Path) -> None:
    rotate(deployed(tmp_path), tmp_path / "new.key")
    with pytest.raises(UnsafeDeployment, match="not the one"):
        await opened(tmp_path, OLD)


async def test_only_the_owner_can_read_the_new_key(talked: bytes, tmp_path: Path) -> None:
    rotate(deployed(tmp_path), tmp_path / "new.key")
    assert (tmp_path / "new.key").stat().st_mode & 0o777 == 0o600


async def test_a_run_that_was_cut_off_may_be_repeated(talked: bytes, tmp_path: Path) -> None:
    rotate(deployed(tmp_path), tmp_path / "new.key")
    number, file = rotate(deployed(tmp_path), tmp_path / "new.key")
    assert number == 0
    await (await opened(tmp_path, file.read_text())).close()


async def test_a_wrong_key_changes_nothing(talked: bytes, tmp_path: Path) -> None:
    wrong = Settings(public_url=URL, key=OLD[::-1], data_dir=tmp_path)  # type: ignore[arg-type]
    with pytest.raises(UnsafeDeployment, match="not the one"):
        rotate(wrong, tmp_path / "new.key")
    await (await opened(tmp_path, OLD)).close()


async def test_while_the_bot_runs_it_is_refused(talked: bytes, tmp_path: Path) -> None:
    with held(tmp_path, alone=False), pytest.raises(UnsafeDeployment, match="stop that one"):
        rotate(deployed(tmp_path), tmp_path / "new.key")


async def test_without_a_file_it_says_that_one_is_needed(talked: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnsafeDeployment, match="--to FILE"):
        rotate(deployed(tmp_path), None)


def test_a_trial_is_not_taken_for_the_deployment(tmp_path: Path) -> None:
    with pytest.raises(UnsafeDeployment, match="This is a trial"):
        rotate(Settings(data_dir=tmp_path / "data"), tmp_path / "new.key")
    assert not (tmp_path / "data").exists()


async def test_a_place_that_cannot_be_written_to_is_refused(talked: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnsafeDeployment, match="the right to write there"):
        rotate(deployed(tmp_path), tmp_path / "file" / "new.key")
    await (await opened(tmp_path, OLD)).close()


async def test_a_key_that_was_made_by_itself_is_changed_in_its_place(tmp_path: Path) -> None:
    trial = Settings(data_dir=tmp_path)
    (tmp_path / "development.key").write_text(OLD)
    await (await opened(tmp_path, OLD)).close()
    _, file = rotate(trial, None)
    assert file == tmp_path / "development.key"
    await (await opened(tmp_path, file.read_text())).close()


async def test_a_process_with_the_old_key_takes_nothing_for_lost(tmp_path: Path) -> None:
    running = await opened(tmp_path, OLD)
    await turn(running, said("m1"))
    rotate(deployed(tmp_path), tmp_path / "new.key")
    with pytest.raises(StoreUnavailable, match="restart it"):
        await turn(running, said("m2"))
    await running.close()
    store = await opened(tmp_path, (tmp_path / "new.key").read_text())
    assert [seq for seq, _ in await store.replies_after(HERE, 0)] == [1, 2]
    await store.close()
