"""Reminding: what a person planned to be reminded of rings in their open browsers when its time comes."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.diary import key_of_reminder
from data.schema.activity import Activity
from data.schema.notice import Outbox
from data.schema.people import User
from data.session import Database
from workflow.notices import NOTICE

LOOK_BACK: Final = timedelta(days=1)  # what came due while no worker ran; shorter than the outbox is kept


def ring_reminders(database: Database, now: datetime, _key: str) -> None:
    """Let the bell of each person ring for the reminders that have come due, once for each."""
    with database.read() as session:
        is_due = bool(_due(session, now))
    if is_due:
        database.run(lambda unit: _ring(unit, now))


def _ring(session: Session, now: datetime) -> None:
    """Only who opens the bell sees what it is about, as far as they see it; the entry holds its name alone."""
    session.add_all(
        Outbox(
            key=f"{NOTICE}:{key}",
            user_id=user_id,
            payload={"about": NOTICE, "severity": "warning", "key": key},
            created_at=now,
        )
        for key, user_id in _due(session, now).items()
    )
    session.flush()


def _due(session: Session, now: datetime) -> dict[str, int]:
    """Return the reminders that have come due lately and have not rung, with whose they are."""
    query = (
        select(Activity.id, Activity.remind_at, User.id)
        .join(User, User.id == Activity.assigned_user_id)
        .where(
            Activity.done_at.is_(None),
            Activity.remind_at.is_not(None),
            Activity.remind_at <= now,
            Activity.remind_at > now - LOOK_BACK,
            User.active,
        )
        .order_by(Activity.remind_at, Activity.id)
    )
    found = {key_of_reminder(id_, at): user_id for id_, at, user_id in session.execute(query)}
    rung = select(Outbox.key).where(Outbox.key.in_([f"{NOTICE}:{key}" for key in found]))
    known = set(session.scalars(rung)) if found else set()
    return {key: user_id for key, user_id in found.items() if f"{NOTICE}:{key}" not in known}
