"""Documents that were there before the core `library` are indexed in it, too."""

from alembic import op

revision = "ankang_jobs_003"
down_revision = "ankang_jobs_002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO ankang_outbox (package_id) SELECT id FROM package WHERE type = 'document'"
    )


def downgrade() -> None:
    """Nothing of this stays."""
