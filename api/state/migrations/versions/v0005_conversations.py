"""Conversations that people come back to, and what they share of them by link."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables of both."""
    op.create_table(
        "conversations",
        sa.Column("person", sa.String(200), primary_key=True),
        sa.Column("model", sa.String(200), primary_key=True),
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("conversations_changed", "conversations", ["changed_at"])
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("conversation", sa.String(100), nullable=False),
        sa.Column("rights", sa.String(64), nullable=False),
        sa.Column("today", sa.Date, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("turns_of_conversation", "turns", ["person", "model", "conversation"])
    op.create_table(
        "shares",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("turns", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("shares_of_person", "shares", ["person", "model"])
    op.create_index("shares_made", "shares", ["made_at"])


def downgrade() -> None:
    """Drop them, and what was kept in them."""
    op.drop_index("shares_made", "shares")
    op.drop_index("shares_of_person", "shares")
    op.drop_table("shares")
    op.drop_index("turns_of_conversation", "turns")
    op.drop_table("turns")
    op.drop_index("conversations_changed", "conversations")
    op.drop_table("conversations")
