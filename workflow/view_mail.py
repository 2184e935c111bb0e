"""Views by e-mail: a person has a saved view sent each week or month, made under the rights they have on that day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.queries.people import principal_of_user
from data.queries.views import View, view_of
from data.schema.view import ViewSchedule
from data.session import Database
from domain.access import Permission, Principal
from domain.errors import NotFound, SalesError, sentence
from domain.report import MORNING, Rhythm, next_day
from domain.telling import Told, verbatim
from workflow.mail import Attachment, Mail, queue_mail

SUBJECT = sentence("{name}: the view as of {day}")
ATTACHED = sentence("The view is attached as it stands today, as you may see it. It was made with this filter:")
UNFILTERED = sentence("The view is attached as it stands today, as you may see it. It has no filter.")
REFUSED = sentence("The view could not be made today:")


@dataclass(frozen=True, slots=True)
class Made:
    """A view on paper: its file, and its filter as name and value."""

    content: bytes
    told: tuple[tuple[str, str], ...]


Make = Callable[[Database, Principal, str, str], Made]  # page and query


def schedule(session: Session, principal: Principal, view_id: int, rhythm: Rhythm | None, *, today: date) -> None:
    """Have a view sent from the next such day on, or no longer; raise NotFound for one that the person does not see."""
    principal.require(Permission.EXPORT)
    if view_of(session, principal, view_id) is None:
        raise NotFound
    mine = ViewSchedule.saved_view_id == view_id, ViewSchedule.user_id == principal.user_id
    session.execute(delete(ViewSchedule).where(*mine))
    if rhythm is not None:
        session.add(
            ViewSchedule(
                saved_view_id=view_id, user_id=principal.user_id, every=rhythm.value, next_on=next_day(rhythm, today)
            )
        )
    session.flush()


def send_due(database: Database, now: datetime, make: Make) -> int:
    """Queue every view whose day has come, each once; return how many. `make` puts a view on paper for a person."""
    with database.read() as session:
        waiting = [
            row.id
            for row in session.scalars(select(ViewSchedule).order_by(ViewSchedule.id))
            if row.next_on <= now.date()
        ]
    return sum(_send(database, id_, now, make) for id_ in waiting)


def _send(database: Database, schedule_id: int, now: datetime, make: Make) -> int:
    with database.read() as session:
        found = _found(session, schedule_id, now)
    if found is None:
        return 0
    principal, view, due_on = found
    mail = _mail(database, principal, view, due_on, schedule_id, make)

    def work(session: Session) -> int:
        row = session.get(ViewSchedule, schedule_id)
        if row is None or row.next_on != due_on:  # another worker was faster
            return 0
        queue_mail(session, mail, now=now)
        row.next_on = next_day(Rhythm(row.every), now.astimezone(ZoneInfo(principal.time_zone)).date())
        return 1

    return database.run(work)


def _found(session: Session, schedule_id: int, now: datetime) -> tuple[Principal, View, date] | None:
    """Return whose view is due, where it is morning there and the person may still see it."""
    row = session.get(ViewSchedule, schedule_id)
    principal = principal_of_user(session, row.user_id) if row else None
    if row is None or principal is None or not principal.may(Permission.EXPORT):
        return None
    here = now.astimezone(ZoneInfo(principal.time_zone))
    if here.date() < row.next_on or (here.date() == row.next_on and here.hour < MORNING):
        return None
    view = view_of(session, principal, row.saved_view_id)
    return None if view is None else (principal, view, row.next_on)


def _mail(database: Database, principal: Principal, view: View, due_on: date, schedule_id: int, make: Make) -> Mail:
    told: list[Told]
    attachment = None
    try:
        made = make(database, principal, view.page, view.query)
    except SalesError as refusal:
        told = [Told(REFUSED), Told(refusal.template, dict(refusal.params))]
    else:
        told = (
            [Told(ATTACHED), *(verbatim(f"{name}: {value}") for name, value in made.told)]
            if made.told
            else [Told(UNFILTERED)]
        )
        attachment = Attachment(
            f"{view.page.strip('/').replace('/', '-')}-{due_on}.pdf", "application/pdf", made.content
        )
    return Mail(
        key=f"view:{schedule_id}:{due_on}",
        subject=Told(SUBJECT, {"name": view.name, "day": due_on}),
        body=told,
        to_user_id=principal.user_id,
        path=f"{view.page}?{view.query}".removesuffix("?"),
        attachment=attachment,
    )
