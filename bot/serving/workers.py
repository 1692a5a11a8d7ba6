"""Several processes that answer at one address, over one PostgreSQL.

The parent holds the address and answers nothing itself: it starts the workers, starts another where
one ends, and replaces them one by one when told to (SIGHUP), so that somebody always answers.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from socket import socket

from bot.domain.errors import BotError
from bot.server import listen
from bot.serving.measuring import measured_together
from bot.serving.running import serve_page
from bot.settings import Settings

log = logging.getLogger(__name__)

STARTS_WITHIN = 120.0
"""Seconds that a worker may take until it answers; it may have to wait for its database."""
STOPS_WITHIN = 12.0
"""A worker stops within ten by itself."""
PAUSE = 1.0
"""Seconds before another takes the place of one that ended."""


class WorkerFailed(BotError):
    """A worker ended before it answered; it said why itself."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a worker has from its parent, as numbers of open files."""

    ready: int
    """Written to, once, when it answers."""
    parent: int
    """Ends when the parent does."""
    listening: tuple[int, ...]

    def __str__(self) -> str:
        return ",".join(map(str, (self.ready, self.parent, *self.listening)))

    @classmethod
    def read(cls, said: str) -> "Inherited":
        """The opposite of `str`."""
        ready, parent, *listening = map(int, said.split(","))
        return cls(ready, parent, tuple(listening))

    def sockets(self) -> list[socket]:
        """Where connections come from."""
        return [socket(fileno=number) for number in self.listening]

    def is_ready(self) -> None:
        """Tells the parent that this worker answers."""
        with contextlib.suppress(OSError):
            os.write(self.ready, b".")
            os.close(self.ready)

    @asynccontextmanager
    async def until_parent_ends(self) -> AsyncIterator[None]:
        """A worker without its parent stops: another parent could not have the address."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self.parent, _stop_this_process, loop, self.parent)
        try:
            yield
        finally:
            loop.remove_reader(self.parent)


def _stop_this_process(loop: asyncio.AbstractEventLoop, parent: int) -> None:
    loop.remove_reader(parent)
    os.kill(os.getpid(), signal.SIGTERM)


class Workers:
    """The parent of the workers."""

    def __init__(self, number: int, listening: Sequence[socket], command: Sequence[str]) -> None:
        """`command` starts a worker; what it inherits is added as its last argument."""
        self._number = number
        self._listening = listening
        self._command = command
        self._workers: list[asyncio.subprocess.Process] = []
        self._told = asyncio.Event()
        self._stop = asyncio.Event()
        self._replace = False
        self._life, self._alive = os.pipe()

    async def run(self, ready: Callable[[], None]) -> None:
        """Until told to stop by SIGTERM or SIGINT. Raises WorkerFailed when the first ones fail."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.replace)
        serving = asyncio.create_task(self._serve(ready))
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        # Whatever it waits for: a worker that starts may need minutes.
        serving.cancel()
        stopping.cancel()
        [ended] = await asyncio.gather(serving, return_exceptions=True)
        await asyncio.gather(*map(_end, self._workers))
        if isinstance(ended, Exception):
            raise ended

    def stop(self) -> None:
        """End all workers, and this."""
        self._stop.set()

    def replace(self) -> None:
        """Replace the workers one by one, each only when its successor answers."""
        self._replace = True
        self._told.set()

    async def _serve(self, ready: Callable[[], None]) -> None:
        starting = await asyncio.gather(
            *(self._start() for _ in range(self._number)), return_exceptions=True
        )
        for failed in starting:
            if isinstance(failed, BaseException):
                raise failed
        ready()
        while True:
            await self._wait_for_news()
            self._told.clear()
            if self._replace:
                self._replace = False
                await self._replace_all()
            for worker in [each for each in self._workers if each.returncode is not None]:
                self._workers.remove(worker)
                log.warning("a worker ended (%s); another takes its place", worker.returncode)
                await self._start_again()

    async def _wait_for_news(self) -> None:
        ends = [asyncio.ensure_future(worker.wait()) for worker in self._workers]
        told = asyncio.ensure_future(self._told.wait())
        await asyncio.wait([*ends, told], return_when=asyncio.FIRST_COMPLETED)
        for waiting in (*ends, told):
            waiting.cancel()

    async def _start_again(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            try:
                return await self._start()
            except WorkerFailed as failed:
                log.warning("%s", failed)

    async def _replace_all(self) -> None:
        for old in list(self._workers):
            try:
                await self._start()
            except WorkerFailed as failed:
                log.error("the workers stay as they are: %s", failed)
                return
            await _end(old)
            self._workers.remove(old)
        log.info("all workers were replaced")

    async def _start(self) -> None:
        try:
            worker, ready = await self._begin()
        except OSError as error:
            raise WorkerFailed(f"No process can be started: {error.strerror}.") from None
        try:
            if not await _answers(ready):
                raise WorkerFailed("A worker did not start: what it said stands above.")
        except BaseException:
            await _end(worker)
            raise
        self._workers.append(worker)

    async def _begin(self) -> tuple[asyncio.subprocess.Process, int]:
        """A new worker, and where it says that it answers."""
        ready, telling = os.pipe()
        inherited = Inherited(telling, self._life, tuple(each.fileno() for each in self._listening))
        try:
            command = (*self._command, str(inherited))
            passed = (telling, self._life, *inherited.listening)
            return await asyncio.create_subprocess_exec(*command, pass_fds=passed), ready
        except BaseException:
            os.close(ready)
            raise
        finally:
            os.close(telling)


async def _answers(ready: int) -> bool:
    """Whether the worker says that it answers; its end of the pipe closes when it ends."""
    loop = asyncio.get_running_loop()
    said = asyncio.Event()
    loop.add_reader(ready, said.set)
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            await said.wait()
        return os.read(ready, 1) == b"."
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(ready)
        os.close(ready)


async def _end(worker: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        if worker.returncode is None:
            worker.terminate()
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await worker.wait()
        except TimeoutError:
            worker.kill()
            await worker.wait()


async def serve_by_workers(settings: Settings, ready: Callable[[], None]) -> None:
    """Serves with as many processes as the settings say, until told to stop."""
    listening = listen(settings.host, settings.port)
    command = [sys.executable, "-m", "bot", "serve", "--worker"]
    with measured_together(settings):
        await Workers(settings.workers, listening, command).run(ready)


async def serve_as_worker(settings: Settings, given: str) -> None:
    """Serves at the address that the parent holds; `given` is what the parent passed on."""
    inherited = Inherited.read(given)
    async with inherited.until_parent_ends():
        await serve_page(settings, inherited.is_ready, inherited.sockets())
