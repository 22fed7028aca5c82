"""The steps of a review: posts, deputies, lighter profiles, and what each signature says."""

from alembic import op

revision = "ankang_review_002"
down_revision = "ankang_review_001"
branch_labels = None
depends_on = None

TABLES = """
-- Roles are person × post × department × from–to (issue 6); a day is one of Asia/Shanghai, both inclusive.
CREATE TABLE ankang_post_holding (
    id text PRIMARY KEY,
    person text NOT NULL,
    post text NOT NULL,
    department text NOT NULL,
    starts date NOT NULL,
    ends date,
    ground text NOT NULL DEFAULT '',
    granted_by text NOT NULL,
    granted timestamptz NOT NULL DEFAULT now(),
    revoked timestamptz,
    revoked_by text
);
CREATE INDEX ankang_post_holding_person ON ankang_post_holding (person);
CREATE INDEX ankang_post_holding_post ON ankang_post_holding (department, post);

CREATE TABLE ankang_deputy (
    id text PRIMARY KEY,
    holding_id text NOT NULL REFERENCES ankang_post_holding (id),
    person text NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    reason text NOT NULL,
    granted_by text NOT NULL,
    granted timestamptz NOT NULL DEFAULT now(),
    revoked timestamptz,
    revoked_by text
);
CREATE INDEX ankang_deputy_person ON ankang_deputy (person);

-- A lighter profile for a department: a named person, a ground, a date and an end (process.md 1.4).
CREATE TABLE ankang_profile_grant (
    id text PRIMARY KEY,
    profile text NOT NULL,
    department text NOT NULL,
    ground text NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    granted_by text NOT NULL,
    granted timestamptz NOT NULL DEFAULT now(),
    revoked timestamptz,
    revoked_by text
);
CREATE INDEX ankang_profile_grant_department ON ankang_profile_grant (department, profile);

ALTER TABLE ankang_case
    ADD COLUMN kind text NOT NULL DEFAULT 'publish',
    ADD COLUMN profile text NOT NULL DEFAULT 'harvest',
    ADD COLUMN department text,
    ADD COLUMN step text,
    ADD COLUMN round integer NOT NULL DEFAULT 1,
    ADD COLUMN due timestamptz,
    ADD COLUMN formed_on date;
CREATE INDEX ankang_case_turn ON ankang_case (department, step) WHERE step IS NOT NULL;

ALTER TABLE ankang_case_event
    ADD COLUMN step text,
    ADD COLUMN post text,
    ADD COLUMN deputy_for text,
    ADD COLUMN round integer NOT NULL DEFAULT 1,
    ADD COLUMN detail jsonb NOT NULL DEFAULT '{}';

ALTER TABLE ankang_case_item ADD COLUMN revision_id text;
CREATE INDEX ankang_case_item_revision ON ankang_case_item (revision_id) WHERE revision_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("""
        ALTER TABLE ankang_case_item DROP COLUMN revision_id;
        ALTER TABLE ankang_case_event
            DROP COLUMN step, DROP COLUMN post, DROP COLUMN deputy_for, DROP COLUMN round, DROP COLUMN detail;
        ALTER TABLE ankang_case
            DROP COLUMN kind, DROP COLUMN profile, DROP COLUMN department, DROP COLUMN step,
            DROP COLUMN round, DROP COLUMN due, DROP COLUMN formed_on;
        DROP TABLE ankang_profile_grant, ankang_deputy, ankang_post_holding;
    """)
