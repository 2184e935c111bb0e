"""Notifications: a person's inbox."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.schema.notice import Notification
from domain.access import Principal
from domain.errors import NotFound


def mark_all_read(session: Session, principal: Principal, *, now: datetime) -> int:
    """Mark every notice up to now as read and return how many were not."""
    marked = session.execute(
        update(Notification)
        .where(
            Notification.user_id == principal.user_id,
            Notification.read_at.is_(None),
            Notification.created_at <= now,
        )
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(marked.rowcount)  # type: ignore[attr-defined]  # an UPDATE gives a cursor result


def mark_read(session: Session, principal: Principal, notification_id: int, *, now: datetime) -> None:
    """Mark one notice as read; once is enough. Raise NotFound for one that is not the person's."""
    notice = session.get(Notification, notification_id)
    if notice is None or notice.user_id != principal.user_id:
        raise NotFound
    notice.read_at = notice.read_at or now
    session.flush()
