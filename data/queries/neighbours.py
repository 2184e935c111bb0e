"""Neighbours: what stands before and after an opportunity in the list one came from, and at which place it is."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from data.queries.grid import matching
from data.queries.grid.order import Key, Keys, after, backwards, in_index, order, read_in_order
from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.grid import GridView

# A longer list is not counted: its end is not in sight anyway.
MOST_COUNTED: Final = 500
BY_STAY: Final[Keys] = (Key(Opportunity.stage_sort_on, descending=False), Key(Opportunity.id, descending=False))


@dataclass(frozen=True, slots=True)
class Around:
    """The ids before and after, None at the ends; place and count are None where nobody counted."""

    before: int | None = None
    after: int | None = None
    place: int | None = None
    count: int | None = None


def around(
    session: Session,
    principal: Principal,
    view: GridView,
    opportunity_id: int,
    *,
    currency: str,
    today: date,
    by_stay: bool = False,
) -> Around:
    """Return what is around an opportunity in a view; `by_stay` orders by the day of entering the stage instead."""
    where = matching(session, principal, view, today)
    keys = BY_STAY if by_stay else order(session, view, Converter(session, currency, today))
    if session.get_bind().dialect.name == "sqlite" and in_index(keys):
        where = read_in_order(where)
    sooner, later = after(session, backwards(keys), opportunity_id), after(session, keys, opportunity_id)
    if sooner is None or later is None:
        return Around()
    first, following = (
        session.scalars(_nearest([*where, beyond], towards)).first()
        for beyond, towards in ((sooner, backwards(keys)), (later, keys))
    )
    return Around(first, following, *_place(session, where, sooner, opportunity_id))


def _nearest(where: list[ColumnElement[bool]], keys: Keys) -> Select[int]:
    return select(Opportunity.id).where(*where).order_by(*(key.ordering for key in keys)).limit(1)


def _place(
    session: Session, where: list[ColumnElement[bool]], sooner: ColumnElement[bool], opportunity_id: int
) -> tuple[int | None, int | None]:
    """Return place and length; none for a long list, and none for an opportunity that is not in it."""
    count = _count(session, where)
    if count > MOST_COUNTED or not _count(session, [*where, Opportunity.id == opportunity_id]):
        return None, None
    return _count(session, [*where, sooner]) + 1, count


def _count(session: Session, where: list[ColumnElement[bool]]) -> int:
    rows = select(Opportunity.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0
