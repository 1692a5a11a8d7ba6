"""Conversations in memory, for `./run chat` and for tests: the same promises, as long as the
process lives."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from bot.domain.conversation import Conversation
from bot.domain.errors import Overtaken, StoreError
from bot.domain.events import Event
from bot.domain.message import Address, Inbound, Reply
from bot.store.retention import Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """One conversation with its replies and the messages that had their turn."""

    conversation: Conversation
    at: datetime
    replies: tuple[tuple[int, Reply], ...] = ()
    messages: Mapping[str, tuple[date, range]] = field(default_factory=dict)
    shown: Mapping[str, datetime] = field(default_factory=dict)
    """The channel's names of messages, ours and theirs."""


class MemoryConversations:
    """Conversations that are gone with the process."""

    def __init__(self, retention: Retention | None = None) -> None:
        self._retention = retention or Retention()
        self._kept: dict[Address, Kept] = {}
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def work(self) -> AsyncIterator["MemoryTurn"]:
        """A turn's transaction; leaving it without `commit` undoes it."""
        turn = MemoryTurn(self._kept, self._writer)
        try:
            yield turn
        finally:
            turn.close()

    async def replies_after(self, address: Address, seq: int) -> Sequence[tuple[int, Reply]]:
        """Replies not yet acknowledged with a greater seq, in order."""
        kept = self._kept.get(address)
        return [pair for pair in kept.replies if pair[0] > seq] if kept else []

    async def acknowledge(self, address: Address, seq: int) -> None:
        """Everything up to this seq was shown."""
        async with self._writer:
            left = tuple(await self.replies_after(address, seq))
            if address in self._kept:
                self._kept[address] = replace(self._kept[address], replies=left)

    async def unsent(self, channel: str) -> Sequence[tuple[Address, datetime]]:
        """Conversations with replies that were not acknowledged, and when they were last written
        in; safety first.
        """
        waiting = [
            (not any(reply.safety for _, reply in kept.replies), address, kept.at)
            for address, kept in self._kept.items()
            if address.channel == channel and kept.replies
        ]
        return [(address, at) for _, address, at in sorted(waiting, key=lambda it: it[0])]

    async def sent(self, address: Address, seq: int, shown_as: str, at: datetime) -> bool:
        """Everything up to this seq was shown, the last of it under that name; False where that
        one is not kept any more.
        """
        async with self._writer:
            kept = self._kept.get(address)
            if kept is None or (seq and seq not in dict(kept.replies)):
                return False
            left = tuple(pair for pair in kept.replies if pair[0] > seq)
            names = {shown_as: at} if shown_as else {}
            self._kept[address] = replace(kept, replies=left, shown={**kept.shown, **names})
        return True

    async def last_here(self, address: Address) -> datetime | None:
        """When they were last here; None where nothing is kept of them."""
        kept = self._kept.get(address)
        return kept.at if kept else None

    async def is_here(self, address: Address, at: datetime) -> None:
        """They were here then, though they said nothing that has a turn."""
        async with self._writer:
            if kept := self._kept.get(address):
                self._kept[address] = replace(kept, at=max(at, kept.at))

    async def shown_since(self, address: Address, since: datetime) -> Sequence[str]:
        """What the channel calls the messages of this chat since then, theirs and ours."""
        kept = self._kept.get(address)
        return [name for name, at in kept.shown.items() if at >= since] if kept else []

    async def expire(self, now: datetime) -> int:
        """Forget what has been quiet for longer than is kept; how many."""
        async with self._writer:
            before = len(self._kept)
            left = {
                address: self._with_fresh_ids(address, kept, now)
                for address, kept in self._kept.items()
                if not self._retention.has_gone_quiet(address.channel, kept.at, now)
            }
            self._kept.clear()
            self._kept.update(left)
        return before - len(left)

    def _with_fresh_ids(self, address: Address, kept: Kept, now: datetime) -> Kept:
        today = now.astimezone(UTC).date()
        fresh = {
            name: (day, seqs)
            for name, (day, seqs) in kept.messages.items()
            if self._retention.keeps_ids(address.channel, day, today)
        }
        oldest = now - self._retention.shown_messages
        shown = {name: at for name, at in kept.shown.items() if at >= oldest}
        return replace(kept, messages=fresh, shown=shown)


class MemoryTurn:
    """The transaction of one turn, in memory; see `ports.UnitOfWork`."""

    def __init__(self, committed: dict[Address, Kept], writer: asyncio.Lock) -> None:
        self._committed = committed
        self._changed: dict[Address, Kept | None] = {}
        self._recalled: dict[Address, Conversation | None] = {}
        self._writer = writer
        self._has_writer = False

    async def recall(self, address: Address) -> Conversation | None:
        """The conversation as it was last kept."""
        kept = self._find(address)
        self._recalled[address] = kept.conversation if kept else None
        return self._recalled[address]

    async def seen(self, address: Address, external_id: str) -> Sequence[tuple[int, Reply]] | None:
        """What is still kept of the replies that this message already had; None when it is new."""
        kept = self._find(address)
        return _said(kept, external_id) if kept else None

    async def keep(
        self,
        inbound: Inbound,
        conversation: Conversation,
        replies: Sequence[Reply],
        events: Sequence[Event],
    ) -> Sequence[tuple[int, Reply]]:
        """Store the turn; a message that had one already changes nothing and gets its replies."""
        if None in self._changed.values():
            raise StoreError("After forgetting, a turn can only be committed.")
        await self._begin()
        address, kept = inbound.address, self._find(inbound.address)
        before = _said(kept, inbound.external_id) if kept else None
        if before is not None:
            return before
        newest = kept.conversation if kept else None
        if self._recalled.get(address, newest) is not newest:
            raise Overtaken("The conversation went on meanwhile: take this message again.")
        seq = newest.seq if newest else 0
        numbered = tuple(enumerate(replies, start=seq + 1))
        taken = (inbound.at.astimezone(UTC).date(), range(seq + 1, seq + 1 + len(numbered)))
        self._changed[address] = Kept(
            conversation=conversation.with_changes(seq=seq + len(numbered)),
            at=inbound.at,
            replies=(kept.replies if kept else ()) + numbered,
            messages={**(kept.messages if kept else {}), inbound.external_id: taken},
            shown={
                **(kept.shown if kept else {}),
                **({inbound.shown_as: inbound.at} if inbound.shown_as else {}),
            },
        )
        return numbered

    async def forget(self, address: Address) -> None:
        """Delete the conversation at the commit."""
        await self._begin()
        self._changed[address] = None

    async def commit(self) -> None:
        """Let the others see it."""
        for address, kept in self._changed.items():
            if kept is None:
                self._committed.pop(address, None)
            else:
                self._committed[address] = kept
        self.close()

    def close(self) -> None:
        """Undo what was not committed."""
        self._changed.clear()
        if self._has_writer:
            self._has_writer = False
            self._writer.release()

    async def _begin(self) -> None:
        if not self._has_writer:
            await self._writer.acquire()
            self._has_writer = True

    def _find(self, address: Address) -> Kept | None:
        if address in self._changed:
            return self._changed[address]
        return self._committed.get(address)


def _said(kept: Kept, external_id: str) -> list[tuple[int, Reply]] | None:
    if external_id not in kept.messages:
        return None
    seqs = kept.messages[external_id][1]
    return [(seq, reply) for seq, reply in kept.replies if seq in seqs]
