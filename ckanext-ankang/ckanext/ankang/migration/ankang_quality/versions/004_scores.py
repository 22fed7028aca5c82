"""Create the daily series of quality scores."""

revision = "004_scores"
down_revision = "003_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
