"""Create the tables of batches of validations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "005_batches"
down_revision = "004_scores"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ankang_validation_batch",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text),
        sa.Column("chosen", JSONB, nullable=False),
    )
    op.create_table(
        "ankang_validation_batch_item",
        sa.Column("batch_id", sa.Text, primary_key=True),
        sa.Column("version_id", sa.Text, primary_key=True),
        sa.Column("job_id", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("ankang_validation_batch_item")
    op.drop_table("ankang_validation_batch")
