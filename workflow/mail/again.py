"""Trying mail again that failed, or that would otherwise wait for its next try; each act in the audit."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.schema.mail import MailMessage
from domain.access import Permission, Principal
from domain.errors import NotFound
from workflow.audit import record


def try_again(session: Session, principal: Principal, message_id: int, *, now: datetime) -> bool:
    """Have a mail tried as soon as a worker is free; False when it was sent meanwhile. Raises NotPermitted, NotFound."""
    principal.require(Permission.ADMINISTER)
    message = session.get(MailMessage, message_id, with_for_update=True)
    if message is None:
        raise NotFound
    if message.sent_at is not None:
        return False
    _begin_anew(message, now)
    record(session, "mail tried again", now=now, user_id=principal.user_id, subject=message.key)
    return True


def try_all_again(session: Session, principal: Principal, *, now: datetime) -> int:
    """Have everything tried soon that failed or was tried in vain, and return how many that are; raise NotPermitted."""
    principal.require(Permission.ADMINISTER)
    query = (
        select(MailMessage)
        .where(
            MailMessage.sent_at.is_(None), or_(MailMessage.failed_at.is_not(None), MailMessage.error.is_not(None))
        )
        .order_by(MailMessage.id)
        .with_for_update()
    )  # fmt: skip
    found = session.scalars(query).all()
    for message in found:
        _begin_anew(message, now)
    if found:
        record(session, "mail tried again", now=now, user_id=principal.user_id, detail={"count": len(found)})
    return len(found)


def _begin_anew(message: MailMessage, now: datetime) -> None:
    """Let a mail be as if it were asked for now; one that a worker holds at this moment stays in its hands."""
    message.not_before_at, message.next_try_at, message.failed_at = now, None, None
    message.tries, message.error = 0, None
