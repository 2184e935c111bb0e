"""Neighbours: what stands before and after an opportunity in the list one came from, and at which place it is."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from data.queries.cards import LATEST_CLOSED, of_column, order_of
from data.queries.grid import matching
from data.queries.grid.order import Key, Keys, after, backwards, in_index, order, read_in_order
from data.queries.matching import Conditions, conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.board import BoardSort, ColumnKey
from domain.filter import PipelineFilter
from domain.grid import GridView
from domain.outcome import Outcome

# A longer list is not counted: its end is not in sight anyway.
MOST_COUNTED: Final = 500


@dataclass(frozen=True, slots=True)
class Around:
    """The ids before and after, None at the ends; place and count are None where nobody counted."""

    before: int | None = None
    after: int | None = None
    place: int | None = None
    count: int | None = None


def in_grid(
    session: Session, principal: Principal, view: GridView, opportunity_id: int, *, currency: str, today: date
) -> Around:
    """Return what is around an opportunity in the list that a view of the grid is."""
    counted = matching(session, principal, view, today)
    weighing = Weighing.of(session, principal, view.pipeline)
    keys = order(session, view, Converter(session, currency, today), weighing)
    is_read_in_order = session.get_bind().dialect.name == "sqlite" and in_index(keys)
    where = read_in_order(counted) if is_read_in_order else counted
    return _around(session, principal, (where, counted), keys, opportunity_id)


def in_column(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    column: ColumnKey,
    sort: BoardSort,
    opportunity_id: int,
) -> Around:
    """Return what is above and below an opportunity in a column of a board."""
    is_open = column.outcome is Outcome.OPEN
    ordered = order_of(sort, Weighing.of(session, principal, wanted)) if is_open else LATEST_CLOSED
    where = conditions(session, principal, wanted, column.outcome, in_order=True)
    where += [of_column(column)] if is_open else []
    keys = (Key(ordered.by, ordered.descending), Key(Opportunity.id, ordered.descending))
    return _around(session, principal, (where, where), keys, opportunity_id)


def _around(
    session: Session, principal: Principal, lists: tuple[Conditions, Conditions], keys: Keys, opportunity_id: int
) -> Around:
    where, counted = lists
    sooner, later = (after(session, principal, way, opportunity_id) for way in (backwards(keys), keys))
    if sooner is None or later is None:
        return Around()
    first = session.scalars(_nearest([*where, sooner], backwards(keys))).first()
    following = session.scalars(_nearest([*where, later], keys)).first()
    return Around(first, following, *_place(session, counted, sooner, opportunity_id))


def _nearest(where: Conditions, keys: Keys) -> Select[int]:
    return select(Opportunity.id).where(*where).order_by(*(key.ordering for key in keys)).limit(1)


def _place(
    session: Session, where: Conditions, sooner: ColumnElement[bool], opportunity_id: int
) -> tuple[int | None, int | None]:
    """Return place and length; none for a long list, and none for an opportunity that is not in it."""
    count = _count(session, where)
    if count > MOST_COUNTED or not _count(session, [*where, Opportunity.id == opportunity_id]):
        return None, None
    return _count(session, [*where, sooner]) + 1, count


def _count(session: Session, where: Conditions) -> int:
    rows = select(Opportunity.id).where(*where).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0
