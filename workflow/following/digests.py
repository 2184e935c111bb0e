"""Digests: what waited for a person's next summary goes out in one mail, at the hour that they chose."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.audience import DIGEST
from data.queries.preferences import preference_of
from data.schema.mail import DigestItem
from data.schema.people import User
from data.session import Database
from domain.attention import Digest, Kind
from domain.errors import sentence
from domain.telling import Told, as_told
from workflow.mail.queue import Mail, queue_mail

MOST_OF_A_KIND: Final = 30
STALE: Final = timedelta(days=31)  # nobody reads older news in a digest

SUBJECT: Final = sentence("Caudal: {count} changes in your pipeline")
MORE: Final = sentence("… and {count} more.")
HEADINGS: Final = {
    Kind.CLOSED: sentence("Won and lost"),
    Kind.ASSIGNED: sentence("Given to you"),
    Kind.MENTION: sentence("Where you are mentioned"),
    Kind.MOVED: sentence("On to another stage"),
    Kind.BACK: sentence("Back to an earlier stage"),
    Kind.DATE: sentence("Expected in another year"),
    Kind.AMOUNT: sentence("Amounts that changed"),
    Kind.QUOTE: sentence("Quotes answered"),
    Kind.GAP: sentence("Where the forecast differs"),
    Kind.IMPORT: sentence("Imports"),
}


def send_digests(database: Database, now: datetime, _key: str) -> None:
    """Ask for the digests that are due; done twice, nobody gets two."""
    with database.read() as session:
        waiting = session.scalars(select(DigestItem.user_id).where(DigestItem.mail_message_id.is_(None)).distinct())
        users = sorted(waiting)
    for user_id in users:
        database.run(lambda unit, user_id=user_id: _ask(unit, user_id, now))  # type: ignore[misc]  # mypy cannot infer a lambda with a default


def _ask(session: Session, user_id: int, now: datetime) -> None:
    """Ask for a person's digest of everything up to the hour it was due."""
    user = session.get_one(User, user_id)
    due = Digest.read(preference_of(session, user_id, DIGEST)).latest(now, user.time_zone)
    if due is None:
        return
    query = (
        select(DigestItem)
        .where(
            DigestItem.user_id == user_id,
            DigestItem.mail_message_id.is_(None),
            DigestItem.at <= due,
            DigestItem.at > due - STALE,
        )
        .order_by(DigestItem.kind, DigestItem.at, DigestItem.id)
    )
    items = session.scalars(query).all()
    if not items:
        return
    mail = Mail(
        key=f"digest:{user_id}:{due.isoformat()}",
        subject=Told(SUBJECT, {"count": len(items)}),
        body=_body(items),
        to_user_id=user_id,
        keeps_quiet=False,  # the hour was chosen
        path="/activity",
    )
    message_id = queue_mail(session, mail, now=now)
    for item in items:
        item.mail_message_id = message_id


def _body(items: Sequence[DigestItem]) -> list[Told]:
    """Return the paragraphs: a heading for each kind that there is, in a fixed order, and its news."""
    grouped = {kind: list(rows) for kind, rows in groupby(items, key=lambda item: Kind(item.kind))}
    body: list[Told] = []
    for kind, heading in HEADINGS.items():
        rows = grouped.get(kind, [])
        if rows:
            body += [Told(heading), *(as_told(row.told) for row in rows[:MOST_OF_A_KIND])]
        if len(rows) > MOST_OF_A_KIND:
            body.append(Told(MORE, {"count": len(rows) - MOST_OF_A_KIND}))
    return body
