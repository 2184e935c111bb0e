"""Notices: an outbox written with the change, and each person's inbox."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed

UNNUMBERED = text("sequence IS NULL")


class Outbox(Base, Keyed):
    """Something that open browsers are to hear of, written with the change: of one person, or of all who see the record.

    Rows are numbered without gaps once they are committed, by one dispatcher at a time; that is the order in which
    they are delivered, and what a browser that comes back asks from.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_unnumbered", "id", sqlite_where=UNNUMBERED, postgresql_where=UNNUMBERED),)
    key: Mapped[str] = mapped_column(String(180), unique=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    payload: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant)
    sequence: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class Notification(Base, Keyed):
    """A notice in a person's inbox; `template` is translated when shown, then filled with `params`.

    `path` is the page that it leads to, the opportunity's own without one.
    """

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_unread", "user_id", "read_at", "created_at"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(40), default="other", server_default="other")
    template: Mapped[str] = mapped_column(String(300))
    params: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    severity: Mapped[str] = mapped_column(String(10), default="info")
    path: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
