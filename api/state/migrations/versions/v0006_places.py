"""Where conversations stand, for any of several workers to go on from."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "places",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("turn", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("places_at", "places", ["at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("places_at", "places")
    op.drop_table("places")
