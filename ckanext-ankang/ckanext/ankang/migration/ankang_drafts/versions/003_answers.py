"""What clerks wrote on the sheet 处理单 to findings and to reviewers' reasons."""

from alembic import op

revision = "ankang_drafts_003"
down_revision = "ankang_drafts_002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE ankang_revision_answer (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            revision_id text NOT NULL REFERENCES ankang_revision (id),
            version_id text NOT NULL,
            asked text NOT NULL,
            answer text NOT NULL,
            said timestamptz NOT NULL DEFAULT now(),
            said_by text NOT NULL
        );
        CREATE INDEX ankang_revision_answer_revision ON ankang_revision_answer (revision_id);
    """)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_revision_answer")
