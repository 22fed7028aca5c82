"""Keep who compared the text of a document with its original, item by item of a case (三校)."""

import sqlalchemy as sa
from alembic import op

revision = "ankang_documents_003"
down_revision = "ankang_documents_002"
branch_labels = None
depends_on = None

TABLE = "ankang_document_proof"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("case_id", sa.UnicodeText, nullable=False),
        sa.Column("item_id", sa.UnicodeText, nullable=False),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("version_id", sa.UnicodeText),
        sa.Column("sha256", sa.UnicodeText, nullable=False),
        sa.Column("person", sa.UnicodeText, nullable=False),
        sa.Column("compared", sa.DateTime(timezone=True), nullable=False),
        sa.Column("same", sa.Boolean, nullable=False),
        sa.Column("note", sa.UnicodeText, nullable=False),
    )
    op.create_index(f"{TABLE}_case", TABLE, ["case_id", "item_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
