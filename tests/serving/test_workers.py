"""The parent of the workers: how many there are, who takes whose place, and who ends with whom."""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.server import listen
from bot.serving.workers import Inherited, WorkerFailed, Workers

pytestmark = pytest.mark.crash

# A worker that does nothing but say that it answers, write down its number, and wait for its end.
WORKER = """
import os, sys, signal
from pathlib import Path
folder = Path(sys.argv[1])
ready, parent, listening = map(int, sys.argv[2].split(","))
if (folder / "broken").exists():
    sys.exit(3)
(folder / f"{os.getpid()}.alive").touch()
def end(*_):
    (folder / f"{os.getpid()}.alive").unlink()
    os._exit(0)
signal.signal(signal.SIGTERM, end)
while (folder / "slow").exists():
    signal.pause()
os.write(ready, b".")
os.read(parent, 1)
end()
"""


class Parent:
    """The parent with workers that do nothing."""

    def __init__(self, folder: Path, number: int = 2) -> None:
        self.folder = folder
        self.listening = listen("127.0.0.1", 0)
        command = [sys.executable, "-c", WORKER, str(folder)]
        self.workers = Workers(number, self.listening, command)
        self.is_ready = asyncio.Event()
        self.task = asyncio.create_task(self.workers.run(self.is_ready.set))

    @property
    def alive(self) -> set[int]:
        return {int(path.stem) for path in self.folder.glob("*.alive")}

    def close(self) -> None:
        for each in self.listening:
            each.close()


@asynccontextmanager
async def running(folder: Path, number: int = 2) -> AsyncIterator[Parent]:
    parent = Parent(folder, number)
    await parent.is_ready.wait()
    yield parent
    parent.workers.stop()
    await parent.task
    parent.close()


async def eventually(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - files of other processes are looked at
            await asyncio.sleep(0.02)


async def test_as_many_as_were_asked_for_start_and_all_end(tmp_path: Path) -> None:
    async with running(tmp_path, 3) as parent:
        assert len(parent.alive) == 3
    assert parent.alive == set()


async def test_another_takes_the_place_of_one_that_was_killed(tmp_path: Path) -> None:
    async with running(tmp_path) as parent:
        killed = min(parent.alive)
        os.kill(killed, signal.SIGKILL)
        (tmp_path / f"{killed}.alive").unlink()
        await eventually(lambda: len(parent.alive) == 2)
        assert killed not in parent.alive


async def test_all_are_replaced_and_never_is_one_missing(tmp_path: Path) -> None:
    async with running(tmp_path) as parent:
        before, fewest = parent.alive, 2
        parent.workers.replace()
        while parent.alive & before:
            fewest = min(fewest, len(parent.alive))
            await asyncio.sleep(0.005)
        assert fewest == 2
        await eventually(lambda: len(parent.alive) == 2)


async def test_replacing_by_what_does_not_start_leaves_all_as_it_was(tmp_path: Path) -> None:
    async with running(tmp_path) as parent:
        before = parent.alive
        (tmp_path / "broken").touch()
        parent.workers.replace()
        await asyncio.sleep(1)
        assert parent.alive == before


async def test_a_first_start_that_fails_fails_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    parent = Parent(tmp_path)
    with pytest.raises(WorkerFailed):
        await parent.task
    assert not parent.is_ready.is_set()
    parent.close()


@pytest.mark.parametrize("begun", ["at first", "to replace", "after one ended"])
async def test_a_stop_does_not_wait_for_a_worker_that_starts(tmp_path: Path, begun: str) -> None:
    slow = tmp_path / "slow"
    if begun == "at first":
        slow.touch()
    parent = Parent(tmp_path, 1)
    if begun != "at first":
        await parent.is_ready.wait()
        [before] = parent.alive
        slow.touch()
        parent.workers.replace() if begun == "to replace" else os.kill(before, signal.SIGTERM)
        await eventually(lambda: bool(parent.alive - {before}))
    await eventually(lambda: bool(parent.alive))
    parent.workers.stop()
    await asyncio.wait_for(parent.task, 20)
    assert parent.alive == set()
    parent.close()


async def test_a_machine_that_starts_no_process_for_a_moment_keeps_those_it_has(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as parent:
        before = parent.alive
        most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")), most[1]))
        parent.workers.replace()
        await asyncio.sleep(0.5)
        resource.setrlimit(resource.RLIMIT_NOFILE, most)
        assert parent.alive == before
        assert not parent.task.done()


async def test_what_a_worker_inherits_is_read_as_it_was_written() -> None:
    inherited = Inherited(3, 4, (5, 6))
    assert Inherited.read(str(inherited)) == inherited
