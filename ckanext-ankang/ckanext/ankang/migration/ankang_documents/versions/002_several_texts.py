"""Say of each text since when it holds and what it was read from; of each piece, whose it is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "ankang_documents_002"
down_revision = "ankang_documents_001"
branch_labels = None
depends_on = None

VERSION = "ankang_document_version"
ARTICLE = "ankang_document_article"


def upgrade() -> None:
    op.add_column(VERSION, sa.Column("day_published", sa.Date))
    op.add_column(VERSION, sa.Column("day_from", sa.Date))
    op.add_column(VERSION, sa.Column("note", sa.UnicodeText))
    op.add_column(VERSION, sa.Column("history", JSONB, nullable=False, server_default="[]"))
    op.add_column(VERSION, sa.Column("header", JSONB, nullable=False, server_default="{}"))
    op.add_column(ARTICLE, sa.Column("layer", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column(ARTICLE, "layer")
    for name in ("header", "history", "note", "day_from", "day_published"):
        op.drop_column(VERSION, name)
