"""How much one conversation and one source may send: token buckets in memory.

A source is a keyed hash of a network address, with a key of the day, so that nothing here can tell
an address. Its bucket is wide: a class of 25 behind one address is not a flood.
"""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import date

from bot.channels.buckets import Buckets, Rate
from bot.ports import Clock

MOST_LEFT = 20_000


CONVERSATION = Rate(burst=20, per_second=1)
SOURCE = Rate(burst=400, per_second=25)


class Limits:
    """Who has to wait, and which conversations were left."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._conversations = Buckets(CONVERSATION)
        self._sources = Buckets(SOURCE)
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
