"""Create the register of columns, decisions on renames, and confirmed schemas."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002_columns"
down_revision = "001_validations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ankang_column",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("column_id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("first_version", sa.Integer),
        sa.Column("last_version", sa.Integer),
        sa.Column("retired", sa.Boolean, nullable=False),
    )
    op.create_index(
        "ankang_column_title",
        "ankang_column",
        ["resource_id", "title"],
        unique=True,
        postgresql_where=sa.text("NOT retired"),
    )
    op.create_table(
        "ankang_column_decision",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("resource_id", sa.Text, nullable=False),
        sa.Column("column_id", sa.Text, nullable=False),
        sa.Column("old_title", sa.Text, nullable=False),
        sa.Column("new_title", sa.Text, nullable=False),
        sa.Column("renamed", sa.Boolean, nullable=False),
        sa.Column("last_version", sa.Integer),
        sa.Column("retired_id", sa.Text),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.DateTime(timezone=True)),
        sa.Column("approved_by", sa.Text),
        sa.Column("undone_by", sa.Text),
        sa.Column("undone", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text),
    )
    op.create_index(
        "ankang_column_decision_of", "ankang_column_decision", ["resource_id", "decided"]
    )
    op.create_table(
        "ankang_table_schema",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("column_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("descriptor", JSONB, nullable=False),
        sa.Column("restores", sa.Integer),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.DateTime(timezone=True)),
        sa.Column("rejected", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
        sa.Column("reason", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("ankang_table_schema")
    op.drop_table("ankang_column_decision")
    op.drop_table("ankang_column")
