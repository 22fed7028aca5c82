"""Citations: the texts that can be cited, and what each text cites."""

from alembic import op

revision = "ankang_citations_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_citable_text (
    package_id text NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    number integer NOT NULL,
    key text NOT NULL,
    document_number text NOT NULL DEFAULT '',
    published date,
    day_from date,
    first_published date,
    PRIMARY KEY (package_id, number)
);
CREATE INDEX ankang_citable_text_key ON ankang_citable_text (key);
CREATE INDEX ankang_citable_text_number ON ankang_citable_text (document_number)
    WHERE document_number <> '';

CREATE TABLE ankang_document_citation (
    id text PRIMARY KEY,
    package_id text NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    number integer NOT NULL,
    anchor text NOT NULL,
    start integer NOT NULL,
    stop integer NOT NULL,
    words text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL DEFAULT '',
    key text NOT NULL DEFAULT '',
    document_number text NOT NULL DEFAULT '',
    cited_day date,
    place jsonb NOT NULL DEFAULT '{}',
    articles text[] NOT NULL DEFAULT '{}',
    reason text NOT NULL DEFAULT '',
    verb text NOT NULL DEFAULT '',
    passive boolean NOT NULL DEFAULT false,
    -- Derived from what the library holds; null when it is not here or is no longer here.
    target_id text REFERENCES package (id) ON DELETE SET NULL,
    target_number integer
);
CREATE INDEX ankang_document_citation_text ON ankang_document_citation (package_id, number);
CREATE INDEX ankang_document_citation_target ON ankang_document_citation (target_id);
CREATE INDEX ankang_document_citation_key ON ankang_document_citation (key) WHERE key <> '';
CREATE INDEX ankang_document_citation_document_number
    ON ankang_document_citation (document_number) WHERE document_number <> '';
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_document_citation")
    op.execute("DROP TABLE ankang_citable_text")
