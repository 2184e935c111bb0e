"""Activities: calls, visits, mails, meetings and tasks, planned and done."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Business, Instant, Lookup

REMINDED = text("done_at IS NULL AND remind_at IS NOT NULL")


class ActivityType(Base, Lookup):
    """A kind of activity; `kind` names its icon, `is_contact` tells whether it counts as real contact."""

    __tablename__ = "activity_type"
    __table_args__ = (
        CheckConstraint("kind IN ('call', 'visit', 'mail', 'meeting', 'task', 'quote', 'video')", name="kind"),
    )
    kind: Mapped[str] = mapped_column(String(10))
    is_contact: Mapped[bool] = mapped_column(default=True)


class Activity(Base, Business):
    """Something planned or done with a contact, mostly for an opportunity."""

    __tablename__ = "activity"
    __table_args__ = (
        Business.origin_index("activity"),
        Index("ix_activity_next", "opportunity_id", "done_at", "due_on"),
        Index("ix_activity_assigned", "assigned_user_id", "done_at", "due_on"),
        Index("ix_activity_remind_at", "remind_at", sqlite_where=REMINDED, postgresql_where=REMINDED),
    )
    activity_type_id: Mapped[int] = mapped_column(ForeignKey("activity_type.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    duration_minutes: Mapped[int | None]
    assigned_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome_note: Mapped[str | None] = mapped_column(Text)
    remind_at: Mapped[datetime | None] = mapped_column(Instant)
