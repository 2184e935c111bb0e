"""What each person prefers, and the private address of a person's calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "user_preference",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("value", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "name", name="pk_user_preference"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_user_preference_user_id_user_account"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_calendar_feed"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_calendar_feed_user_id_user_account"),
        sa.UniqueConstraint("key_hash", name="uq_calendar_feed_key_hash"),
    )


def downgrade() -> None:
    op.drop_table("calendar_feed")
    op.drop_table("user_preference")
