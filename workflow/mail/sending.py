"""Sending: a worker takes what waits, hands it to the mail server, and writes down what became of each mail.

A mail is marked as sent after the server took it: killed between the two, the worker sends it once more under the same
Message-ID, which readers show once. What the server does not want now waits; nothing is thrown away.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, undefer

from data.schema.mail import MailMessage
from data.schema.people import User
from data.session import Database
from domain.errors import MailDelayed, MailReaderGone, MailRefused, MailServerAway, MailTooOld
from domain.telling import Told, as_told
from workflow.mail.queue import Attachment

BATCH: Final = 20
CLAIMED: Final = timedelta(minutes=10)  # longer than a batch takes; then another worker may try
DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))  # after each failed try
LONGEST_ERROR: Final = 500
KEPT: Final = timedelta(days=7)  # older news would only confuse; it fails instead, and stays to be looked at


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail to be sent now: to whom, in which language, what; `key` names it for good."""

    id: int
    key: str
    address: str
    name: str
    locale: str
    subject: Told
    body: tuple[Told, ...]
    path: str
    attachment: Attachment | None
    created_at: datetime


# Opens a connection to the mail server; what it gives sends one mail. Both raise MailServerAway, the second one also
# MailDelayed and MailRefused.
Post = Callable[[Waiting], None]
Postman = Callable[[], AbstractContextManager[Post]]


def send_waiting(database: Database, postman: Postman, now: Callable[[], datetime]) -> int:
    """Send what is due until nothing is left or the server is away; return how many were sent."""
    sent = 0
    while claimed := database.run(lambda unit: _claim(unit, now())):
        try:
            with postman() as post:
                for mail in claimed:
                    sent += _posted(database, post, mail, now)
        except MailServerAway as reason:
            _all_put_back(database, [mail.id for mail in claimed], str(reason), now)
            break
    return sent


def _all_put_back(database: Database, message_ids: list[int], reason: str, now: Callable[[], datetime]) -> None:
    database.run(lambda unit: _put_back(unit, message_ids, reason, now()))


def _posted(database: Database, post: Post, mail: Waiting, now: Callable[[], datetime]) -> int:
    """Send one mail and write down what became of it; return whether it was sent."""
    try:
        post(mail)
    except MailRefused as reason:
        refused = str(reason)
        database.run(lambda unit: _fail(unit, mail.id, refused, now()))
        return 0
    except MailDelayed as reason:
        _all_put_back(database, [mail.id], str(reason), now)
        return 0
    database.run(lambda unit: _done(unit, mail.id, now()))
    return 1


def _claim(session: Session, now: datetime) -> list[Waiting]:
    """Take what is due, the oldest first, so that no other worker takes it; those without a reader fail."""
    query = (
        select(MailMessage)
        .where(
            MailMessage.sent_at.is_(None),
            MailMessage.failed_at.is_(None),
            MailMessage.not_before_at <= now,
            or_(MailMessage.next_try_at.is_(None), MailMessage.next_try_at <= now),
            or_(MailMessage.claimed_until_at.is_(None), MailMessage.claimed_until_at <= now),
        )
        .order_by(MailMessage.not_before_at, MailMessage.id)
        .limit(BATCH)
        .options(undefer(MailMessage.attachment))
        .with_for_update(skip_locked=True)
    )
    found = []
    for message in session.scalars(query).all():
        message.claimed_until_at = now + CLAIMED
        message.tries += 1
        waiting = _waiting(session, message)
        if waiting is None or message.not_before_at < now - KEPT:
            message.failed_at, message.error = now, message.error or str(MailTooOld() if waiting else MailReaderGone())
        else:
            found.append(waiting)
    return found


def _waiting(session: Session, message: MailMessage) -> Waiting | None:
    """Return a mail with the address as it is today; None when the person cannot get it any more."""
    address, name, locale = message.address, "", "en"
    if message.user_id is not None:
        user = session.get_one(User, message.user_id)
        address, name, locale = user.email if user.active else None, user.display_name, user.locale
    if not address:
        return None
    has_file = message.attachment_name is not None and message.attachment is not None
    return Waiting(
        id=message.id,
        key=message.key,
        address=address,
        name=name,
        locale=locale,
        subject=as_told(message.subject),
        body=tuple(as_told(told) for told in message.body),
        path=message.path,
        attachment=Attachment(message.attachment_name or "", message.attachment_type or "", message.attachment or b"")
        if has_file
        else None,
        created_at=message.created_at,
    )


def _done(session: Session, message_id: int, now: datetime) -> None:
    message = session.get_one(MailMessage, message_id)
    message.sent_at, message.claimed_until_at, message.error = now, None, None


def _fail(session: Session, message_id: int, reason: str, now: datetime) -> None:
    message = session.get_one(MailMessage, message_id)
    message.failed_at, message.claimed_until_at, message.error = now, None, reason[:LONGEST_ERROR]


def _put_back(session: Session, message_ids: list[int], reason: str, now: datetime) -> None:
    """Let mails wait longer after each try, half an hour at most; those that were sent meanwhile are left alone."""
    query = select(MailMessage).where(MailMessage.id.in_(message_ids), MailMessage.sent_at.is_(None), MailMessage.failed_at.is_(None))  # fmt: skip
    for message in session.scalars(query):
        message.next_try_at = now + DELAYS[min(message.tries, len(DELAYS)) - 1]
        message.claimed_until_at, message.error = None, reason[:LONGEST_ERROR]
