"""Work that blocks holds up neither the event loop nor the end of the process."""

import asyncio
import subprocess
import sys
from threading import Event, get_ident

import pytest

from bot.jobs import Aside
from bot.jobs.aside import StillRunning


async def test_it_runs_in_another_thread() -> None:
    threads: list[int] = []
    await Aside("look", lambda: threads.append(get_ident()))()
    assert threads != [get_ident()]


async def test_it_can_be_run_again() -> None:
    runs: list[bool] = []
    aside = Aside("look", lambda: runs.append(True))
    await aside()
    await aside()
    assert len(runs) == 2


async def test_what_the_work_raises_comes_out() -> None:
    with pytest.raises(ZeroDivisionError):
        await Aside("look", lambda: 1 / 0)()


async def test_beside_a_run_that_hangs_no_second_one_begins() -> None:
    let_go, runs = Event(), list[bool]()

    def hang() -> None:
        runs.append(True)
        let_go.wait(30)

    aside = Aside("look", hang)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(aside(), 0.01)
    with pytest.raises(StillRunning):
        await aside()
    let_go.set()
    assert runs == [True]


def test_a_process_ends_although_work_hangs() -> None:
    program = (
        "import asyncio, time; from bot.jobs import Aside\n"
        "async def main():\n"
        "    try: await asyncio.wait_for(Aside('look', lambda: time.sleep(600))(), 0.01)\n"
        "    except TimeoutError: pass\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], timeout=60, check=False)
    assert done.returncode == 0
