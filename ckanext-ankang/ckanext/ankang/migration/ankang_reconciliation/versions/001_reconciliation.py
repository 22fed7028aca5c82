"""What each comparison of sources, database, index and files found."""

from alembic import op

revision = "ankang_reconciliation_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_reconciliation (
    id text PRIMARY KEY,
    started timestamptz NOT NULL,
    finished timestamptz,
    mend boolean NOT NULL,
    counts jsonb NOT NULL,
    findings jsonb NOT NULL
);
CREATE INDEX ankang_reconciliation_started ON ankang_reconciliation (started);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_reconciliation")
