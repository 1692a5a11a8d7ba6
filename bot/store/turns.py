"""One turn's transaction: a message's effect happens once and wholly, or not at all.

Reading needs no transaction, so a turn may think between recalling and keeping without holding up
the others. From the first write on it holds the database's only writer; what it recalled must then
still be the newest.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.conversation import Conversation
from bot.domain.errors import StoreError, StoreUnavailable
from bot.domain.events import Event
from bot.domain.failpoints import failpoint
from bot.domain.message import Address, Inbound, Reply
from bot.domain.remembering import SayAgain
from bot.store import rows
from bot.store.counts import Cell, add_counts
from bot.store.database import Database, as_store_errors
from bot.store.encryption import DataKey, DeploymentKeys
from bot.store.erasures import ErasureList
from bot.store.keys import KeyStore
from bot.store.retention import Retention

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a turn is stored with."""

    database: Database
    keys: KeyStore
    names: DeploymentKeys
    erasures: ErasureList
    retention: Retention
    say_again: SayAgain
    reachable: frozenset[str]
    """Channels where the bot can write first, so that their addresses are kept (sealed)."""


class StoredTurn:
    """The transaction of one turn, over the database; see `ports.UnitOfWork`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._held = AsyncExitStack()
        self._writer: AsyncConnection | None = None
        self._is_broken = False
        self._recalled: dict[str, int] = {}
        self._erased: list[str] = []

    async def recall(self, address: Address) -> Conversation | None:
        """The conversation as it was last kept."""
        conversation_id = self._parts.names.conversation_id(address)
        with as_store_errors():
            key = await self._parts.keys.find(conversation_id)
            async with self._view() as connection:
                row = await rows.load(connection, conversation_id)
        failpoint("after_recall")
        if row is None or key is None or key.key_id != row.key_id:
            self._recalled[conversation_id] = 0
            return None
        self._recalled[conversation_id] = row.version
        return rows.conversation_of(row, key, address)

    async def seen(self, address: Address, external_id: str) -> Sequence[tuple[int, Reply]] | None:
        """What is still kept of the replies that this message already had; None when it is new."""
        conversation_id = self._parts.names.conversation_id(address)
        with as_store_errors():
            key = await self._parts.keys.find(conversation_id)
            if key is None:
                return None
            async with self._view() as connection:
                return await self._said(connection, key, external_id)

    async def keep(
        self,
        inbound: Inbound,
        conversation: Conversation,
        replies: Sequence[Reply],
        events: Sequence[Event],
    ) -> Sequence[tuple[int, Reply]]:
        """Store the turn; a message that had one already changes nothing and gets its replies."""
        if self._erased:
            raise StoreError("After forgetting, a turn can only be committed.")
        self._is_broken = True
        with as_store_errors():
            connection = await self._begin()
            failpoint("before_write")
            numbered = await self._write(connection, inbound, conversation, replies, events)
            failpoint("after_write")
        self._is_broken = False
        return numbered

    async def forget(self, address: Address) -> None:
        """Delete the conversation; its key goes at the commit, which is all that may follow."""
        conversation_id = self._parts.names.conversation_id(address)
        with as_store_errors():
            connection = await self._begin()
            await rows.remove(connection, [conversation_id])
        self._erased.append(conversation_id)

    async def commit(self) -> None:
        """Make it durable; of what was forgotten nothing is left in any file when this returns."""
        if self._is_broken:
            raise StoreUnavailable("This turn could not be written; it was undone.")
        if self._writer is None:
            return
        with as_store_errors():
            failpoint("before_commit")
            await self._destroy_keys()
            await self._writer.commit()
            failpoint("after_commit")
        await self.close()
        if self._erased:
            await empty_logs(self._parts)

    async def close(self) -> None:
        """Undo what was not committed, and give the writer free."""
        self._writer = None
        with as_store_errors():
            await self._held.aclose()

    async def _begin(self) -> AsyncConnection:
        if self._writer is None:
            failpoint("before_begin")
            self._writer = await self._held.enter_async_context(self._parts.database.writing())
        return self._writer

    @asynccontextmanager
    async def _view(self) -> AsyncIterator[AsyncConnection]:
        if self._writer is not None:
            yield self._writer
            return
        async with self._parts.database.reading() as connection:
            yield connection

    async def _write(
        self,
        connection: AsyncConnection,
        inbound: Inbound,
        conversation: Conversation,
        replies: Sequence[Reply],
        events: Sequence[Event],
    ) -> Sequence[tuple[int, Reply]]:
        parts, day = self._parts, inbound.at.astimezone(UTC).date()
        key, row = await self._ground(connection, inbound.address, day)
        seq = row.seq if row else 0
        numbered = list(enumerate(replies, start=seq + 1))
        message_id = parts.names.message_id(key.conversation_id, inbound.external_id)
        span = (seq + 1, seq + len(numbered))
        # The unique key decides, not what was seen before: of two at once, one has its effect.
        if not await rows.take_message(parts.database, connection, key, message_id, day, span):
            return await self._said(connection, key, inbound.external_id) or []
        self._refuse_outdated(key.conversation_id, row.version if row else 0)
        kept = conversation.with_changes(seq=seq + len(numbered))
        reachable = inbound.address.channel in parts.reachable
        await rows.save(connection, key, kept, at=inbound.at, after=row, reachable=reachable)
        await rows.save_replies(connection, key, numbered)
        place = Cell(day, conversation.language, inbound.address.channel)
        await add_counts(parts.database, connection, events, place)
        return numbered

    async def _ground(
        self, connection: AsyncConnection, address: Address, day: date
    ) -> tuple[DataKey, rows.Found | None]:
        """The key, and the row it opens; a row whose key was destroyed gives way to a new one."""
        conversation_id = self._parts.names.conversation_id(address)
        row = await rows.load(connection, conversation_id)
        key = await self._parts.keys.find_or_make(conversation_id, day)
        if row is not None and row.key_id != key.key_id:
            await rows.remove(connection, [conversation_id])
            row = None
        return key, row

    async def _said(
        self, connection: AsyncConnection, key: DataKey, external_id: str
    ) -> list[tuple[int, Reply]] | None:
        message_id = self._parts.names.message_id(key.conversation_id, external_id)
        span = await rows.span_of_message(connection, key, message_id)
        if span is None:
            return None
        return await rows.load_replies(connection, key, self._parts.say_again, *span)

    def _refuse_outdated(self, conversation_id: str, version: int) -> None:
        if self._recalled.get(conversation_id, version) != version:
            raise StoreUnavailable("The conversation went on meanwhile: take this message again.")

    async def _destroy_keys(self) -> None:
        parts = self._parts
        if self._erased:
            doomed = await parts.keys.names(self._erased)
            today = datetime.now(UTC).date()
            # The list first: whatever fails after this line is made good at the next start.
            await parts.erasures.add(map(parts.names.erasure, doomed), today)
            await parts.keys.destroy(self._erased)


async def empty_logs(parts: Parts) -> None:
    """Leave nothing of what was deleted in a log; failing to is no reason to undo a turn."""
    for database in (parts.keys, parts.database):
        try:
            await database.empty_log()
        except StoreUnavailable:
            log.warning("a write-ahead log could not be emptied; the next erasure empties it too")
