"""Follows: which documents, issuers and questions a person wants to hear of."""

from alembic import op

revision = "ankang_library_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_library_follow (
    id text PRIMARY KEY,
    person text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('document', 'search')),
    -- The id of a document, or a question to the library as JSON with sorted keys.
    target text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    UNIQUE (person, kind, target)
);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_library_follow")
