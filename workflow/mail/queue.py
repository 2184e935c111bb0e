"""The queue of e-mail: asked for in the transaction of the change that it tells, once for each key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.audience import QUIET
from data.queries.preferences import preference_of
from data.schema.mail import MailMessage
from data.schema.people import User
from domain.attention import Quiet
from domain.errors import BadEmail
from domain.telling import Told, to_plain
from workflow.contacts.fields import EMAIL

LONGEST_ADDRESS: Final = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to a person of Caudal (in their language) or to an address (in English, or in texts taken verbatim).

    The sentences of `body` are its paragraphs; `path` is the page to link to, "/opportunity/12". The same key is the
    same mail. A person's quiet hours are waited for unless `keeps_quiet` is False.
    """

    key: str
    subject: Told
    body: Sequence[Told]
    to_user_id: int | None = None
    address: str | None = None
    not_before: datetime | None = None
    keeps_quiet: bool = True
    path: str = ""
    attachment: Attachment | None = None


def queue_mail(session: Session, mail: Mail, *, now: datetime) -> int | None:
    """Ask for a mail to be sent by the worker; nothing is sent when the transaction fails.

    Returns its id, the same one when it was asked for before; None for a person without address or who left. Raises
    BadEmail.
    """
    earlier = session.scalar(select(MailMessage.id).where(MailMessage.key == mail.key))
    if earlier is not None:
        return earlier
    due = max(now, mail.not_before or now)
    if mail.to_user_id is not None:
        user = session.get(User, mail.to_user_id)
        if user is None or not user.active or not user.email:
            return None
        due = quiet_of(session, user.id).over_at(due, user.time_zone) if mail.keeps_quiet else due
    return _written(session, mail, now, due)


def _written(session: Session, mail: Mail, now: datetime, due: datetime) -> int:
    file = mail.attachment
    message = MailMessage(
        key=mail.key,
        user_id=mail.to_user_id,
        address=None if mail.to_user_id is not None else checked_address(mail.address or ""),
        subject=as_plain(mail.subject),
        body=[as_plain(told) for told in mail.body],
        path=mail.path,
        attachment_name=file.name if file else None,
        attachment_type=file.media_type if file else None,
        attachment=file.content if file else None,
        created_at=now,
        not_before_at=due,
    )
    session.add(message)
    session.flush()
    return message.id


def checked_address(address: str) -> str:
    """Return a mail address without spaces around it; raise BadEmail."""
    wanted = address.strip()
    if len(wanted) > LONGEST_ADDRESS or not EMAIL.fullmatch(wanted):
        raise BadEmail(text=wanted[:80])
    return wanted


def quiet_of(session: Session, user_id: int) -> Quiet:
    """Return the quiet hours of a person."""
    return Quiet.read(preference_of(session, user_id, QUIET))


def as_plain(told: Told) -> dict[str, object]:
    """Return a sentence as the database holds it."""
    return {"template": told.template, "params": to_plain(told.params)}
