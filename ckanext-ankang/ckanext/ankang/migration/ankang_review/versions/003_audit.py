"""One audit chain for each case or run, its head entered in the main chain."""

from alembic import op

revision = "ankang_review_003"
down_revision = "ankang_review_002"
branch_labels = None
depends_on = None

TABLES = """
-- Entries written before stay where they are: they are the beginning of the main chain.
CREATE TABLE ankang_audit_link (
    chain text NOT NULL,
    number bigint NOT NULL,
    body text NOT NULL,
    mac text NOT NULL,
    PRIMARY KEY (chain, number)
);
CREATE TRIGGER ankang_audit_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ankang_audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION ankang_audit_refuse();
-- A list of work, and trusted by nobody: chains whose head is not entered yet.
CREATE TABLE ankang_audit_waiting (chain text PRIMARY KEY);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_audit_waiting, ankang_audit_link")
