"""What people say of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table of feedback."""
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(200), nullable=True),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("answer_id", sa.String(100), nullable=False),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("expected", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("feedback_of_answer", "feedback", ["answer_id"])


def downgrade() -> None:
    """Drop it, and what was said with it."""
    op.drop_index("feedback_of_answer", "feedback")
    op.drop_table("feedback")
