"""Which messages of chats were taken, by whichever worker."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "seen",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("seen_at", "seen", ["at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("seen_at", "seen")
    op.drop_table("seen")
