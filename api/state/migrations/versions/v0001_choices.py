"""Which meaning of words people chose."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Add the table of choices."""
    op.create_table(
        "choices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("ambiguity", sa.String(64), nullable=False),
        sa.Column("said", sa.String(300), nullable=False),
        sa.Column("chosen", sa.Text, nullable=False),
        sa.Column("others", sa.Text, nullable=False),
        sa.Column("definitions", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("person", "model", "words", "ambiguity", name="one_choice"),
    )
    op.create_index("choices_of_model", "choices", ["model", "words"])


def downgrade() -> None:
    """Drop it, and what was chosen with it."""
    op.drop_index("choices_of_model", "choices")
    op.drop_table("choices")
