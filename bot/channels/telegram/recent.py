"""What can be taken out of a chat, and the numbers of what was sent there a moment ago.

Leaving erases what is kept of a chat, the numbers of its messages too; one that was noted while
that happened would stay in sight. So the last minute is remembered here; also what was never noted
(a card for a newcomer, the receipt after leaving), which can be hidden but was not erased.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.message import Address

HIDDEN_FOR = timedelta(hours=48) - timedelta(minutes=2)
"""Telegram lets no bot delete messages of 48 hours, and with one of those among them takes none."""
REMEMBERED = 60.0
"""Seconds."""
SETTLED = 1.0
"""Seconds after which a turn that went on while something was sent has surely ended."""
_MOST_CHATS = 5_000


@dataclass(frozen=True, slots=True)
class Sent:
    """When a message was sent, and whether the store knows its number."""

    at: float
    noted: bool


class Recent:
    """What was sent within the last minute."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._sent: dict[Address, dict[int, Sent]] = {}
        self._unsettled: set[Address] = set()

    def add(self, address: Address, number: int, *, noted: bool) -> None:
        """This was sent now."""
        oldest = self._seconds() - REMEMBERED
        # The chat that was written to last stands last, and is the last to be dropped.
        before = self._sent.pop(address, {})
        young = {known: sent for known, sent in before.items() if sent.at >= oldest}
        self._sent[address] = {**young, number: Sent(self._seconds(), noted)}
        if noted:
            self._unsettled.add(address)
        if len(self._sent) > _MOST_CHATS:
            self.drop(next(iter(self._sent)))

    def settled(self) -> list[Address]:
        """Chats in which nothing more was sent for a moment; each is told of once."""
        newest = self._seconds() - SETTLED
        quiet = [one for one in self._unsettled if self._last(one) < newest]
        self._unsettled.difference_update(quiet)
        return quiet

    def numbers(self, address: Address) -> list[int]:
        """What was sent there within the last minute."""
        oldest = self._seconds() - REMEMBERED
        sent = self._sent.get(address, {})
        return [number for number, it in sent.items() if it.at >= oldest]

    def noted(self, address: Address) -> list[int]:
        """What of that the store knew."""
        sent = self._sent.get(address, {})
        return [number for number in self.numbers(address) if sent[number].noted]

    def drop(self, address: Address) -> None:
        """They are out of the chat."""
        self._sent.pop(address, None)
        self._unsettled.discard(address)

    def _last(self, address: Address) -> float:
        return max(sent.at for sent in self._sent[address].values())
