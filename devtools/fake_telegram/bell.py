"""Waking those who wait, without anybody asking again and again."""

import asyncio


class Bell:
    """Counts how often it was rung, so that nobody misses a ring between looking and waiting."""

    def __init__(self) -> None:
        self.rung = 0
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wakes everybody who waits now."""
        self.rung += 1
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float | None, *, since: int | None = None) -> bool:
        """True once it was rung (after the ring numbered `since`), False after `seconds`."""
        if since is not None and self.rung != since:
            return True
        event = self._event
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        return True
