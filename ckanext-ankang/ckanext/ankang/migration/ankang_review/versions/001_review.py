"""Cases, standing approvals and the audit log."""

from alembic import op

revision = "ankang_review_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_standing_approval (
    id text PRIMARY KEY,
    source text NOT NULL,
    source_hash text NOT NULL,
    owner_org text NOT NULL,
    approver_name text NOT NULL,
    granted_by text NOT NULL,
    granted timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL,
    limits jsonb NOT NULL,
    revoked timestamptz,
    revoked_by text,
    suspended timestamptz,
    suspended_reason text NOT NULL DEFAULT ''
);
CREATE INDEX ankang_standing_approval_source ON ankang_standing_approval (source, granted);

CREATE TABLE ankang_case (
    id text PRIMARY KEY,
    parent_id text REFERENCES ankang_case (id),
    title text NOT NULL,
    source text NOT NULL,
    source_hash text NOT NULL,
    approval_id text REFERENCES ankang_standing_approval (id),
    state text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL
);
CREATE INDEX ankang_case_created ON ankang_case (created);
CREATE INDEX ankang_case_parent ON ankang_case (parent_id);

CREATE TABLE ankang_case_event (
    id bigserial PRIMARY KEY,
    case_id text NOT NULL REFERENCES ankang_case (id),
    event text NOT NULL,
    actor text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX ankang_case_event_case ON ankang_case_event (case_id, id);

CREATE TABLE ankang_case_item (
    id text PRIMARY KEY,
    case_id text NOT NULL REFERENCES ankang_case (id),
    position integer NOT NULL,
    identifier text NOT NULL,
    title text NOT NULL,
    item jsonb NOT NULL,
    reasons jsonb NOT NULL,
    package_id text,
    published timestamptz
);
CREATE INDEX ankang_case_item_case ON ankang_case_item (case_id, position);

-- `body` holds the signed text to the byte; nothing beside it is trusted.
CREATE TABLE ankang_audit_entry (
    number bigint PRIMARY KEY,
    body text NOT NULL,
    mac text NOT NULL
);
CREATE FUNCTION ankang_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ankang_audit_entry is append-only';
END $$;
CREATE TRIGGER ankang_audit_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ankang_audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ankang_audit_refuse();
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("""
        DROP TABLE ankang_audit_entry, ankang_case_item, ankang_case_event, ankang_case, ankang_standing_approval;
        DROP FUNCTION ankang_audit_refuse();
    """)
