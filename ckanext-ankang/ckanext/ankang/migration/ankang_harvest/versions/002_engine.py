"""What a run decides and keeps stands in tables, line by line: it is taken up where it stood."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002_harvest"
down_revision = "001_harvest"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
EMPTY = sa.text("''")
OBJECT = sa.text("'{}'")

# Two runs of one source under way: the older was cut off before such a thing was impossible.
OVERTAKEN = """
    UPDATE ankang_harvest_run run SET state = 'failed', error = '已中断', finished = now()
     WHERE state IN ('waiting', 'running')
       AND EXISTS (SELECT FROM ankang_harvest_run later
                    WHERE later.source = run.source AND later.state IN ('waiting', 'running')
                      AND (later.created, later.id) > (run.created, run.id))
"""
# One identifier may stand twice in an old report: the later line tells how it ended.
REPORTS = """
    INSERT INTO ankang_harvest_change
           (run_id, identifier, title, kind, differences, outcome, reason, content, shape)
    SELECT DISTINCT ON (run.id, line ->> 'identifier')
           run.id, line ->> 'identifier', line ->> 'title', line ->> 'change',
           coalesce(line -> 'differences', '{}'), line ->> 'outcome', line ->> 'reason', '', '[]'
      FROM ankang_harvest_run run, jsonb_array_elements(run.report) WITH ORDINALITY AS said(line, place)
     ORDER BY run.id, line ->> 'identifier', place DESC
"""


def upgrade() -> None:
    """Give runs their phase and fence, items their failures, and both their lines and contents."""
    op.create_table(
        "ankang_harvest_content",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("raw_type", sa.Text, nullable=False),
        sa.Column("transformed", JSONB, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
        sa.Column("created", moment, nullable=False),
    )
    op.create_table(
        "ankang_harvest_change",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("differences", JSONB, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("shape", JSONB, nullable=False),
        sa.UniqueConstraint("run_id", "identifier"),
    )
    op.create_index("ankang_harvest_change_item", "ankang_harvest_change", ["identifier"])
    for column in (
        sa.Column("again", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("phase", sa.Text, nullable=False, server_default="fetch"),
        sa.Column("epoch", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("ankang_harvest_run", column)
    for column in (
        sa.Column("published_hash", sa.Text, nullable=False, server_default=EMPTY),
        sa.Column("left_hash", sa.Text, nullable=False, server_default=EMPTY),
        sa.Column("fingerprint", sa.Text, nullable=False, server_default=EMPTY),
        sa.Column("validators", JSONB, nullable=False, server_default=OBJECT),
        sa.Column("shape", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("confirmed", sa.Boolean, nullable=False, server_default=sa.false()),
    ):
        op.add_column("ankang_harvest_record", column)
    op.execute(
        "UPDATE ankang_harvest_record SET published_hash = content_hash WHERE state = 'published'"
    )
    op.execute("UPDATE ankang_harvest_run SET phase = 'done' WHERE state IN ('finished', 'failed')")
    op.execute(REPORTS)
    op.drop_column("ankang_harvest_run", "report")
    op.execute(OVERTAKEN)
    op.create_index(
        "ankang_harvest_run_one",
        "ankang_harvest_run",
        ["source"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )


def downgrade() -> None:
    """Put the lines back into the reports."""
    op.drop_index("ankang_harvest_run_one")
    op.add_column(
        "ankang_harvest_run",
        sa.Column("report", JSONB, nullable=False, server_default=sa.text("'[]'")),
    )
    for name in ("published_hash", "left_hash", "fingerprint"):
        op.drop_column("ankang_harvest_record", name)
    for name in ("validators", "shape", "failures", "confirmed"):
        op.drop_column("ankang_harvest_record", name)
    for name in ("again", "phase", "epoch"):
        op.drop_column("ankang_harvest_run", name)
    op.drop_table("ankang_harvest_change")
    op.drop_table("ankang_harvest_content")
