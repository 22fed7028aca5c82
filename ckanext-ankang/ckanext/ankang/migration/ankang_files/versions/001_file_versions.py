"""Create the table of file versions."""

import sqlalchemy as sa
from alembic import op

revision = "001_file_versions"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ankang_file_version",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("resource_id", sa.Text),
        sa.Column("owner_org", sa.Text),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("location", sa.Text, nullable=False, unique=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published", sa.DateTime(timezone=True)),
        # NULLs are distinct: versions that belong to no resource yet all carry number 1.
        sa.UniqueConstraint("resource_id", "number", name="ankang_file_version_number"),
    )


def downgrade() -> None:
    op.drop_table("ankang_file_version")
