"""How each person wants notices by mail."""

from alembic import op

revision = "ankang_notices_002"
down_revision = "ankang_notices_001"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_notice_preference (
    person text PRIMARY KEY,
    mode text NOT NULL CHECK (mode IN ('off', 'digest', 'immediate')),
    since timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ankang_notice_unmailed ON ankang_notice (person, created) WHERE mailed IS NULL;
CREATE INDEX ankang_notice_mailed ON ankang_notice (person, mailed) WHERE mailed IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP INDEX ankang_notice_unmailed")
    op.execute("DROP INDEX ankang_notice_mailed")
    op.execute("DROP TABLE ankang_notice_preference")
