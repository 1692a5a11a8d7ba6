"""What the services need from the world, as small Protocols named by use.

Parts (`store`, `detectors`, `nlu`, …) satisfy them; `bootstrap` chooses which. The fakes are in
`tests/fakes.py`, and one
contract test per port runs over the fake and the real part alike.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.conversation import Conversation
from bot.domain.events import Event
from bot.domain.measures import Measure
from bot.domain.message import Address, Inbound, Reply, Understanding
from bot.domain.risk import RiskSignal


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Now, with a time zone."""
        ...


class RiskDetector(Protocol):
    """Finds signs of risk in a text. It may raise; screening then marks the message unscreened."""

    @property
    def name(self) -> str:
        """How its signals name their source."""
        ...

    def detect(self, text: str) -> Sequence[RiskSignal]:
        """Every sign in the text, by itself, in any language. Quick: it runs before any I/O."""
        ...


class LanguageReader(Protocol):
    """Tells the language of a text."""

    def read(self, text: str) -> tuple[str, float]:
        """The likeliest language code and how sure (0 to 1)."""
        ...


class Nlu(Protocol):
    """Understands a text that the bot itself will answer."""

    async def understand(self, text: str, language: str) -> Understanding | None:
        """The intent, or None when nothing is sure enough; never raises for what a person may
        write.
        """
        ...


class UnitOfWork(Protocol):
    """One turn's transaction: all of it is kept, or nothing."""

    async def recall(self, address: Address) -> Conversation | None:
        """The conversation with that address, or None when there is none (or its key was
        destroyed).
        """
        ...

    async def seen(self, address: Address, external_id: str) -> Sequence[tuple[int, Reply]] | None:
        """The replies of the turn that this message already had, or None when it is new."""
        ...

    async def keep(
        self,
        inbound: Inbound,
        conversation: Conversation,
        replies: Sequence[Reply],
        events: Sequence[Event],
    ) -> Sequence[tuple[int, Reply]]:
        """Store the message's id, the conversation, its replies with their seq, and what is
        counted.
        """
        ...

    async def forget(self, address: Address) -> None:
        """Destroy the conversation, its replies, ids and key; nothing of it can be read again."""
        ...

    async def commit(self) -> None:
        """Make it durable. Before this returns nothing is acknowledged."""
        ...


class Conversations(Protocol):
    """Where conversations are kept. Raises StoreUnavailable when they cannot be."""

    def work(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction; leaving it without `commit` undoes it."""
        ...

    async def replies_after(self, address: Address, seq: int) -> Sequence[tuple[int, Reply]]:
        """Replies not yet acknowledged with a greater seq, in order."""
        ...

    async def acknowledge(self, address: Address, seq: int) -> None:
        """The page has shown everything up to this seq: those replies need not be kept."""
        ...

    async def expire(self, now: datetime) -> int:
        """Forget what has been quiet for longer than is kept; how many."""
        ...


class Outbox(Protocol):
    """What a channel has still to send, and what it could take back. Raises StoreUnavailable."""

    async def unsent(self, channel: str) -> Sequence[tuple[Address, datetime]]:
        """Conversations with replies that were not acknowledged, and when they were last written
        in; those with a safety reply first.
        """
        ...

    async def replies_after(self, address: Address, seq: int) -> Sequence[tuple[int, Reply]]:
        """Replies not yet acknowledged with a greater seq, in order."""
        ...

    async def sent(self, address: Address, seq: int, shown_as: str, at: datetime) -> bool:
        """The reply with that seq (0: none that is kept), and all before it, were shown:
        acknowledge them, and remember what the channel calls this one (empty: it has no name).
        False, and nothing is changed, where that reply is not kept any more: it was shown, hidden
        or forgotten meanwhile.
        """
        ...

    async def last_here(self, address: Address) -> datetime | None:
        """When they were last here; None where nothing is kept of them."""
        ...

    async def is_here(self, address: Address, at: datetime) -> None:
        """They were here then, though they said nothing that has a turn."""
        ...

    async def shown_since(self, address: Address, since: datetime) -> Sequence[str]:
        """What the channel calls the messages of this chat since then, theirs and ours."""
        ...


class Meters(Protocol):
    """Takes figures for whoever runs the bot. Never raises, and never waits."""

    def count(self, measure: Measure, **labels: str) -> None:
        """One more of it."""
        ...

    def took(self, measure: Measure, seconds: float, **labels: str) -> None:
        """It took so long."""
        ...

    def level(self, measure: Measure, value: float, **labels: str) -> None:
        """It stands there now."""
        ...


class Bus(Protocol):
    """Tells those who listen that a conversation has new replies; it carries a seq, never words."""

    def publish(self, address: Address, seq: int) -> None:
        """Something new up to this seq."""
        ...

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        """True as soon as something newer than `seq` was published, False when the time is over."""
        ...


class Leadership(Protocol):
    """Knows which of several processes does what only one may do."""

    def leads(self) -> bool:
        """Whether this process is the one, as far as it knows now."""
        ...

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
