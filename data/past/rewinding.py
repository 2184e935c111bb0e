"""Rewinding: a copy of the database becomes what it was at an instant."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Integer, delete, exists, or_, select, text, update
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from data import summary
from data.past import activities, documents, forecasts, merges, opportunities
from data.past.earlier import ENTITIES, Earlier
from data.past.writing import batches, differing, remove, set_values
from data.queries.forecasting.log import beginning, ending
from data.schema import Base
from data.schema.activity import Activity
from data.schema.campaign import CampaignMember
from data.schema.contact import Contact, ContactAddress, ContactPerson
from data.schema.document import Document
from data.schema.invoice import Invoice
from data.schema.job import WaitingJob
from data.schema.log import Audit, Event
from data.schema.mail import DigestItem, MailMessage
from data.schema.notice import Notification, Outbox
from data.schema.opportunity import Opportunity, OpportunitySnapshot
from data.schema.people import SignInAttempt, User, UserSession
from data.schema.preference import CalendarFeed
from data.schema.rule import OpportunityPause, WorkflowRuleRun
from data.schema.sales import Quote, SalesOrder
from data.schema.submission import ForecastSubmission
from data.schema.token import ApiToken
from data.schema.webhook import Webhook, WebhookDelivery

# What nobody looks at in the past, or nobody should find in a copy.
FORGOTTEN: Final = (
    Audit, Outbox, Notification, UserSession, SignInAttempt, ApiToken, CalendarFeed, MailMessage, DigestItem, WaitingJob,
    WebhookDelivery, Webhook, WorkflowRuleRun,
)  # fmt: skip
# What goes with its opportunity although it could stand alone.
WITH_OPPORTUNITY: Final = frozenset({"activity", "document", "quote"})
USING: Final = (
    Opportunity.contact_id, Activity.contact_id, Quote.contact_id, SalesOrder.contact_id, Invoice.contact_id,
    CampaignMember.contact_id, Document.contact_id, ContactPerson.contact_id, ContactAddress.contact_id,
)  # fmt: skip
REGISTER: Final = ("contact", "campaign")


def instant_of(session: Session, day: date) -> datetime:
    """Return the instant that a day is looked at: that of its snapshot where one was stored, else its end, in UTC.

    A snapshot without an instant stands for the beginning of its day.
    """
    query = select(OpportunitySnapshot.taken_at).where(OpportunitySnapshot.snapshot_on == day).limit(1)
    found = session.execute(query).first()
    if found is None:
        return ending(day)
    taken_at: datetime | None = found[0]
    return taken_at or beginning(day)


def rewind(session: Session, at: datetime) -> None:
    """Take back every change after the instant, in one transaction; foreign keys must not be enforced within.

    People, lists, targets and rates stay what they are now.
    """
    last = (at - timedelta(microseconds=1)).date()
    with summary.without_triggers(session):
        _free_the_log(session)
        earlier, closed = Earlier(session, at), documents.closed(session)
        opportunities.rewind(session, earlier, at)
        activities.rewind(session, earlier, at, last)
        merges.redo(session, earlier)
        for entity in REGISTER:
            _register(session, earlier, entity)
        merges.take_back(session, earlier)
        documents.rewind(session, earlier, closed, last)
        _forget(session, at)
        forecasts.rewind(session, last)
        mend(session)
        _unname(session, earlier, at)
        activities.follow(session, earlier, last)


def _register(session: Session, earlier: Earlier, entity: str) -> None:
    kind = ENTITIES[entity]
    remove(session, kind, earlier.made[entity])
    set_values(session, kind, differing(session, kind, earlier.values[entity]))


def _unname(session: Session, earlier: Earlier, at: datetime) -> None:
    """Remove contacts that were registered together with an opportunity that began later: no event tells of it."""
    used = [exists().where(column == Contact.id) for column in USING]
    new = (Contact.id.in_(sorted(earlier.contacts)), Contact.created_at > at, Contact.source_id.is_(None))
    remove(session, Contact, session.scalars(select(Contact.id).where(*new, ~or_(*used))).all())


def _free_the_log(session: Session) -> None:
    """Let the log of the copy be cut off."""
    for name in ("event_no_update", "event_no_delete", "audit_no_update", "audit_no_delete"):
        session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def _forget(session: Session, at: datetime) -> None:
    for table in FORGOTTEN:
        session.execute(delete(table))
    session.execute(delete(Event).where(Event.at > at))
    session.execute(delete(OpportunitySnapshot).where(OpportunitySnapshot.snapshot_on > at.date()))
    session.execute(delete(Document).where(Document.created_at > at))
    session.execute(update(Document).where(Document.deleted_at > at).values(deleted_at=None))
    session.execute(delete(OpportunityPause).where(OpportunityPause.at > at))
    session.execute(delete(ForecastSubmission).where(ForecastSubmission.submitted_at > at))
    session.execute(update(User).values(password_hash="", updated_at=User.updated_at))


def mend(session: Session) -> None:
    """Let nothing refer to what is no longer there: a reference becomes empty where it may, else its row goes too."""
    while broken := session.execute(text("PRAGMA foreign_key_check")).all():
        rows: dict[tuple[str, int], list[int]] = defaultdict(list)
        for table, row_id, _, key in broken:
            rows[table, key].append(row_id)
        for (table, key), ids in sorted(rows.items()):
            _mend(session, table, _column(session, table, key), ids)


def _column(session: Session, table: str, key: int) -> str:
    """Return the column of a table's foreign key, by the number that SQLite gives it."""
    keys = session.execute(text(f'PRAGMA foreign_key_list("{table}")'))
    return next(str(found[3]) for found in keys if found[0] == key)


def _mend(session: Session, table: str, column: str, row_ids: list[int]) -> None:
    found = Base.metadata.tables[table]
    these = sql_column("rowid", Integer)
    for some in batches(row_ids):
        if found.c[column].nullable and not (column == "opportunity_id" and table in WITH_OPPORTUNITY):
            session.execute(update(found).where(these.in_(some)).values({column: None}))
        else:
            session.execute(delete(found).where(these.in_(some)))
