"""Notifications: a person's inbox, and the reminders that stand in it from their time on until they are read."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.queries.diary import reminder_key, unread_reminders
from data.schema.notice import Notification
from domain.access import Principal
from domain.errors import NotFound, Reminder


def mark_all_read(session: Session, principal: Principal, *, now: datetime) -> int:
    """Mark every notice and every reminder up to now as read and return how many were not."""
    reminded = _keep_reminders(session, principal, now)
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
    return reminded + int(marked.rowcount)  # type: ignore[attr-defined]  # an UPDATE gives a cursor result


def _keep_reminders(session: Session, principal: Principal, now: datetime) -> int:
    """Write down which reminders were read: they show by themselves when their time comes, and no more after that."""
    due = unread_reminders(session, principal, now)
    session.add_all(
        Notification(
            user_id=principal.user_id,
            opportunity_id=row.opportunity_id,
            key=reminder_key(row),
            template=Reminder.template,
            params={"subject": row.subject},
            created_at=row.remind_at,
            read_at=now,
        )
        for row in due
    )
    session.flush()
    return len(due)


def mark_read(session: Session, principal: Principal, notification_id: int, *, now: datetime) -> None:
    """Mark one notice as read; once is enough. Raise NotFound for one that is not the person's."""
    notice = session.get(Notification, notification_id)
    if notice is None or notice.user_id != principal.user_id:
        raise NotFound
    notice.read_at = notice.read_at or now
    session.flush()
