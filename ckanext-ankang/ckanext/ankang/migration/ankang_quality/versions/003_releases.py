"""Keep who released a privacy finding, when and why."""

revision = "003_releases"
down_revision = "002_columns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
