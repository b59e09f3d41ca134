"""Which entries of the audit trail are of turns that were said again, and not asked by a person then."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column: nothing that is there already was written down of a turn said again."""
    op.add_column("audit", sa.Column("replayed", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("audit", "replayed")
