"""What a channel calls the messages it can still take back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "shown_messages",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("shown_as", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "shown_as", name="pk_shown_messages"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name="fk_shown_messages_conversations",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_shown_messages_at", "shown_messages", ["at"])


def downgrade() -> None:
    """Delete it."""
    op.drop_index("ix_shown_messages_at", table_name="shown_messages")
    op.drop_table("shown_messages")
