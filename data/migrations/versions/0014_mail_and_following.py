"""E-mail that waits to be sent, what people follow or mute, and what waits for their digests."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)
WAITING = sa.text("sent_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    _mail()
    _digest()
    op.create_table(
        "following",
        sa.Column("user_id", Key, nullable=False),
        sa.Column("entity", sa.String(20), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_following_user_id")),
        sa.PrimaryKeyConstraint("user_id", "entity", "entity_id", name=op.f("pk_following")),
    )
    op.create_index("ix_following_entity", "following", ["entity", "entity_id"])


def _mail() -> None:
    op.create_table(
        "mail_message",
        sa.Column("id", Key, nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("user_id", Key, nullable=True),
        sa.Column("address", sa.String(200), nullable=True),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(2100), nullable=False),
        sa.Column("attachment_name", sa.String(200), nullable=True),
        sa.Column("attachment_type", sa.String(120), nullable=True),
        sa.Column("attachment", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("not_before_at", Instant, nullable=False),
        sa.Column("next_try_at", Instant, nullable=True),
        sa.Column("claimed_until_at", Instant, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(500), nullable=True),
        sa.Column("sent_at", Instant, nullable=True),
        sa.Column("failed_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mail_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_message")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_message_key")),
    )
    op.create_index(
        "ix_mail_message_waiting",
        "mail_message",
        ["not_before_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def _digest() -> None:
    op.create_table(
        "digest_item",
        sa.Column("id", Key, nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("opportunity_id", Key, nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("mail_message_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_digest_item_user_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_digest_item_opportunity_id")),
        sa.ForeignKeyConstraint(["mail_message_id"], ["mail_message.id"], name=op.f("fk_digest_item_mail_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
        sa.UniqueConstraint("key", name=op.f("uq_digest_item_key")),
    )
    op.create_index("ix_digest_item_user_id", "digest_item", ["user_id", "mail_message_id"])


def downgrade() -> None:
    op.drop_table("following")
    op.drop_table("digest_item")
    op.drop_table("mail_message")
