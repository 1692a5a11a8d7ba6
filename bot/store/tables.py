"""The tables. Whatever belongs to a conversation has `conversation_id` first in its key and goes
with it.

Counts and risk events belong to nobody: they hold no conversation's id, so forgetting leaves
nothing that points back.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A time in UTC: SQLite forgets time zones, so they are taken off and put on again here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As UTC; a time without a zone is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=_NAMES)
keys_metadata = MetaData(naming_convention=_NAMES)


def _of_conversation() -> Column[str]:
    # Deferred: a message's id is taken before the first turn's conversation is written.
    owner = ForeignKey(
        "conversations.conversation_id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"
    )
    return Column("conversation_id", String(64), owner, primary_key=True)


deployment = Table(
    "deployment",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", String(64), primary_key=True),
    Column("channel", String, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("address", LargeBinary),
    Index("ix_conversations_quiet", "channel", "last_at"),
)

inbound_ids = Table(
    "inbound_ids",
    metadata,
    _of_conversation(),
    Column("message_id", String(64), primary_key=True),
    Column("day", Date, nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
)

replies = Table(
    "replies",
    metadata,
    _of_conversation(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("reply", LargeBinary, nullable=False),
)

shown_messages = Table(
    "shown_messages",
    metadata,
    _of_conversation(),
    Column("shown_as", String(32), primary_key=True),
    Column("at", Moment, nullable=False),
    Index("ix_shown_messages_at", "at"),
)
"""The channel's names of messages that can still be taken out of the chat."""

risk_events = Table(
    "risk_events",
    metadata,
    Column("event_id", String(32), primary_key=True),
    Column("day", Date, nullable=False),
    Column("language", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("what", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("category", String),
    Column("subject", String),
    Column("flow", String, nullable=False),
    Column("sources", String, nullable=False),
)

counts = Table(
    "counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("language", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("flow", String, primary_key=True),
    Column("detail", String, primary_key=True),
    Column("number", Integer, nullable=False),
)

data_keys = Table(
    "data_keys",
    keys_metadata,
    Column("conversation_id", String(64), primary_key=True),
    Column("key_id", String(32), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_on", Date, nullable=False),
)

key_store = Table(
    "key_store",
    keys_metadata,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
