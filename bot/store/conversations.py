"""Where conversations are kept: the database's side of `ports.Conversations`."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Address, Reply
from bot.store import rows
from bot.store.counts import drop_risk_events
from bot.store.database import as_store_errors
from bot.store.retention import Retention
from bot.store.tables import conversations, inbound_ids, replies
from bot.store.turns import Parts, StoredTurn, empty_logs

_AT_ONCE = 500


class StoredConversations:
    """Conversations in the database, their keys in the key store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @asynccontextmanager
    async def work(self) -> AsyncIterator[StoredTurn]:
        """A turn's transaction; leaving it without `commit` undoes it."""
        turn = StoredTurn(self._parts)
        try:
            yield turn
        finally:
            await turn.close()

    async def replies_after(self, address: Address, seq: int) -> Sequence[tuple[int, Reply]]:
        """Replies not yet acknowledged with a greater seq, in order."""
        conversation_id = self._parts.names.conversation_id(address)
        with as_store_errors():
            key = await self._parts.keys.find(conversation_id)
            if key is None:
                return []
            async with self._parts.database.reading() as connection:
                return await rows.load_replies(connection, key, self._parts.say_again, seq + 1)

    async def acknowledge(self, address: Address, seq: int) -> None:
        """Everything up to this seq was shown. Not durable: losing it only shows a reply again."""
        shown = and_(
            replies.c.conversation_id == self._parts.names.conversation_id(address),
            replies.c.seq <= seq,
        )
        database = self._parts.database
        async with database.reading() as connection:
            if not (await connection.execute(select(exists().where(shown)))).scalar():
                return
        async with database.writing(durable=False) as connection:
            await connection.execute(delete(replies).where(shown))
            await connection.commit()

    async def expire(self, now: datetime) -> int:
        """Forget what has been quiet for longer than is kept; how many conversations."""
        parts, today = self._parts, now.astimezone(UTC).date()
        async with parts.database.writing() as connection:
            quiet = select(conversations.c.conversation_id).where(_is_quiet(parts.retention, now))
            doomed = list((await connection.execute(quiet)).scalars())
            lost = await self._keys_of_nobody(connection, today)
            # Keys first: a row without its key is as good as deleted, and the next time it is.
            if doomed or lost:
                await parts.keys.destroy([*doomed, *lost])
            for some in _chunks(doomed):
                await rows.remove(connection, some)
            await _drop_old_ids(connection, parts.retention, today)
            await drop_risk_events(connection, today, parts.retention.risk_events)
            await connection.commit()
        await parts.erasures.drop_before(today - parts.retention.longest - timedelta(days=1))
        if doomed or lost:
            await empty_logs(parts)
        return len(doomed)

    async def replay_erasures(self) -> int:
        """Destroy again what a restored backup brought back though it was forgotten; how many."""
        parts = self._parts
        listed = await parts.erasures.read()
        if not listed:
            return 0
        async with parts.database.writing() as connection:
            stored = await connection.execute(
                select(conversations.c.conversation_id, conversations.c.key_id)
            )
            doomed = [
                row.conversation_id for row in stored if parts.names.erasure(row.key_id) in listed
            ]
            keys = await parts.keys.listed(listed, parts.names.erasure)
            await parts.keys.destroy(keys)
            for some in _chunks(doomed):
                await rows.remove(connection, some)
            await connection.commit()
        if doomed or keys:
            await empty_logs(parts)
        return len(set(doomed) | set(keys))

    async def close(self) -> None:
        """Close the files."""
        await self._parts.database.close()
        await self._parts.keys.close()

    async def _keys_of_nobody(self, connection: AsyncConnection, today: date) -> list[str]:
        """Keys whose conversation was never written, or was lost, too long ago to return."""
        old = await self._parts.keys.made_before(today - self._parts.retention.longest)
        alive: set[str] = set()
        for some in _chunks(old):
            wanted = select(conversations.c.conversation_id).where(
                conversations.c.conversation_id.in_(some)
            )
            alive.update((await connection.execute(wanted)).scalars())
        return [conversation_id for conversation_id in old if conversation_id not in alive]


def _is_quiet(retention: Retention, now: datetime) -> ColumnElement[bool]:
    known = [
        and_(conversations.c.channel == channel, conversations.c.last_at < now - quiet)
        for channel, quiet in retention.quiet.items()
    ]
    elsewhere = conversations.c.channel.not_in(list(retention.quiet))
    return or_(*known, and_(elsewhere, conversations.c.last_at < now - retention.quiet_elsewhere))


async def _drop_old_ids(connection: AsyncConnection, retention: Retention, today: date) -> None:
    whole = select(conversations.c.conversation_id).where(
        conversations.c.channel.in_(retention.whole_ids)
    )
    await connection.execute(
        delete(inbound_ids).where(
            inbound_ids.c.day < today - retention.inbound_ids,
            inbound_ids.c.conversation_id.not_in(whole),
        )
    )


def _chunks(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE)]
