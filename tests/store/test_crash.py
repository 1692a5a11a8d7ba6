"""kill -9 at every place of the store's way: nothing acknowledged is lost or happens twice."""

import asyncio
import random
import select
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.conversations import StoredConversations
from tests.store.turning import HERE, open_in, recalled, said, turn

pytestmark = pytest.mark.crash

OWN = (
    "after_recall",
    "before_begin",
    "before_write",
    "after_write",
    "before_commit",
    "after_commit",
)


def start(folder: Path, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.store.dying", str(folder), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def heard_from(process: "subprocess.Popen[str]") -> list[str]:
    """Its lines, when it has ended."""
    with process:
        return process.communicate(timeout=60)[0].split()


def acknowledged(process: "subprocess.Popen[str]") -> list[int]:
    return [int(line) for line in heard_from(process)]


def files_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def effects(store: StoredConversations) -> int:
    found = await recalled(store)
    number = found.slot("effects") if found else 0
    assert isinstance(number, int | float)
    return int(number)


async def is_in_order(folder: Path, last: int) -> None:
    """Every message up to the last had its effect once, and its replies in their order."""
    store = await open_in(folder)
    assert await effects(store) == last
    replies = await store.replies_after(HERE, 0)
    expected = [f"utter_m{number}_{part}" for number in range(1, last + 1) for part in (1, 2)]
    assert [reply.name for _, reply in replies] == expected
    assert [seq for seq, _ in replies] == list(range(1, 2 * last + 1))
    await store.close()


@pytest.mark.parametrize("passing", [0, 3])
@pytest.mark.parametrize("place", OWN)
async def test_death_at_this_place_loses_and_doubles_nothing(
    tmp_path: Path, place: str, passing: int
) -> None:
    await (await open_in(tmp_path)).close()
    dying = start(tmp_path, 1, 10, place, passing)
    heard = acknowledged(dying)
    assert dying.returncode == -signal.SIGKILL
    assert heard == list(range(1, passing + 1))
    store = await open_in(tmp_path)
    assert passing <= await effects(store) <= passing + 1
    await store.close()
    assert acknowledged(start(tmp_path, passing + 1, 10)) == list(range(passing + 1, 11))
    await is_in_order(tmp_path, 10)


@pytest.mark.parametrize("deaths", [12, pytest.param(200, marks=pytest.mark.long)])
async def test_deaths_at_any_moment_lose_and_double_nothing(tmp_path: Path, deaths: int) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    heard = 0
    for death in range(deaths):
        dying = start(tmp_path, heard + 1, 10**6)
        if death % 2:
            await asyncio.to_thread(wait_for_output, dying)
        await asyncio.sleep(chance.uniform(0, 0.3))
        dying.kill()
        numbers = acknowledged(dying)
        assert numbers == list(range(heard + 1, heard + 1 + len(numbers))), f"seed {seed}"
        heard += len(numbers)
    assert heard >= deaths // 2
    assert acknowledged(start(tmp_path, heard + 1, heard + 1)) == [heard + 1]
    await is_in_order(tmp_path, heard + 1)


def wait_for_output(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    select.select([process.stdout], [], [], 60)


@pytest.mark.parametrize(
    ("place", "is_gone"),
    [
        ("before_commit", False),
        ("after_listing", True),
        ("after_keys", True),
        ("after_commit", True),
    ],
)
async def test_an_erasure_cut_off_at_this_place_is_finished_at_the_next_start(
    tmp_path: Path, place: str, is_gone: bool
) -> None:
    store = await open_in(tmp_path)
    await turn(store, said("m1"))
    name = store._parts.names.conversation_id(HERE)
    await store.close()
    dying = start(tmp_path, "forget", place, 0)
    assert heard_from(dying) == []
    assert dying.returncode == -signal.SIGKILL
    store = await open_in(tmp_path)
    assert (await recalled(store) is None) is is_gone
    assert (name.encode() not in files_in(tmp_path)) is is_gone
    await store.close()


async def test_a_backup_made_while_turns_are_written_is_whole(tmp_path: Path) -> None:
    live, copy = tmp_path / "live", tmp_path / "copy"
    copy.mkdir()
    writing = start(live, 1, 10**6)
    assert writing.stdout is not None
    assert writing.stdout.readline() == "1\n"
    for file in ("bot.sqlite3", "keys.sqlite3"):
        with sqlite3.connect(live / file) as source, sqlite3.connect(copy / file) as target:
            source.backup(target)
        source.close()
        target.close()
    writing.kill()
    acknowledged(writing)
    store = await open_in(copy)
    number = await effects(store)
    await store.close()
    assert number > 0
    await is_in_order(copy, number)
