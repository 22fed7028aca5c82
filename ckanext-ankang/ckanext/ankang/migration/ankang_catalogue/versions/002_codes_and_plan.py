"""信息资源代码, given once and for good, the yearly plans, and files about to be imported."""

from alembic import op

revision = "ankang_catalogue_002"
down_revision = "001_catalogue"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_catalogue_code (
    code text PRIMARY KEY,
    prefix text NOT NULL,
    number integer NOT NULL,
    package_id text NOT NULL UNIQUE,
    assigned timestamptz NOT NULL DEFAULT now(),
    UNIQUE (prefix, number)
);
CREATE TABLE ankang_catalogue_plan (
    id text PRIMARY KEY,
    department text NOT NULL,
    title text NOT NULL,
    -- The first day of the month by whose end the dataset shall be open.
    month date NOT NULL,
    openness text NOT NULL,
    entered timestamptz NOT NULL DEFAULT now(),
    entered_by text NOT NULL,
    UNIQUE (department, title)
);
CREATE INDEX ankang_catalogue_plan_month ON ankang_catalogue_plan (month);
-- A file that its author has looked at and not yet confirmed; the next one takes its place.
CREATE TABLE ankang_catalogue_upload (
    id text PRIMARY KEY,
    name text NOT NULL,
    content bytea NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL UNIQUE
);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute(
        "DROP TABLE ankang_catalogue_upload; DROP TABLE ankang_catalogue_plan; DROP TABLE ankang_catalogue_code"
    )
