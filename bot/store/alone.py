"""Leadership where there is one process; `leading.Leadership` has the same promises for several."""

from collections.abc import Awaitable, Callable


class Alone:
    """The only process: it leads."""

    def leads(self) -> bool:
        """Always."""
        return True

    async def while_leading(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work."""
        await work()

    async def while_orphaned(self, work: Callable[[], Awaitable[None]]) -> None:
        """Never: it leads whatever happens."""
