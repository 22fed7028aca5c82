"""The second factor of whoever signs."""

from alembic import op

revision = "ankang_security_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
-- `salt` is half of the secret: the other half is the portal's SECRET_KEY, which no database holds.
CREATE TABLE ankang_second_factor (
    person text PRIMARY KEY,
    salt text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    confirmed timestamptz,
    last_step bigint NOT NULL DEFAULT 0,
    recovery jsonb NOT NULL DEFAULT '[]'
);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_second_factor")
