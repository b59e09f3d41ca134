"""Which entries of the audit trail are of what somebody shared and another opened, and under whose rights that was."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
NAMES = ("shared_by", "computed_for")


def upgrade() -> None:
    """Add the columns: nothing that is there already was written down of a share."""
    for name in NAMES:
        op.add_column("audit", sa.Column(name, sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    for name in reversed(NAMES):
        op.drop_column("audit", name)
