"""Reading what open browsers are to hear, in its order, and who may hear it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.notice import Outbox
from data.schema.opportunity import Opportunity
from domain.access import Permission, Principal

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """What decides who sees an opportunity."""

    company_id: int
    team_id: int | None
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Heard:
    """One entry of the order: of one person, or of an opportunity that is at `place` and was at `former` places."""

    sequence: int
    user_id: int | None
    payload: dict[str, Any]
    place: Place | None
    former: tuple[Place, ...]


def last(session: Session) -> int:
    """Return the number of the newest entry, 0 before the first."""
    return session.scalar(select(func.max(Outbox.sequence))) or 0


def after(session: Session, sequence: int, limit: int = MOST_AT_ONCE) -> list[Heard]:
    """Return the entries after a number, the first ones first."""
    rows = session.execute(
        select(Outbox.sequence, Outbox.user_id, Outbox.payload)
        .where(Outbox.sequence > sequence)
        .order_by(Outbox.sequence)
        .limit(limit)
    ).all()
    places = _places(session, {row.payload["opportunity"] for row in rows if "opportunity" in row.payload})
    return [
        Heard(
            row.sequence,
            row.user_id,
            {name: value for name, value in row.payload.items() if name != "former"},
            places.get(row.payload.get("opportunity", 0)),
            tuple(Place(*place) for place in row.payload.get("former", ())),
        )
        for row in rows
    ]


def hears(principal: Principal, entry: Heard) -> bool:
    """Tell whether an entry is the person's, or about something that the person sees as it is now."""
    if entry.user_id is not None:
        return entry.user_id == principal.user_id
    return entry.place is not None and _sees(principal, entry.place)


def saw(principal: Principal, entry: Heard) -> bool:
    """Tell whether the person saw before what it is about: that it is gone is all they may know."""
    return entry.user_id is None and any(_sees(principal, place) for place in entry.former)


def _sees(principal: Principal, place: Place) -> bool:
    return principal.may(Permission.SEE_PIPELINE) and principal.reaches(
        company_id=place.company_id, team_id=place.team_id, owner_id=place.owner_id
    )


def _places(session: Session, ids: Iterable[int]) -> dict[int, Place]:
    rows = session.execute(
        select(Opportunity.id, Opportunity.company_id, Opportunity.team_id, Opportunity.owner_id).where(
            Opportunity.id.in_(sorted(ids))
        )
    )
    return {row.id: Place(row.company_id, row.team_id, row.owner_id) for row in rows}
