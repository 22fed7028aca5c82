"""Renditions: the files made of a text, which of its states they say, and where they lie."""

from alembic import op

revision = "ankang_renditions_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_rendition (
    package_id text NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    number integer NOT NULL,
    format text NOT NULL CHECK (format IN ('docx', 'pdf')),
    -- Digest of everything the file says, and the layout it was made by.
    source text NOT NULL,
    template integer NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL,
    made timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (package_id, number, format)
);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_rendition")
