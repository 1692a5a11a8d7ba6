"""Figures for whoever runs the bot, where the settings ask for them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol

from bot.domain.measures import Unmetered
from bot.ports import Meters
from bot.settings import Settings


class ServedMeters(Meters, Protocol):
    """Meters of a process that serves."""

    def let_out(self) -> None:
        """Shows what was held back and has become enough."""
        ...


@asynccontextmanager
async def measured(settings: Settings) -> AsyncIterator[ServedMeters]:
    """The meters of this process. Raises UnsafeDeployment where its address is taken."""
    if not settings.metrics_port:
        yield Unmetered()
        return
    # Imported late: a parent says before where the figures of several processes are put together.
    from bot.observing.meters import metered

    with metered(settings.metrics_host, settings.metrics_port) as meters:
        yield meters


@contextmanager
def measured_together(settings: Settings) -> Iterator[None]:
    """For the parent of several processes, around all of their lives: it tells their figures as
    one. Raises UnsafeDeployment where its address is taken.
    """
    if not settings.metrics_port:
        yield
        return
    from bot.observing.meters import metered_together

    with metered_together(settings.metrics_host, settings.metrics_port):
        yield
