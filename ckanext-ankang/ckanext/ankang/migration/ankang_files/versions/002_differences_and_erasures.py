"""Keep what was published when, differences of versions, what fixity found, and erasures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002_differences_and_erasures"
down_revision = "001_file_versions"
branch_labels = None
depends_on = None

MOMENTS = ("hidden", "erased", "checked")


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("ankang_file_version", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("ankang_file_version", sa.Column("fault", sa.Text))
    op.create_table(
        "ankang_file_publication",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("package_id", sa.Text, nullable=False, index=True),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", JSONB, nullable=False),
    )
    op.create_table(
        "ankang_file_difference",
        sa.Column("old_id", sa.Text, primary_key=True),
        sa.Column("new_id", sa.Text, primary_key=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", JSONB, nullable=False),
        sa.Column("rows", sa.LargeBinary),
    )
    op.create_table(
        "ankang_erasure",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False, index=True),
        sa.Column("address", sa.Text, nullable=False, index=True),
        sa.Column("department", sa.Text),
        sa.Column("version_ids", JSONB),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("hidden", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_by", sa.Text, nullable=False),
        sa.Column("was_private", sa.Boolean, nullable=False),
        sa.Column("requested_by", sa.Text),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("kept", JSONB, nullable=False),
        sa.Column("resource_ids", JSONB, nullable=False),
        sa.Column("backups", JSONB, nullable=False),
    )


def downgrade() -> None:
    for name in ("ankang_erasure", "ankang_file_difference", "ankang_file_publication"):
        op.drop_table(name)
    for name in ("fault", *MOMENTS):
        op.drop_column("ankang_file_version", name)
