"""Reminders are found by their time, and a run of a rule that failed says when it is tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PLANNED = sa.text("done_at IS NULL AND remind_at IS NOT NULL")
WAITING = sa.text("retry_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_activity_remind_at", "activity", ["remind_at"], sqlite_where=PLANNED, postgresql_where=PLANNED)
    op.add_column("workflow_rule_run", sa.Column("tries", sa.Integer(), server_default="1", nullable=False))
    op.add_column("workflow_rule_run", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_workflow_rule_run_retry_at",
        "workflow_rule_run",
        ["retry_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_workflow_rule_run_retry_at", "workflow_rule_run")
    op.drop_column("workflow_rule_run", "retry_at")
    op.drop_column("workflow_rule_run", "tries")
    op.drop_index("ix_activity_remind_at", "activity")
