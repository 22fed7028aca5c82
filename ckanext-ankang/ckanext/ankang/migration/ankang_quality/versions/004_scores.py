"""Create the table of quality scores."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "004_scores"
down_revision = "003_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ankang_quality_score",
        sa.Column("dataset_id", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("points", sa.SmallInteger, nullable=False),
        sa.Column("dimensions", JSONB, nullable=False),
    )
    op.create_index("ankang_quality_score_of_day", "ankang_quality_score", ["day"])


def downgrade() -> None:
    op.drop_table("ankang_quality_score")
