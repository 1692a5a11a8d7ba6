"""What a channel has still to send, and the names of what it sent: the database's side of
`ports.Outbox`.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.domain.errors import StoreError
from bot.domain.message import Address
from bot.store import rows
from bot.store.parts import Parts
from bot.store.tables import conversations, replies, shown_messages

log = logging.getLogger(__name__)

_WAITING = (
    select(
        conversations.c.conversation_id,
        conversations.c.key_id,
        conversations.c.address,
        conversations.c.last_at,
    )
    .where(conversations.c.channel == bindparam("on_channel"))
    .where(conversations.c.address.is_not(None))
    .where(
        select(replies.c.seq)
        .where(replies.c.conversation_id == conversations.c.conversation_id)
        .exists()
    )
)
_THAT_REPLY = (
    select(replies.c.seq)
    .where(replies.c.conversation_id == bindparam("its_id"))
    .where(replies.c.seq == bindparam("its_seq"))
)
_LAST_HERE = select(conversations.c.last_at).where(
    conversations.c.conversation_id == bindparam("its_id")
)
_IS_HERE = (
    update(conversations)
    .where(conversations.c.conversation_id == bindparam("its_id"))
    .where(conversations.c.last_at < bindparam("since"))
    .values(last_at=bindparam("since"))
)
_SINCE = (
    select(shown_messages.c.shown_as)
    .where(shown_messages.c.conversation_id == bindparam("its_id"))
    .where(shown_messages.c.at >= bindparam("since"))
    .order_by(shown_messages.c.at)
)


def unsent(parts: Parts, connection: Connection, channel: str) -> list[tuple[Address, datetime]]:
    """The conversations of that channel with replies that were not acknowledged, and when they
    were last written in; those with a safety reply first. One that is damaged holds up no other.
    """
    found: list[tuple[bool, Address, datetime]] = []
    for row in connection.execute(_WAITING, {"on_channel": channel}).all():
        key = parts.keys.find(row.conversation_id)
        if key is None or key.key_id != row.key_id:
            continue
        try:
            waiting = rows.load_replies(connection, key, parts.say_again, 1)
            address = rows.address_of(row.address, key, channel)
        except StoreError as damaged:
            log.error("a reply that waits cannot be sent: %s", damaged)
            continue
        found.append((not any(reply.safety for _, reply in waiting), address, row.last_at))
    return [(address, at) for _, address, at in sorted(found, key=lambda it: it[0])]


def note(
    parts: Parts, connection: Connection, conversation_id: str, shown_as: str, at: datetime
) -> None:
    """Remember what the channel calls a message."""
    row = {"conversation_id": conversation_id, "shown_as": shown_as, "at": at}
    parts.database.insert_new(connection, shown_messages, row)


def sent(
    parts: Parts, connection: Connection, address: Address, seq: int, shown_as: str, at: datetime
) -> bool:
    """Everything up to this seq was shown, the last of it under that name (empty: under none);
    False where that one is not kept any more.
    """
    conversation_id = parts.names.conversation_id(address)
    wanted = {"its_id": conversation_id, "its_seq": seq}
    there = _THAT_REPLY if seq else _LAST_HERE
    if connection.execute(there, wanted if seq else {"its_id": conversation_id}).first() is None:
        return False
    rows.drop_replies(connection, conversation_id, seq)
    if shown_as:
        note(parts, connection, conversation_id, shown_as, at)
    return True


def last_here(parts: Parts, connection: Connection, address: Address) -> datetime | None:
    """When they were last here; None where nothing is kept of them."""
    wanted = {"its_id": parts.names.conversation_id(address)}
    return connection.execute(_LAST_HERE, wanted).scalar_one_or_none()


def is_here(parts: Parts, connection: Connection, address: Address, at: datetime) -> None:
    """They were here then."""
    wanted = {"its_id": parts.names.conversation_id(address), "since": at}
    connection.execute(_IS_HERE, wanted)


def shown_since(
    parts: Parts, connection: Connection, address: Address, since: datetime
) -> Sequence[str]:
    """What the channel calls the messages of this chat since then."""
    wanted = {"its_id": parts.names.conversation_id(address), "since": since}
    return list(connection.execute(_SINCE, wanted).scalars())


def drop_names_before(connection: Connection, at: datetime) -> None:
    """Forget names of messages that no channel lets us take back any more."""
    connection.execute(delete(shown_messages).where(shown_messages.c.at < at))
