"""Delivering: one notice to one person by the ways that they chose: the bell, a mail of its own, the next digest."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.audience import Listener, wants_digest
from data.schema.mail import DigestItem
from domain.attention import Channel, Ways
from workflow.mail.queue import Mail, as_plain, queue_mail
from workflow.notices import Notice, notify


def deliver(session: Session, listener: Listener, ways: Ways, notice: Notice, *, now: datetime) -> None:
    """Tell a person something by these ways; told again under the same key, they hear it once."""
    user_id = listener.principal.user_id
    if Channel.APP in ways:
        notify(session, [user_id], notice, now=now)
    if Channel.MAIL in ways:
        path = notice.path or f"/opportunity/{notice.opportunity_id}"
        mail = Mail(
            key=f"{notice.key}:{user_id}", subject=notice.told, body=[notice.told], to_user_id=user_id, path=path
        )
        queue_mail(session, mail, now=now)
    if Channel.DIGEST in ways and wants_digest(listener) and not _is_kept(session, user_id, notice):
        keep(session, user_id, notice, now)
        session.flush()


def keep(session: Session, user_id: int, notice: Notice, at: datetime) -> None:
    """Keep a notice, whose key is new, for a person's next digest."""
    session.add(
        DigestItem(
            key=f"{notice.key}:{user_id}",
            user_id=user_id,
            opportunity_id=notice.opportunity_id,
            kind=notice.kind,
            told=as_plain(notice.told),
            at=at,
        )
    )


def _is_kept(session: Session, user_id: int, notice: Notice) -> bool:
    found = session.scalar(select(DigestItem.id).where(DigestItem.key == f"{notice.key}:{user_id}"))
    return found is not None
