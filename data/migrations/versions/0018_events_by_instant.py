"""Find what happened lately without reading the whole log."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_at", "event", ["at", "id"])


def downgrade() -> None:
    op.drop_index("ix_event_at", "event")
