"""The chance that a run uses for an opportunity, beside the ones it chose from."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("opportunity_forecast", sa.Column("chance", sa.Float(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    op.drop_column("opportunity_forecast", "chance")
