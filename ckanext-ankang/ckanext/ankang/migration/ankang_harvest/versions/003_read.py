"""What an item was when it was last read: a source whose list can be believed is not asked again."""

import sqlalchemy as sa
from alembic import op

revision = "003_harvest"
down_revision = "002_harvest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the hash of what was last read beside the fingerprint of its line in the list."""
    op.add_column(
        "ankang_harvest_record",
        sa.Column("read_hash", sa.Text, nullable=False, server_default=sa.text("''")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("ankang_harvest_record", "read_hash")
