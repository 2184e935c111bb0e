"""Notices in an order without gaps, what the worker has to do, and webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)
UNNUMBERED = sa.text("sequence IS NULL")
WAITING = sa.text("sent_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    op.drop_table("outbox")  # never written until now
    _outbox(
        sa.Column("key", sa.String(180), nullable=False),
        sa.Column("event_id", Key, nullable=True),
        sa.Column("user_id", Key, nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("sequence", name=op.f("uq_outbox_sequence")),
    )
    op.create_index("ix_outbox_unnumbered", "outbox", ["id"], sqlite_where=UNNUMBERED, postgresql_where=UNNUMBERED)
    op.add_column("notification", sa.Column("kind", sa.String(40), nullable=False, server_default="other"))
    op.add_column("notification", sa.Column("path", sa.String(200), nullable=True))
    _job()
    _webhooks()
    if op.get_bind().dialect.name == "postgresql":
        _wake()


def _outbox(*columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_outbox_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_outbox_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("claimed_by", sa.String(80), nullable=True),
        sa.Column("claimed_until_at", Instant, nullable=True),
        sa.Column("asked_again", sa.Boolean(), nullable=False),
        sa.Column("started_at", Instant, nullable=True),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("uq_job_name_key", "job", ["name", "key"], unique=True)
    op.create_index("ix_job_due_at", "job", ["due_at"])


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("secret", sa.String(80), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", Key, nullable=False),
        sa.Column("webhook_id", Key, nullable=False),
        sa.Column("key", sa.String(180), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("claimed_until_at", Instant, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(300), nullable=True),
        sa.Column("sent_at", Instant, nullable=True),
        sa.Column("failed_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("key", name=op.f("uq_webhook_delivery_key")),
    )
    op.create_index(
        "ix_webhook_delivery_waiting",
        "webhook_delivery",
        ["due_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_webhook_delivery_webhook_id", "webhook_delivery", ["webhook_id", "id"])


def _wake() -> None:
    """Wake who listens when there is something to number and when there is something to deliver."""
    op.execute("""
CREATE FUNCTION wake_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('caudal_outbox', ''); RETURN NULL; END $$""")
    op.execute("""
CREATE TRIGGER outbox_wakes AFTER INSERT OR UPDATE OF sequence ON outbox
FOR EACH STATEMENT EXECUTE FUNCTION wake_outbox()""")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER outbox_wakes ON outbox")
        op.execute("DROP FUNCTION wake_outbox()")
    for name in ("webhook_delivery", "webhook", "job", "outbox"):
        op.drop_table(name)
    _outbox(
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("event_id", Key, nullable=True),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("claimed_until_at", Instant, nullable=True),
        sa.Column("delivered_at", Instant, nullable=True),
    )
    for name in ("path", "kind"):
        op.drop_column("notification", name)
