"""The audit trail, and how much each person asks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables of both."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(200), nullable=True),
        sa.Column("credential", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("readback", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("offered", sa.Text, nullable=False),
        sa.Column("sql", sa.Text, nullable=False),
        sa.Column("policies", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("issues", sa.Text, nullable=False),
        sa.Column("elapsed_ms", sa.Double, nullable=False),
        sa.Column("answer_id", sa.String(100), nullable=False),
    )
    op.create_index("audit_at", "audit", ["at"])
    op.create_index("audit_of_person", "audit", ["person", "at"])
    op.create_table(
        "usage",
        sa.Column("person", sa.String(200), primary_key=True),
        sa.Column("minute", sa.Integer, primary_key=True),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
    )
    op.create_index("usage_minute", "usage", ["minute"])


def downgrade() -> None:
    """Drop them, and what was asked with them."""
    op.drop_index("usage_minute", "usage")
    op.drop_table("usage")
    op.drop_index("audit_of_person", "audit")
    op.drop_index("audit_at", "audit")
    op.drop_table("audit")
