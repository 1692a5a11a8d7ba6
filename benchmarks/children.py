"""Processes of the benchmark's own: the parent says a line of JSON, the child answers with one.

Whoever measures must not do it in the process that is measured.
"""

import asyncio
import json
import resource
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvloop

Answer = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
Serve = Callable[[Answer], Awaitable[None]]


class Child:
    """Another process, as its parent sees it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, **what: Any) -> None:
        """Says what to do; it begins at once."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What it answers, when it is done."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise ChildProcessError("a process of the benchmark ended; it said why above")
        answered: dict[str, Any] = json.loads(line)
        return answered


@contextmanager
def child(module: str, *arguments: str) -> Iterator[Child]:
    """That module as a process of its own, ready."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        started = Child(process)
        try:
            started.answer()
            yield started
        finally:
            process.terminate()


def answer_parent(work: Callable[[Serve], Awaitable[None]]) -> None:
    """The child's side: `work` makes ready, and then serves by what it is given."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_do(work))


async def _do(work: Callable[[Serve], Awaitable[None]]) -> None:
    await work(_answer_all)


async def _answer_all(answer: Answer) -> None:
    """Answers line after line until the parent has no more."""
    _say({"ready": True})
    while line := await asyncio.to_thread(sys.stdin.readline):
        _say(await answer(json.loads(line)))


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def open_more_files() -> int:
    """As many connections as the system lets this process and its children have; how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
