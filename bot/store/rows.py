"""Rows of a conversation, read and written one by one; sealed on the way in, values on the way
out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.conversation import Conversation
from bot.domain.message import Address, Reply
from bot.domain.remembering import (
    SayAgain,
    for_storage,
    from_storage,
    reply_for_storage,
    reply_from_storage,
)
from bot.store.database import Database
from bot.store.encryption import DataKey
from bot.store.tables import conversations, inbound_ids, replies

_STATE = "state"
_ADDRESS = "address"
_REPLY = "reply"

Found = Row[Any]
"""A row as the database gives it; it goes no further than this package."""


async def load(connection: AsyncConnection, conversation_id: str) -> Found | None:
    """The conversation's row, held for whoever is writing."""
    wanted = select(conversations).where(conversations.c.conversation_id == conversation_id)
    return (await connection.execute(wanted.with_for_update())).one_or_none()


async def remove(connection: AsyncConnection, conversation_ids: Sequence[str]) -> None:
    """Delete these conversations and all that belongs to them."""
    doomed = conversations.c.conversation_id.in_(conversation_ids)
    await connection.execute(delete(conversations).where(doomed))


def conversation_of(row: Found, key: DataKey, address: Address) -> Conversation:
    """The conversation that is sealed in its row."""
    state = key.unseal(row.state, _STATE, row.version)
    return from_storage(state, address).with_changes(seq=row.seq)


async def save(
    connection: AsyncConnection,
    key: DataKey,
    conversation: Conversation,
    *,
    at: datetime,
    after: Found | None,
    reachable: bool,
) -> None:
    """Write the conversation, as a new row or over the one it had."""
    version = (after.version if after else 0) + 1
    values: dict[str, Any] = {
        "seq": conversation.seq,
        "version": version,
        "last_at": at,
        "state": key.seal(for_storage(conversation), _STATE, version),
    }
    if after:
        its_row = conversations.c.conversation_id == key.conversation_id
        await connection.execute(update(conversations).where(its_row).values(values))
        return
    address = conversation.address
    values |= {
        "conversation_id": key.conversation_id,
        "channel": address.channel,
        "key_id": key.key_id,
        "address": key.seal({"id": address.id}, _ADDRESS, 0) if reachable else None,
    }
    await connection.execute(insert(conversations).values(values))


async def take_message(
    database: Database,
    connection: AsyncConnection,
    key: DataKey,
    message_id: str,
    day: date,
    span: tuple[int, int],
) -> bool:
    """Note that this message has its turn now; False when it had one already."""
    row = {
        "conversation_id": key.conversation_id,
        "message_id": message_id,
        "day": day,
        "first_seq": span[0],
        "last_seq": span[1],
    }
    return await database.insert_new(connection, inbound_ids, row)


async def span_of_message(
    connection: AsyncConnection, key: DataKey, message_id: str
) -> tuple[int, int] | None:
    """The first and last seq of the turn that this message had, or None when it is new."""
    wanted = select(inbound_ids.c.first_seq, inbound_ids.c.last_seq).where(
        inbound_ids.c.conversation_id == key.conversation_id,
        inbound_ids.c.message_id == message_id,
    )
    row = (await connection.execute(wanted)).one_or_none()
    return (row.first_seq, row.last_seq) if row else None


async def save_replies(
    connection: AsyncConnection, key: DataKey, numbered: Sequence[tuple[int, Reply]]
) -> None:
    """Write the replies under their numbers."""
    if not numbered:
        return
    rows = [
        {
            "conversation_id": key.conversation_id,
            "seq": seq,
            "reply": key.seal(reply_for_storage(reply), _REPLY, seq),
        }
        for seq, reply in numbered
    ]
    await connection.execute(insert(replies), rows)


async def load_replies(
    connection: AsyncConnection,
    key: DataKey,
    say_again: SayAgain,
    first: int,
    last: int | None = None,
) -> list[tuple[int, Reply]]:
    """The kept replies from the first seq to the last, in order, said again."""
    wanted = (
        select(replies.c.seq, replies.c.reply)
        .where(replies.c.conversation_id == key.conversation_id, replies.c.seq >= first)
        .order_by(replies.c.seq)
    )
    if last is not None:
        wanted = wanted.where(replies.c.seq <= last)
    rows = (await connection.execute(wanted)).all()
    return [
        (row.seq, say_again(reply_from_storage(key.unseal(row.reply, _REPLY, row.seq))))
        for row in rows
    ]
