"""Work that blocks, in a thread of its own: a thread that hangs cannot be ended, so no second one
is begun beside it, and the end of the process does not wait for it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread

from bot.domain.errors import BotError


class StillRunning(BotError):
    """The run before has not ended; it cannot be made to."""


class Aside:
    """Runs the work off the event loop, one run at a time."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self._name = name
        self._work = work
        self._run: Future[object] | None = None

    async def __call__(self) -> None:
        """Runs it once. Raises what the work raises, and StillRunning beside a run that hangs."""
        if self._run is not None and not self._run.done():
            raise StillRunning("The run before still hangs: see what it waits for (a disk?).")
        self._run = Future()
        # From here on it cannot be cancelled, only left alone.
        self._run.set_running_or_notify_cancel()
        Thread(target=_do, args=(self._work, self._run), name=self._name, daemon=True).start()
        await asyncio.wrap_future(self._run)


def _do(work: Callable[[], object], run: Future[object]) -> None:
    try:
        run.set_result(work())
    except Exception as error:  # told to whoever waits
        run.set_exception(error)
