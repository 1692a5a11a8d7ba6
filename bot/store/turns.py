"""One turn's transaction: a message's effect happens once and wholly, or not at all.

Reading needs no transaction, so a turn may think between recalling and keeping without holding up
the others. From the first write on it holds the database's only writer; what it recalled must then
still be the newest.
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.domain.conversation import Conversation
from bot.domain.errors import StoreError, StoreUnavailable
from bot.domain.events import Event
from bot.domain.failpoints import failpoint
from bot.domain.message import Address, Inbound, Reply
from bot.store import erasing, keeping, rows
from bot.store.keeping import Effect, Numbered
from bot.store.parts import Parts
from bot.store.threads import Threads, Transaction

Result = TypeVar("Result")


class StoredTurn:
    """The transaction of one turn, over the database; see `ports.UnitOfWork`."""

    def __init__(self, parts: Parts, threads: Threads) -> None:
        self._parts = parts
        self._threads = threads
        self._held = AsyncExitStack()
        self._transaction: Transaction | None = None
        self._is_broken = False
        self._recalled: dict[Address, keeping.Recalled] = {}
        self._erased: list[str] = []

    async def recall(self, address: Address) -> Conversation | None:
        """The conversation as it was last kept."""
        found = await self._look(partial(keeping.recall, self._parts, address=address))
        self._recalled[address] = found
        return found.conversation

    async def seen(self, address: Address, external_id: str) -> Numbered | None:
        """What is still kept of the replies that this message already had; None when it is new."""
        return await self._look(
            partial(keeping.said_to, self._parts, address=address, external_id=external_id)
        )

    async def keep(
        self,
        inbound: Inbound,
        conversation: Conversation,
        replies: Sequence[Reply],
        events: Sequence[Event],
    ) -> Numbered:
        """Store the turn; a message that had one already changes nothing and gets its replies."""
        if self._erased:
            raise StoreError("After forgetting, a turn can only be committed.")
        effect = Effect(
            inbound=inbound,
            conversation=conversation,
            replies=replies,
            events=events,
            recalled=self._recalled.get(inbound.address),
        )
        return await self._change(partial(keeping.keep, self._parts, effect=effect))

    async def forget(self, address: Address) -> None:
        """Delete the conversation; its key goes at the commit, which is all that may follow."""
        conversation_id = self._parts.names.conversation_id(address)
        await self._change(partial(rows.remove, conversation_ids=[conversation_id]))
        self._erased.append(conversation_id)

    async def commit(self) -> None:
        """Make it durable; of what was forgotten nothing is left in any file when this returns."""
        if self._is_broken:
            raise StoreUnavailable("This turn could not be written; it was undone.")
        if self._transaction is None:
            return
        await self._transaction.run(self._commit)
        if self._erased:
            await self._transaction.after(partial(erasing.empty_logs, self._parts))
        await self.close()

    async def close(self) -> None:
        """Undo what was not committed, and give the writer free."""
        self._transaction = None
        await self._held.aclose()

    async def _look(self, work: Callable[[Connection], Result]) -> Result:
        if self._transaction is not None:
            return await self._transaction.run(work)
        return await self._threads.read(work)

    async def _change(self, work: Callable[[Connection], Result]) -> Result:
        self._is_broken = True
        if self._transaction is None:
            failpoint("before_begin")
            self._transaction = await self._held.enter_async_context(self._threads.writing())
        result = await self._transaction.run(work)
        self._is_broken = False
        return result

    def _commit(self, connection: Connection) -> None:
        failpoint("before_commit")
        if self._erased:
            erasing.destroy_keys(self._parts, self._erased)
        connection.commit()
        failpoint("after_commit")
