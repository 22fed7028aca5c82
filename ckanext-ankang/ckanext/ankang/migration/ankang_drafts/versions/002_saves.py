"""What each save replaced, what was public when a revision was begun, and one open revision each."""

from alembic import op

revision = "ankang_drafts_002"
down_revision = "ankang_drafts_001"
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE ankang_revision
    -- What was public when this was begun: the first side of a three-way difference.
    ADD COLUMN base_content jsonb NOT NULL DEFAULT '{}';
CREATE UNIQUE INDEX ankang_revision_open ON ankang_revision (package_id)
    WHERE state IN ('draft', 'submitted', 'returned');
CREATE INDEX ankang_revision_resources ON ankang_revision USING gin ((content->'resources') jsonb_path_ops);
CREATE TABLE ankang_revision_save (
    revision_id text NOT NULL REFERENCES ankang_revision (id),
    -- The edit that this save led to.
    edit integer NOT NULL,
    -- The values that it replaced, by field; null for one that was not there.
    replaced jsonb NOT NULL,
    saved timestamptz NOT NULL DEFAULT now(),
    saved_by text NOT NULL,
    PRIMARY KEY (revision_id, edit)
);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("""
        DROP TABLE ankang_revision_save;
        DROP INDEX ankang_revision_resources, ankang_revision_open;
        ALTER TABLE ankang_revision DROP COLUMN base_content
    """)
