"""What every channel asks the services: to take a message in. It is told what became of it."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from bot.domain.conversation import Conversation
from bot.domain.events import Event
from bot.domain.message import Inbound, Reply


class Turned(Protocol):
    """A turn that was committed."""

    @property
    def replies(self) -> tuple[tuple[int, Reply], ...]: ...
    @property
    def conversation(self) -> Conversation: ...
    @property
    def events(self) -> tuple[Event, ...]: ...
    @property
    def repeated(self) -> bool: ...


class Receives(Protocol):
    """Takes a message in; raises StoreError when nothing could be kept."""

    def receive(self, inbound: Inbound) -> Awaitable[Turned]: ...
    def card_without_store(
        self, language: str, country: str | None, text: str | None = None
    ) -> Sequence[Reply]: ...
