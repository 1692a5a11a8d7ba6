"""The flood limits of the real server: thirty a second in all, one a second in a chat."""

import math
from dataclasses import dataclass, field

from devtools.fake_telegram.clock import Clock
from devtools.fake_telegram.refusals import too_many

LIMITED = frozenset({"sendmessage", "sendphoto", "senddocument", "sendvoice", "sendvideo"})


@dataclass
class Bucket:
    """So many at once, and so many a second."""

    rate: float
    size: float
    filled: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one more may pass."""
        self.filled = min(self.size, self.filled + max(0.0, now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.filled) / self.rate)


@dataclass
class Limits:
    """Off until a test turns it on."""

    clock: Clock
    on: bool = False
    overall: float = 30
    per_chat: float = 1
    refused: int = 0
    """How many calls were too fast."""
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def turn_on(self, overall: float = 30, per_chat: float = 1) -> None:
        """From here on too fast a bot gets 429."""
        self.on, self.overall, self.per_chat = True, overall, per_chat
        self._buckets.clear()

    def turn_off(self) -> None:
        """As fast as it likes."""
        self.on = False

    def check(self, method: str, chat_id: str) -> None:
        """Counts a message; refuses it with 429 where it comes too fast."""
        if not self.on or method.lower() not in LIMITED:
            return
        now = self.clock.now()
        buckets = [self._bucket("", self.overall, now), self._bucket(chat_id, self.per_chat, now)]
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 1e-6:
            self.refused += 1
            raise too_many(math.ceil(wait))
        for bucket in buckets:
            bucket.filled -= 1

    def _bucket(self, name: str, rate: float, now: float) -> Bucket:
        size = max(1.0, rate)
        return self._buckets.setdefault(name, Bucket(rate, size, size, now))
