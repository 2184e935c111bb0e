"""Webhooks: addresses that an administrator lets Caudal tell of changes, and each telling."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Instant, Keyed

WAITING = text("sent_at IS NULL AND failed_at IS NULL")


class Webhook(Base, Keyed, Dated):
    """An address that is told of changes; the secret signs what is sent, so that the receiver knows who sent it."""

    __tablename__ = "webhook"
    name: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(80))
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class WebhookDelivery(Base, Keyed):
    """One telling; the key makes asking for it twice one. It waits until `due_at`, `failed_at` says it was given up."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_waiting", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_webhook_delivery_webhook_id", "webhook_id", "id"),
    )
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    key: Mapped[str] = mapped_column(String(180), unique=True)
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    claimed_until_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(300))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
