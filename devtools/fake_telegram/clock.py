"""The time as the fake knows it: the real one, shifted or stopped by a test."""

import time


class Clock:
    """Seconds since 1970; runs along unless it is frozen."""

    def __init__(self) -> None:
        self._shift = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        """The time it is in here."""
        return time.time() + self._shift if self._frozen is None else self._frozen

    def seconds(self) -> int:
        """The time as Telegram tells it: whole seconds."""
        return int(self.now())

    def freeze(self, at: float | None = None) -> None:
        """Stops at `at`, or where it stands."""
        self._frozen = self.now() if at is None else at

    def run(self) -> None:
        """Runs again from where it stands."""
        if self._frozen is not None:
            self._shift = self._frozen - time.time()
            self._frozen = None

    def advance(self, seconds: float) -> None:
        """Moves forward (or back), frozen or not."""
        if self._frozen is None:
            self._shift += seconds
        else:
            self._frozen += seconds
