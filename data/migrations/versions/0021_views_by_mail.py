"""Saved views that people get by e-mail each week or month."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "view_schedule",
        sa.Column("id", Key, nullable=False),
        sa.Column("saved_view_id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("every", sa.String(5), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.CheckConstraint("every IN ('week', 'month')", name=op.f("ck_view_schedule_every")),
        sa.ForeignKeyConstraint(
            ["saved_view_id"], ["saved_view.id"], name=op.f("fk_view_schedule_saved_view_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_view_schedule_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_schedule")),
        sa.UniqueConstraint("saved_view_id", "user_id", name=op.f("uq_view_schedule_saved_view_id_user_id")),
    )
    op.create_index(op.f("ix_view_schedule_user_id"), "view_schedule", ["user_id"])


def downgrade() -> None:
    op.drop_table("view_schedule")
