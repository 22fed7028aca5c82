"""Which draft a file became, and indexes for asking which document an entry is."""

from alembic import op

revision = "ankang_documents_004"
down_revision = "ankang_documents_003"
branch_labels = None
depends_on = None

UP = """
CREATE TABLE ankang_document_arrival (
    department text NOT NULL,
    sha256 text NOT NULL,
    -- Null while the file is being read.
    revision_id text,
    begun timestamptz NOT NULL,
    PRIMARY KEY (department, sha256)
);
CREATE INDEX ankang_document_arrival_revision ON ankang_document_arrival (revision_id);
CREATE INDEX ankang_package_document_number ON package ((extras ->> 'document_number'))
    WHERE type = 'document';
CREATE INDEX ankang_package_registration_number ON package ((extras ->> 'registration_number'))
    WHERE type = 'document';
"""
DOWN = """
DROP INDEX ankang_package_registration_number;
DROP INDEX ankang_package_document_number;
DROP TABLE ankang_document_arrival;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
