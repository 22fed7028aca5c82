"""Notices: what the portal told whom, in the portal and by mail."""

from alembic import op

revision = "ankang_notices_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_notice (
    id text PRIMARY KEY,
    person text NOT NULL,
    kind text NOT NULL,
    -- One notice a person and key: what is said again tomorrow is not a second notice.
    key text NOT NULL,
    title text NOT NULL,
    link text NOT NULL DEFAULT '',
    created timestamptz NOT NULL DEFAULT now(),
    read timestamptz,
    mailed timestamptz,
    UNIQUE (person, key)
);
CREATE INDEX ankang_notice_unread ON ankang_notice (person, created) WHERE read IS NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_notice")
