"""Notices: telling people something in their inbox and, in the same transaction, in their open browsers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from data.queries.people import principal_of_user
from data.schema.notice import Notification, Outbox
from data.schema.opportunity import Opportunity
from domain.access import Permission, Principal
from domain.telling import Told, to_plain

Severity = Literal["info", "success", "warning", "danger"]
NOTICE = "notice"  # what an outbox row of a person is about; web/live tells the browser


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told: a sentence of the catalogues with what fills it.

    `key` names the cause, in at most 140 characters; `kind` is what people choose by; `path` is the page it leads to,
    the opportunity's own without one. Severities other than "info" also show up as a toast.
    """

    told: Told
    key: str
    kind: str
    opportunity_id: int | None = None
    path: str | None = None
    severity: Severity = "info"
    event_id: int | None = None


def notify(session: Session, user_ids: Iterable[int], notice: Notice, *, now: datetime) -> list[int]:
    """Tell people something; return who was told and had not been before: told again, nobody gets a second notice.

    Who is inactive, or does not see the opportunity, is passed over.
    """
    people = _who_may(session, sorted(set(user_ids)), notice.opportunity_id)
    rows = {f"{notice.key}:{person.user_id}": _row(notice, person.user_id, now) for person in people}
    if not rows:
        return []
    known = session.scalars(_insert_new(session, [row | {"key": key} for key, row in rows.items()])).all()
    fresh = {key: row for key, row in rows.items() if key in set(known)}
    session.add_all(
        Outbox(
            key=f"{NOTICE}:{key}",
            event_id=notice.event_id,
            user_id=row["user_id"],
            payload={"about": NOTICE, "severity": notice.severity, "key": key},
            created_at=now,
        )
        for key, row in fresh.items()
    )
    session.flush()
    return [row["user_id"] for row in fresh.values()]


def _row(notice: Notice, user_id: int, now: datetime) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "opportunity_id": notice.opportunity_id,
        "kind": notice.kind,
        "template": notice.told.template,
        "params": to_plain(notice.told.params),
        "severity": notice.severity,
        "path": notice.path,
        "created_at": now,
    }


def _insert_new(session: Session, rows: list[dict[str, Any]]) -> ReturningInsert[str]:
    """Return the statement that inserts notices and gives back the keys of those that were not there."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(Notification).values(rows).on_conflict_do_nothing(index_elements=["key"]).returning(Notification.key)


def _who_may(session: Session, user_ids: list[int], opportunity_id: int | None) -> list[Principal]:
    people = [person for person in (principal_of_user(session, id_) for id_ in user_ids) if person is not None]
    if opportunity_id is None:
        return people
    place = session.execute(
        select(Opportunity.company_id, Opportunity.team_id, Opportunity.owner_id).where(
            Opportunity.id == opportunity_id
        )
    ).one_or_none()
    if place is None:
        return []
    return [
        person
        for person in people
        if person.may(Permission.SEE_PIPELINE)
        and person.reaches(company_id=place.company_id, team_id=place.team_id, owner_id=place.owner_id)
    ]
