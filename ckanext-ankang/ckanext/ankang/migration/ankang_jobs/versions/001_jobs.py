"""The queue and the outbox."""

from alembic import op

revision = "ankang_jobs_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_job (
    id text PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    key text,
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'quarantined')),
    created timestamptz NOT NULL DEFAULT now(),
    due timestamptz NOT NULL DEFAULT now(),
    attempt integer NOT NULL DEFAULT 0,
    worker text,
    lease_until timestamptz,
    started timestamptz,
    ended timestamptz,
    done bigint NOT NULL DEFAULT 0,
    total bigint,
    note text NOT NULL DEFAULT '',
    error text NOT NULL DEFAULT '',
    cancel_requested boolean NOT NULL DEFAULT false
);
-- A job that was tried once stands for itself: a newer one with its key may wait beside it.
CREATE UNIQUE INDEX ankang_job_key ON ankang_job (key) WHERE state = 'waiting' AND attempt = 0;
CREATE INDEX ankang_job_due ON ankang_job (due) WHERE state = 'waiting';
CREATE INDEX ankang_job_lease ON ankang_job (lease_until) WHERE state = 'running';
CREATE INDEX ankang_job_created ON ankang_job (created);

CREATE TABLE ankang_outbox (
    id bigserial PRIMARY KEY,
    package_id text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    due timestamptz NOT NULL DEFAULT now(),
    attempt integer NOT NULL DEFAULT 0,
    error text NOT NULL DEFAULT ''
);
CREATE INDEX ankang_outbox_package ON ankang_outbox (package_id);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_outbox; DROP TABLE ankang_job;")
