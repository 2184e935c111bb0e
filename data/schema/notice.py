"""Notifications: an outbox written with the change, and each person's inbox."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed


class Outbox(Base, Keyed):
    """A notice to be delivered; the key makes a repeated delivery harmless."""

    __tablename__ = "outbox"
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    payload: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant)
    claimed_until_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)


class Notification(Base, Keyed):
    """A notice in a person's inbox; `template` is translated when shown, then filled with `params`."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_unread", "user_id", "read_at", "created_at"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    template: Mapped[str] = mapped_column(String(300))
    params: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    severity: Mapped[str] = mapped_column(String(10), default="info")
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class WorkflowRuleRun(Base, Keyed):
    """One run of a workflow rule on one opportunity."""

    __tablename__ = "workflow_rule_run"
    workflow_rule_id: Mapped[int] = mapped_column(ForeignKey("workflow_rule.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    succeeded: Mapped[bool]
    detail: Mapped[str | None] = mapped_column(String(500))
