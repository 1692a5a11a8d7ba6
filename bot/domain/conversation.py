"""The stored state with one address, and what one message changed in it.

A conversation keeps a position, slots and names of responses: nothing that a young person wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain.events import Event
from bot.domain.flow import SlotValue
from bot.domain.message import Address, Choice, Reply
from bot.domain.risk import RiskMemory

BOT = "bot"


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that has been started and has not ended: where it stands, and the slots it set."""

    flow: str
    step: str
    called: bool = False
    """Started by a `call`: its end goes on in the frame below at once."""
    filled: frozenset[str] = frozenset()
    covered: tuple[tuple[str, SlotValue], ...] = ()
    """Values of outer flows that this one has set anew: they are back when it ends."""

    def at(self, step: str) -> "Frame":
        """The same flow, standing at that step."""
        return Frame(self.flow, step, self.called, self.filled, self.covered)


@dataclass(frozen=True, slots=True)
class Wait:
    """What the conversation is waiting for."""

    flow: str
    step: str
    slot: str
    choices: tuple[Choice, ...] = ()
    """The buttons in sight; only these, and words that work everywhere, have a meaning now."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything that is remembered of one conversation."""

    address: Address
    language: str
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    stack: tuple[Frame, ...] = ()
    """Started flows, the running one last."""
    paused: tuple[Frame, ...] = ()
    """What a safety flow interrupted: where "carry on" goes back to."""
    trail: tuple[tuple[Frame, ...], ...] = ()
    """Earlier waits of this talk, newest last: where "back" goes."""
    wait: Wait | None = None
    risk: RiskMemory = field(default_factory=RiskMemory)
    said: Mapping[str, int] = field(default_factory=dict)
    """How often a repair was said, so that it is never twice the same."""
    owner: str = BOT
    """Who answers: `bot`, `queue`, or one counsellor. Stored, never inferred."""
    seq: int = 0
    """The number of the last reply; a counter of this conversation alone."""
    last_at: datetime | None = None
    """When the young person last wrote."""
    resting: bool = False
    """Welcomed back neutrally and not yet asked to go on: what was open stays unsaid."""

    def with_changes(self, **changes: Any) -> "Conversation":
        """The same conversation with these fields changed."""
        return replace(self, **changes)

    def slot(self, name: str) -> SlotValue:
        """The slot's value, None when it is unset."""
        return self.slots.get(name)


@dataclass(frozen=True, slots=True)
class Turn:
    """One inbound message and all it caused: what to remember, what to say, what happened."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
