"""Runs of sources, and what is known of each item."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "001_harvest"
down_revision = None
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "ankang_harvest_run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_hash", sa.Text, nullable=False),
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.Column("started", moment),
        sa.Column("finished", moment),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("report", JSONB, nullable=False),
        sa.Column("warnings", JSONB, nullable=False),
    )
    op.create_index("ankang_harvest_run_source", "ankang_harvest_run", ["source", "created"])
    op.create_table(
        "ankang_harvest_record",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("versions", JSONB, nullable=False),
        sa.Column("seen", moment, nullable=False),
        sa.Column("vanished", moment),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.UniqueConstraint("source", "identifier"),
    )
    op.create_index("ankang_harvest_record_package", "ankang_harvest_record", ["package_id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("ankang_harvest_record")
    op.drop_table("ankang_harvest_run")
