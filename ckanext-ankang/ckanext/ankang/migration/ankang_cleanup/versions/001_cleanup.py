"""Clean-up: ways chosen for what ends, campaigns with their lists, yearly figures as reported."""

from alembic import op

revision = "ankang_cleanup_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_cleanup_way (
    package_id text NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    last_day date NOT NULL,
    way text NOT NULL,
    note text NOT NULL DEFAULT '',
    chosen_by text NOT NULL,
    chosen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (package_id, last_day)
);
CREATE TABLE ankang_cleanup_campaign (
    id text PRIMARY KEY,
    title text NOT NULL,
    issued_from date,
    issued_until date,
    topic text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    asked_until date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'deciding', 'decided')),
    notice jsonb NOT NULL DEFAULT '{}',
    opened_by text NOT NULL,
    opened timestamptz NOT NULL DEFAULT now(),
    decided_by text,
    decided timestamptz,
    findings jsonb NOT NULL DEFAULT '[]'
);
CREATE TABLE ankang_cleanup_entry (
    campaign_id text NOT NULL REFERENCES ankang_cleanup_campaign (id) ON DELETE CASCADE,
    package_id text NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    -- Departments of a joint document, and 市司法局, may each say something: that is a finding.
    department text NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL DEFAULT '',
    entered_by text NOT NULL,
    entered timestamptz NOT NULL DEFAULT now(),
    event_id text,
    done boolean NOT NULL DEFAULT false,
    problem text NOT NULL DEFAULT '',
    PRIMARY KEY (campaign_id, package_id, department)
);
CREATE TABLE ankang_annual_report (
    year integer NOT NULL,
    organ text NOT NULL,
    rows jsonb NOT NULL,
    documents jsonb NOT NULL,
    reported_by text NOT NULL,
    reported timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (year, organ)
);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("""
        DROP TABLE ankang_annual_report;
        DROP TABLE ankang_cleanup_entry;
        DROP TABLE ankang_cleanup_campaign;
        DROP TABLE ankang_cleanup_way
    """)
