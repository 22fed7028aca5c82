"""Work in bulk waits behind the rest; a key is kept for life, and only one job of a key runs."""

from alembic import op

revision = "ankang_jobs_002"
down_revision = "ankang_jobs_001"
branch_labels = None
depends_on = None

UP = """
ALTER TABLE ankang_job ADD COLUMN priority smallint NOT NULL DEFAULT 0;
DROP INDEX ankang_job_key;
DROP INDEX ankang_job_due;
-- A job that was started once stands for itself: a newer one with its key may wait beside it.
CREATE UNIQUE INDEX ankang_job_key ON ankang_job (key) WHERE state = 'waiting' AND started IS NULL;
CREATE UNIQUE INDEX ankang_job_key_running ON ankang_job (key) WHERE state = 'running';
CREATE INDEX ankang_job_key_all ON ankang_job (key, created) WHERE key IS NOT NULL;
CREATE INDEX ankang_job_due ON ankang_job (priority, due) WHERE state = 'waiting';
"""
DOWN = """
DROP INDEX ankang_job_key, ankang_job_key_running, ankang_job_key_all, ankang_job_due;
UPDATE ankang_job SET key = NULL WHERE state = 'waiting' AND started IS NOT NULL;
ALTER TABLE ankang_job DROP COLUMN priority;
CREATE UNIQUE INDEX ankang_job_key ON ankang_job (key) WHERE state = 'waiting' AND attempt = 0;
CREATE INDEX ankang_job_due ON ankang_job (due) WHERE state = 'waiting';
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
