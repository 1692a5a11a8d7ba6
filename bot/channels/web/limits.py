"""How much one conversation and one source may send: token buckets in memory.

A source is a keyed hash of a network address, with a key of the day, so that nothing here can tell
an address. Its bucket is wide: a class of 25 behind one address is not a flood.
"""

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import date

from bot.ports import Clock

MOST_BUCKETS = 20_000
MOST_LEFT = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many at once, and how many come back each second."""

    burst: float
    per_second: float


CONVERSATION = Rate(burst=20, per_second=1)
SOURCE = Rate(burst=400, per_second=25)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class _Buckets:
    """One bucket for each name; a full bucket is not kept."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, name: str, now: float) -> float:
        """Takes one; the seconds until there is one again, 0 when one was taken."""
        bucket = self._buckets.setdefault(name, _Bucket(self._rate.burst, now))
        bucket.left = self._filled(bucket, now)
        bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) / self._rate.per_second
        bucket.left -= 1
        if len(self._buckets) > MOST_BUCKETS:
            self._drop(now)
        return 0.0

    def _filled(self, bucket: _Bucket, now: float) -> float:
        gained = max(0.0, now - bucket.at) * self._rate.per_second
        return min(self._rate.burst, bucket.left + gained)

    def _drop(self, now: float) -> None:
        kept = {n: b for n, b in self._buckets.items() if self._filled(b, now) < self._rate.burst}
        # Under an attack with ever new names the emptiest are the ones worth remembering.
        emptiest = sorted(kept, key=lambda name: kept[name].left)[: MOST_BUCKETS // 2]
        self._buckets = {name: kept[name] for name in emptiest}


class Limits:
    """Who has to wait, and which conversations were left."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._conversations = _Buckets(CONVERSATION)
        self._sources = _Buckets(SOURCE)
        self._day: date | None = None
        self._key = b""
        self._left: dict[str, None] = {}

    def seconds_to_wait(self, conversation: str, network_address: str) -> float:
        """0 when the message may go on; else after how many seconds it may come again."""
        now = self._clock.now().timestamp()
        return self._sources.wait(self._source(network_address), now) or self._conversations.wait(
            conversation, now
        )

    def leave(self, conversation: str) -> None:
        """Remember that it was left, so that a form sent once more cannot bring it back."""
        self._left[conversation] = None
        if len(self._left) > MOST_LEFT:
            del self._left[next(iter(self._left))]

    def was_left(self, conversation: str) -> bool:
        """Whether this conversation was left (as far as this process remembers)."""
        return conversation in self._left

    def _source(self, network_address: str) -> str:
        today = self._clock.now().date()
        if today != self._day:
            self._day, self._key = today, secrets.token_bytes(32)
        name = _network(network_address).encode("utf-8", "replace")
        return hmac.new(self._key, name, hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """One household has many IPv6 addresses and one /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
