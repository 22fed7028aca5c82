"""Create the table of validations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "001_validations"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ankang_validation",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version_id", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("report", JSONB, nullable=False),
        sa.Column("schema", JSONB, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
        sa.Column("software", JSONB, nullable=False),
    )
    op.create_index("ankang_validation_of", "ankang_validation", ["version_id", "created"])


def downgrade() -> None:
    op.drop_table("ankang_validation")
