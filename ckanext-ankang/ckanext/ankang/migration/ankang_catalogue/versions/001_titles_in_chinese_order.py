"""Titles of departments and themes sort by pinyin, in every list that core orders by title."""

from alembic import op

revision = "001_catalogue"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give the column PostgreSQL's ICU collation; core's ORDER BY then needs no change."""
    op.execute('ALTER TABLE "group" ALTER COLUMN title TYPE text COLLATE "zh-x-icu"')


def downgrade() -> None:
    """Return to the database's own order."""
    op.execute('ALTER TABLE "group" ALTER COLUMN title TYPE text COLLATE "default"')
