"""Which of several processes speaks for the account: one asks for its updates, and one sends."""

from collections.abc import Awaitable, Callable
from typing import Protocol


class Leadership(Protocol):
    """Lets one process at a time lead for this account."""

    async def while_leading(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work whenever this process leads: begins it when leadership is gained, cancels
        it at once when it is lost. Another may lead as soon as the work has ended. Until cancelled.
        """
        ...

    async def while_orphaned(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work while this process led last and nobody can lead: what says who does is out
        of reach. Until cancelled.
        """
        ...


class Alone:
    """For one process: it leads."""

    async def while_leading(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work."""
        await work()

    async def while_orphaned(self, work: Callable[[], Awaitable[None]]) -> None:
        """Never: it leads whatever happens."""
