"""Outside links: what each is like now, and every look at it."""

from alembic import op

revision = "ankang_links_001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ankang_link (
    resource_id text PRIMARY KEY REFERENCES resource (id) ON DELETE CASCADE,
    package_id text NOT NULL,
    url text NOT NULL,
    outcome text CHECK (outcome IN ('alive', 'broken', 'unclear')),
    same integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'alive', 'failing', 'dead', 'unclear')),
    since timestamptz NOT NULL DEFAULT now(),
    due timestamptz NOT NULL DEFAULT now(),
    looked timestamptz,
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX ankang_link_due ON ankang_link (due);
CREATE INDEX ankang_link_package ON ankang_link (package_id);
CREATE TABLE ankang_link_look (
    id bigserial PRIMARY KEY,
    resource_id text NOT NULL REFERENCES ankang_link (resource_id) ON DELETE CASCADE,
    looked timestamptz NOT NULL,
    outcome text NOT NULL,
    status integer,
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX ankang_link_look_resource ON ankang_link_look (resource_id, looked);
CREATE INDEX ankang_link_look_looked ON ankang_link_look (looked);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE ankang_link_look, ankang_link")
