"""Where conversations are kept: the database's side of `ports.Conversations`."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from bot.domain.message import Address
from bot.store import erasing, keeping, outbox, rows
from bot.store.keeping import Numbered
from bot.store.parts import Parts
from bot.store.threads import Threads
from bot.store.turns import StoredTurn


class StoredConversations:
    """Conversations in the database, their keys in the key store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._threads = Threads(parts.database)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[StoredTurn]:
        """A turn's transaction; leaving it without `commit` undoes it."""
        turn = StoredTurn(self._parts, self._threads)
        try:
            yield turn
        finally:
            await turn.close()

    async def replies_after(self, address: Address, seq: int) -> Numbered:
        """Replies not yet acknowledged with a greater seq, in order."""
        return await self._threads.read(
            partial(keeping.said_after, self._parts, address=address, seq=seq)
        )

    async def acknowledge(self, address: Address, seq: int) -> None:
        """Everything up to this seq was shown. Not durable: losing it only shows a reply again."""
        conversation_id = self._parts.names.conversation_id(address)
        shown = partial(rows.has_replies, conversation_id=conversation_id, until=seq)
        if not await self._threads.read(shown):
            return
        async with self._threads.writing(durable=False) as transaction:
            await transaction.run(
                partial(rows.drop_replies, conversation_id=conversation_id, until=seq)
            )
            await transaction.commit()

    async def unsent(self, channel: str) -> Sequence[tuple[Address, datetime]]:
        """Conversations with replies that were not acknowledged, and when they were last written
        in; safety first.
        """
        return await self._threads.read(partial(outbox.unsent, self._parts, channel=channel))

    async def sent(self, address: Address, seq: int, shown_as: str, at: datetime) -> bool:
        """Everything up to this seq was shown, the last of it under that name; False where that
        one is not kept any more. Survives the end of the process; a power cut may undo it, and
        then a reply is sent again.
        """
        work = partial(outbox.sent, self._parts, address=address, seq=seq, shown_as=shown_as, at=at)
        async with self._threads.writing(durable=False) as transaction:
            was_kept = await transaction.run(work)
            await transaction.commit()
        return was_kept

    async def last_here(self, address: Address) -> datetime | None:
        """When they were last here; None where nothing is kept of them."""
        return await self._threads.read(partial(outbox.last_here, self._parts, address=address))

    async def is_here(self, address: Address, at: datetime) -> None:
        """They were here then, though they said nothing that has a turn."""
        async with self._threads.writing(durable=False) as transaction:
            await transaction.run(partial(outbox.is_here, self._parts, address=address, at=at))
            # Nothing is newer than it was, but the channel may show what it held back.
            await transaction.run(partial(keeping.tell, self._parts, address=address, seq=0))
            await transaction.commit()

    async def shown_since(self, address: Address, since: datetime) -> Sequence[str]:
        """What the channel calls the messages of this chat since then, theirs and ours."""
        return await self._threads.read(
            partial(outbox.shown_since, self._parts, address=address, since=since)
        )

    async def expire(self, now: datetime) -> int:
        """Forget what has been quiet for longer than is kept; how many conversations."""
        number, some = 0, -1
        while some:
            async with self._threads.writing(hurried=False) as transaction:
                some = await transaction.run(partial(erasing.expire_some, self._parts, now=now))
            number += some
        async with self._threads.writing(hurried=False) as transaction:
            await transaction.run(partial(erasing.drop_old, self._parts, now=now))
            await transaction.after(partial(erasing.empty_logs, self._parts))
        return number

    async def look(self) -> None:
        """Asks the database something small; raises StoreUnavailable where it does not answer."""
        await self._threads.read(rows.ask)

    def secret_for(self, use: str) -> bytes:
        """A secret of this deployment for a use of a channel; it stays when the key is changed."""
        return self._parts.names.secret_for(use)

    def room_of(self, address: Address) -> str:
        """What the database calls this conversation."""
        return self._parts.names.conversation_id(address)

    async def close(self) -> None:
        """Let the threads end and close the files."""
        self._threads.close()
        self._parts.close()
