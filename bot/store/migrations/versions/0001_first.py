"""Conversations, message ids, replies, risk events and counts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "deployment",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_deployment"),
    )
    _make_conversations()
    _make_facts()


def downgrade() -> None:
    """Delete everything."""
    for table in ("counts", "risk_events", "replies", "inbound_ids"):
        op.drop_table(table)
    op.drop_index("ix_conversations_quiet", table_name="conversations")
    for table in ("conversations", "deployment"):
        op.drop_table(table)


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("address", sa.LargeBinary),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_quiet", "conversations", ["channel", "last_at"])
    op.create_table(
        "inbound_ids",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("first_seq", sa.Integer, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "message_id", name="pk_inbound_ids"),
        _of_conversation("inbound_ids"),
    )
    op.create_table(
        "replies",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("reply", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name="pk_replies"),
        _of_conversation("replies"),
    )


def _make_facts() -> None:
    op.create_table(
        "risk_events",
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("category", sa.String),
        sa.Column("subject", sa.String),
        sa.Column("flow", sa.String, nullable=False),
        sa.Column("sources", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_risk_events"),
    )
    cell = ("language", "channel", "what", "flow", "detail")
    op.create_table(
        "counts",
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in cell),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", *cell, name="pk_counts"),
    )


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation_id"],
        ["conversations.conversation_id"],
        name=f"fk_{table}_conversations",
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )
