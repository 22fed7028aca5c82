"""Links of packages beside those of resources: where a dataset or document came from."""

from alembic import op

revision = "ankang_links_002"
down_revision = "ankang_links_001"
branch_labels = None
depends_on = None

WIDER = """
ALTER TABLE ankang_link DROP CONSTRAINT ankang_link_resource_id_fkey;
ALTER TABLE ankang_link RENAME COLUMN resource_id TO id;
ALTER TABLE ankang_link ADD COLUMN resource_id text REFERENCES resource (id) ON DELETE CASCADE;
ALTER TABLE ankang_link ADD CONSTRAINT ankang_link_package_id_fkey
    FOREIGN KEY (package_id) REFERENCES package (id) ON DELETE CASCADE;
UPDATE ankang_link SET resource_id = id;
CREATE INDEX ankang_link_resource ON ankang_link (resource_id);
ALTER TABLE ankang_link_look RENAME COLUMN resource_id TO link_id;
"""
NARROWER = """
DELETE FROM ankang_link WHERE resource_id IS NULL;
ALTER TABLE ankang_link_look RENAME COLUMN link_id TO resource_id;
ALTER TABLE ankang_link DROP CONSTRAINT ankang_link_package_id_fkey;
ALTER TABLE ankang_link DROP COLUMN resource_id;
ALTER TABLE ankang_link RENAME COLUMN id TO resource_id;
ALTER TABLE ankang_link ADD CONSTRAINT ankang_link_resource_id_fkey
    FOREIGN KEY (resource_id) REFERENCES resource (id) ON DELETE CASCADE;
"""


def upgrade() -> None:
    op.execute(WIDER)


def downgrade() -> None:
    op.execute(NARROWER)
