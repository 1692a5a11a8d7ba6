"""A process that has many pages open: it reads their streams and talks on some of them."""

import asyncio
import sys
import time
from typing import Any

from benchmarks.asking import Asking, Stream
from benchmarks.children import Serve, answer_parent, open_more_files
from benchmarks.talk import TALK

OPENED_AT_ONCE = 50
WAITS_FOR_REPLIES = 20.0


class Pages:
    """The open pages."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._pages: list[tuple[Asking, Stream]] = []
        self._late: list[float] = []
        self._failed = 0

    async def open(self, number: int) -> dict[str, Any]:
        """Opens so many more; how many were taken, and how long it took."""
        began = time.perf_counter()
        gate = asyncio.Semaphore(OPENED_AT_ONCE)
        first = len(self._pages)
        told = await asyncio.gather(*(self._open(gate, first + each) for each in range(number)))
        return {
            "taken": told.count(200),
            "told_to_poll": told.count(503),
            "seconds": time.perf_counter() - began,
        }

    async def _open(self, gate: asyncio.Semaphore, number: int) -> int:
        async with gate:
            asking = Asking(self._port, f"page {number}")
            stream = Stream(asking)
            status = await stream.open(self._port)
        if status == 200:
            self._pages.append((asking, stream))
        return status

    async def talk(self, talking: int, rate: float, seconds: float) -> dict[str, Any]:
        """So many messages a second, on some of the pages in turn; when each came is decided
        beforehand, so that a slow answer delays no other message. Milliseconds until the stream
        had the last reply.
        """
        self._late, self._failed = [], 0
        began = time.perf_counter()
        tasks = []
        for number in range(round(rate * seconds)):
            at = began + number / rate
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            which, turn = number % talking, number // talking
            tasks.append(asyncio.create_task(self._turn(which, turn, at)))
        lost = sum(await asyncio.gather(*tasks))
        return {
            "milliseconds": self._late,
            "failed": self._failed,
            "lost": lost,
            "twice": sum(stream.twice for _, stream in self._pages),
            "cut": sum(stream.cut for _, stream in self._pages),
        }

    async def _turn(self, which: int, turn: int, at: float) -> int:
        """Has one turn; how many of its replies never came."""
        asking, stream = self._pages[which]
        try:
            seqs = await asking.say(turn, TALK[turn % len(TALK)])
        except (OSError, RuntimeError):
            self._failed += 1
            return 0
        until = time.perf_counter() + WAITS_FOR_REPLIES
        while missing := [seq for seq in seqs if seq not in stream.came]:
            if time.perf_counter() > until:
                return len(missing)
            await asyncio.sleep(0.01)
        self._late.append((max(stream.came[seq] for seq in seqs) - at) * 1000)
        return 0


async def read(serve: Serve) -> None:
    """Opens and talks when the parent says so."""
    pages = Pages(int(sys.argv[1]))

    async def answer(asked: dict[str, Any]) -> dict[str, Any]:
        if "open" in asked:
            return await pages.open(asked["open"])
        return await pages.talk(asked["talking"], asked["rate"], asked["seconds"])

    await serve(answer)


if __name__ == "__main__":
    open_more_files()
    answer_parent(read)
