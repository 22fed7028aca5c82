"""Create the table of releases of held findings."""

import sqlalchemy as sa
from alembic import op

revision = "003_releases"
down_revision = "002_columns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ankang_finding_release",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version_id", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("released", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Text, nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.Text),
    )
    op.create_index("ankang_finding_release_of", "ankang_finding_release", ["version_id"])


def downgrade() -> None:
    op.drop_table("ankang_finding_release")
