"""A note on each quote, and one row at most for a stage's task on an opportunity."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Of several rows the first one that says the task is done stays, else the first one.
SURPLUS = """
DELETE FROM opportunity_task WHERE EXISTS (
  SELECT 1 FROM opportunity_task AS other
  WHERE other.opportunity_id = opportunity_task.opportunity_id
    AND other.stage_task_id = opportunity_task.stage_task_id
    AND other.id <> opportunity_task.id
    AND (
      (other.done_at IS NOT NULL AND opportunity_task.done_at IS NULL)
      OR ((other.done_at IS NULL) = (opportunity_task.done_at IS NULL) AND other.id < opportunity_task.id)
    )
)
"""


def upgrade() -> None:
    op.add_column("quote", sa.Column("note", sa.String(2000), nullable=True))
    op.execute(SURPLUS)
    op.create_index("uq_opportunity_task_task", "opportunity_task", ["opportunity_id", "stage_task_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_opportunity_task_task", "opportunity_task")
    op.drop_column("quote", "note")
