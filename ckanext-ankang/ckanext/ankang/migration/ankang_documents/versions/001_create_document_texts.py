"""Create the tables that hold the text of documents by version and article."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "ankang_documents_001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ankang_document_version",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column(
            "package_id",
            sa.UnicodeText,
            sa.ForeignKey("package.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("version_id", sa.UnicodeText),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.UnicodeText, nullable=False),
        sa.Column("text_source", sa.UnicodeText),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("problems", JSONB, nullable=False),
        sa.Column("repairs", JSONB, nullable=False),
        sa.UniqueConstraint("package_id", "number"),
    )
    op.create_table(
        "ankang_document_article",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column(
            "document_version_id",
            sa.UnicodeText,
            sa.ForeignKey("ankang_document_version.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("number", sa.UnicodeText, nullable=False),
        sa.Column("heading", sa.UnicodeText, nullable=False),
        sa.Column("text", sa.UnicodeText, nullable=False),
        sa.Column("anchor", sa.UnicodeText, nullable=False),
        sa.Column("supplied", sa.Boolean, nullable=False),
        sa.UniqueConstraint("document_version_id", "position"),
    )


def downgrade() -> None:
    op.drop_table("ankang_document_article")
    op.drop_table("ankang_document_version")
