"""E-mail that did not get through: what failed or is tried again, to whom, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from data.schema.mail import MailMessage
from data.schema.people import User
from domain.access import Permission, Principal
from domain.telling import Told, as_told

MOST: Final = 200
LATELY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StuckMail:
    """A mail that was tried in vain: it failed for good at `failed_at`, or else is tried again at `next_try_at`."""

    id: int
    name: str
    address: str
    subject: Told
    created_at: datetime
    next_try_at: datetime
    failed_at: datetime | None
    tries: int
    error: str


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How many mails failed, were tried in vain and wait, wait for their time, and were sent in the last seven days."""

    failed: int
    delayed: int
    waiting: int
    sent: int


def stuck_mail(session: Session, principal: Principal) -> list[StuckMail]:
    """Return what failed, the newest first, then what is tried again, the next first; MOST at most. Raise NotPermitted."""
    principal.require(Permission.ADMINISTER)
    due = func.coalesce(MailMessage.next_try_at, MailMessage.not_before_at)
    query = (
        select(MailMessage, User.display_name, User.email, due)
        .outerjoin(User, User.id == MailMessage.user_id)
        .where(or_(_failed(), _delayed()))
        .order_by(case((_failed(), 0), else_=1), MailMessage.failed_at.desc(), due, MailMessage.id)
        .limit(MOST)
    )
    return [
        StuckMail(
            row.id, name or "", row.address or email or "", as_told(row.subject), row.created_at, next_at, row.failed_at,
            row.tries, row.error or "",
        )
        for row, name, email, next_at in session.execute(query)
    ]  # fmt: skip


def mail_counts(session: Session, now: datetime) -> MailCounts:
    """Return how mail fares."""
    kinds = (
        _failed(),
        _delayed(),
        and_(_open(), MailMessage.error.is_(None)),
        MailMessage.sent_at >= now - LATELY,
    )
    found = session.execute(select(*(func.coalesce(func.sum(case((kind, 1), else_=0)), 0) for kind in kinds))).one()
    return MailCounts(*map(int, found))


def _failed() -> ColumnElement[bool]:
    return MailMessage.failed_at.is_not(None)


def _open() -> ColumnElement[bool]:
    return and_(MailMessage.sent_at.is_(None), MailMessage.failed_at.is_(None))


def _delayed() -> ColumnElement[bool]:
    return and_(_open(), MailMessage.error.is_not(None))
