"""Bind column ids to header titles for the life of a resource."""

revision = "002_columns"
down_revision = "001_validations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
