"""What is said in every measured turn, and talks had at once: one young person after another."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain.errors import StoreError

SAID = (
    "bonjour",
    "menu",
    "je sais pas trop quoi dire",
    "il dit que si je paie pas il envoie ma photo a tout le monde",
    "2",
)
TALK = SAID * 2
"""One young person's talk: fewer messages than the page's limit for a conversation."""


class Turned(Protocol):
    """One young person who talks."""

    async def say(self, number: int, text: str) -> object:
        """Has that turn; raises where it was not kept."""
        ...

    async def close(self) -> None: ...


Begin = Callable[[str], Awaitable[Turned]]
"""A new young person by that name."""


@dataclass
class Measured:
    """What happened while it was measured."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    """Nothing was kept of these: a card was shown, and the page would send them again."""

    def told(self) -> dict[str, Any]:
        """For another process."""
        return {
            "seconds": self.seconds,
            "milliseconds": self.milliseconds,
            "failed": self.failed,
        }


async def talks(begin: Begin, at_once: int, seconds: float) -> Measured:
    """So many talk at once for so long; whoever has said all gives way to somebody new."""
    found = Measured()
    began = time.perf_counter()
    await asyncio.gather(
        *(
            _lane(begin, f"{time.time_ns()}-{lane}", began + seconds, found)
            for lane in range(at_once)
        )
    )
    found.seconds = time.perf_counter() - began
    return found


async def _lane(begin: Begin, name: str, until: float, found: Measured) -> None:
    number = 0
    while time.perf_counter() < until:
        number += 1
        somebody = await begin(f"{name}-{number}")
        for turn, text in enumerate(TALK):
            began = time.perf_counter()
            if began >= until:
                break
            try:
                await somebody.say(turn, text)
            except (OSError, RuntimeError, StoreError):
                found.failed += 1
                continue
            found.milliseconds.append((time.perf_counter() - began) * 1000)
        await somebody.close()
