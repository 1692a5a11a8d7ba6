"""Rows of a conversation, read and written one by one: sealed on the way in, values on the way out.

The statements are made once, for making one costs more than running it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, delete, insert, literal, select, update

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

_its = bindparam("its_id", type_=String)
_LOAD = select(conversations).where(conversations.c.conversation_id == _its)
# PostgreSQL notes who holds a row on its disk: too dear for who only reads.
_HOLD = _LOAD.with_for_update()
_ADD = insert(conversations)
_CHANGE = update(conversations).where(conversations.c.conversation_id == _its)
_SPAN = select(inbound_ids.c.first_seq, inbound_ids.c.last_seq).where(
    inbound_ids.c.conversation_id == _its, inbound_ids.c.message_id == bindparam("message")
)
_ADD_REPLY = insert(replies)
_REPLIES = (
    select(replies.c.seq, replies.c.reply)
    .where(replies.c.conversation_id == _its)
    .where(replies.c.seq.between(bindparam("first"), bindparam("last")))
    .order_by(replies.c.seq)
)
_OLD_REPLY = (replies.c.conversation_id == _its, replies.c.seq <= bindparam("until"))
_HAS_REPLIES = select(replies.c.seq).where(*_OLD_REPLY).limit(1)
_DROP_REPLIES = delete(replies).where(*_OLD_REPLY)

_HERE = select(literal(1))
_NO_END = 2**31 - 1

Found = Row[Any]
"""A row as the database gives it; it goes no further than this package."""


def ask(connection: Connection) -> None:
    """A question that costs nothing: whoever answers it is there."""
    connection.execute(_HERE)


def load(connection: Connection, conversation_id: str) -> Found | None:
    """The conversation's row as it was last committed."""
    return connection.execute(_LOAD, {"its_id": conversation_id}).one_or_none()


def hold(connection: Connection, conversation_id: str) -> Found | None:
    """The conversation's row, held for whoever is writing."""
    return connection.execute(_HOLD, {"its_id": conversation_id}).one_or_none()


def address_of(sealed: bytes, key: DataKey, channel: str) -> Address:
    """The address that was sealed in a row: only of channels that can be written to first."""
    return Address(channel, key.unseal(sealed, _ADDRESS, 0)["id"])


def remove(connection: Connection, conversation_ids: Sequence[str]) -> None:
    """Delete these conversations and all that belongs to them."""
    doomed = conversations.c.conversation_id.in_(conversation_ids)
    connection.execute(delete(conversations).where(doomed))


def conversation_of(row: Found, key: DataKey, address: Address) -> Conversation:
    """The conversation that is sealed in its row."""
    state = key.unseal(row.state, _STATE, row.version)
    return from_storage(state, address).with_changes(seq=row.seq)


def save(
    connection: Connection,
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
        connection.execute(_CHANGE, values | {"its_id": key.conversation_id})
        return
    address = conversation.address
    values |= {
        "conversation_id": key.conversation_id,
        "channel": address.channel,
        "key_id": key.key_id,
        "address": key.seal({"id": address.id}, _ADDRESS, 0) if reachable else None,
    }
    connection.execute(_ADD, values)


def take_message(
    database: Database,
    connection: Connection,
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
    return database.insert_new(connection, inbound_ids, row)


def span_of_message(
    connection: Connection, conversation_id: str, message_id: str
) -> tuple[int, int] | None:
    """The first and last seq of the turn that this message had, or None when it is new."""
    wanted = {"its_id": conversation_id, "message": message_id}
    row = connection.execute(_SPAN, wanted).one_or_none()
    return (row.first_seq, row.last_seq) if row else None


def save_replies(
    connection: Connection, key: DataKey, numbered: Sequence[tuple[int, Reply]]
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
    connection.execute(_ADD_REPLY, rows)


def has_replies(connection: Connection, conversation_id: str, until: int) -> bool:
    """Whether a reply is kept with that seq or a smaller one."""
    wanted = {"its_id": conversation_id, "until": until}
    return connection.execute(_HAS_REPLIES, wanted).first() is not None


def drop_replies(connection: Connection, conversation_id: str, until: int) -> None:
    """Delete the replies with that seq and smaller ones."""
    connection.execute(_DROP_REPLIES, {"its_id": conversation_id, "until": until})


def load_replies(
    connection: Connection, key: DataKey, say_again: SayAgain, first: int, last: int = _NO_END
) -> list[tuple[int, Reply]]:
    """The kept replies from the first seq to the last, in order, said again."""
    wanted = {"its_id": key.conversation_id, "first": first, "last": last}
    return [
        (row.seq, say_again(reply_from_storage(key.unseal(row.reply, _REPLY, row.seq))))
        for row in connection.execute(_REPLIES, wanted).all()
    ]
