"""Events of documents, and the force that follows from them, day by day."""

from alembic import op

revision = "ankang_validity_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_document_event (
    id text PRIMARY KEY,
    -- Null as long as the document it is about is not in the library; `subject` says what it is called.
    package_id text REFERENCES package (id) ON DELETE CASCADE,
    subject jsonb NOT NULL DEFAULT '{}',
    kind text NOT NULL,
    day date NOT NULL,
    known timestamptz NOT NULL,
    acting_title text NOT NULL DEFAULT '',
    acting_number text NOT NULL DEFAULT '',
    acting_organ text NOT NULL DEFAULT '',
    acting_article text NOT NULL DEFAULT '',
    acting_day date,
    acting_document_id text REFERENCES package (id) ON DELETE SET NULL,
    clause text NOT NULL DEFAULT '',
    detail jsonb NOT NULL DEFAULT '{}',
    source text NOT NULL DEFAULT '',
    state text NOT NULL,
    -- What an event read from a published text is recognised by when that text is published again.
    origin text,
    -- The document whose text says so.
    origin_package_id text REFERENCES package (id) ON DELETE CASCADE,
    proposed_by text NOT NULL DEFAULT '',
    proposed timestamptz NOT NULL DEFAULT now(),
    decided_by text NOT NULL DEFAULT '',
    decided timestamptz,
    reason text NOT NULL DEFAULT '',
    retracted timestamptz,
    retracted_by text NOT NULL DEFAULT '',
    retracted_reason text NOT NULL DEFAULT ''
);
CREATE INDEX ankang_document_event_package ON ankang_document_event (package_id, day);
CREATE INDEX ankang_document_event_waiting ON ankang_document_event (proposed) WHERE state = 'proposed';
CREATE INDEX ankang_document_event_unresolved ON ankang_document_event ((subject ->> 'key')) WHERE package_id IS NULL;
CREATE INDEX ankang_document_event_acting ON ankang_document_event (acting_title) WHERE acting_document_id IS NULL;
CREATE UNIQUE INDEX ankang_document_event_origin ON ankang_document_event (origin) WHERE retracted IS NULL;

-- Derived, never written by hand: for each document, days on which nothing changes.
CREATE TABLE ankang_document_force (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    package_id text NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    days daterange NOT NULL,
    since date,
    state text NOT NULL,
    flags jsonb NOT NULL DEFAULT '[]',
    version integer,
    last_day date,
    event_id text,
    sentence text NOT NULL
);
CREATE INDEX ankang_document_force_package ON ankang_document_force (package_id);
CREATE INDEX ankang_document_force_days ON ankang_document_force USING gist (days);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_document_force")
    op.execute("DROP TABLE ankang_document_event")
