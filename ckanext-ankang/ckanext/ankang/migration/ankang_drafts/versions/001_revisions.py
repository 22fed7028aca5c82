"""Revisions: a dataset as it shall be, before its case and while it is reviewed."""

from alembic import op

revision = "ankang_drafts_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_revision (
    id text PRIMARY KEY,
    package_id text NOT NULL,
    type text NOT NULL DEFAULT 'dataset',
    department text NOT NULL,
    title text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT 'publish',
    -- The revision that was public when this one was begun; NULL for what was never public.
    base text,
    -- Counts the saves: who saves names the edit he started from.
    edit integer NOT NULL DEFAULT 1,
    content jsonb NOT NULL,
    editors jsonb NOT NULL DEFAULT '[]',
    state text NOT NULL DEFAULT 'draft',
    case_id text,
    created timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL,
    saved timestamptz NOT NULL DEFAULT now(),
    saved_by text NOT NULL,
    published timestamptz
);
CREATE INDEX ankang_revision_package ON ankang_revision (package_id, created);
CREATE INDEX ankang_revision_department ON ankang_revision (department, state);
CREATE INDEX ankang_revision_case ON ankang_revision (case_id) WHERE case_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_revision")
