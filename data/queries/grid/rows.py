"""Rows: a block of the grid from any depth, and what stands before and after a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from data.queries.grid.columns import FIELDS, group_of, narrowed
from data.queries.grid.order import Keys, after, backwards, in_index, order, read_in_order
from data.queries.matching import Conditions, conditions
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from domain.access import Permission, Principal
from domain.grid import GridView
from domain.money import weighted_minor

# The order of a row's values on the wire.
ROW_FIELDS: Final = (
    "id", "version", "number", "contact", "title", "stage", "net", "probability", "weighted", "expected_order_on",
    "touched_on", "owner", "type", "created_on", "pipeline", "outcome", "last_activity_on", "gross", "discount",
    "currency", "expected_delivery_on", "expected_invoice_on", "closed_on", "agent", "team", "company", "quality",
    "reason", "last_at", "changeable", "amount_known",
)  # fmt: skip
GridRow = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A row that is known to stand somewhere: from there it is nearer than from either end."""

    position: int
    opportunity_id: int


@dataclass(frozen=True, slots=True)
class Block:
    """Which rows: from a position in the list, or in one of its groups; `count` is how many that has, when known."""

    start: int
    limit: int
    group: int | str | None = None
    grouped: bool = False
    count: int | None = None
    near: Place | None = None


class Grid:
    """The rows of one view for one person, in its order."""

    def __init__(self, session: Session, principal: Principal, view: GridView, *, currency: str, today: date) -> None:
        self._session = session
        self._principal = principal
        self._view = view
        self._where = matching(session, principal, view, today)
        self._weighing = Weighing.of(session, principal, view.pipeline)
        self._keys = order(session, view, Converter(session, currency, today), self._weighing)
        if session.get_bind().dialect.name == "sqlite" and in_index(self._keys):
            self._where = read_in_order(self._where)

    def rows(self, block: Block) -> list[GridRow]:
        """Return the rows of a block as they go to the browser."""
        return self.of_ids(self.ids(block))

    def ids(self, block: Block) -> list[int]:
        """Return the ids of a block, read from whichever known place is nearest: an end, or a row seen before."""
        found = list(self._session.scalars(self.query(block)))
        return found[::-1] if self._from_end(block) else found

    def query(self, block: Block) -> Select[int]:
        """Return the statement for the ids of a block; one that is read from the end comes backwards."""
        where, keys = self._of_group(block), self._keys
        if near := self._from_near(block):
            return self._query([*where, near[0]], keys, near[1], block.limit)
        if self._from_end(block):
            length = max(min(block.limit, (block.count or 0) - block.start), 0)
            return self._query(where, backwards(keys), (block.count or 0) - block.start - length, length)
        return self._query(where, keys, block.start, block.limit)

    def neighbours(self, opportunity_id: int) -> tuple[int | None, int | None]:
        """Return the ids before and after an opportunity, as it stands now, whether it is still in the list or not."""
        return self._next(backwards(self._keys), opportunity_id), self._next(self._keys, opportunity_id)

    def of_ids(self, ids: Sequence[int]) -> list[GridRow]:
        """Return the rows of some ids, in their order; those that are gone are left out."""
        if not ids:
            return []
        query = _select(self._weighing).where(Opportunity.id.in_(ids))
        found = {row.id: row for row in self._session.execute(query)}
        touched = self._last_contacts(ids)
        return [self._row(found[id_], touched.get(id_)) for id_ in ids if id_ in found]

    def all_ids(self, limit: int) -> list[tuple[int, int]]:
        """Return id and version of the rows of the whole view, at most so many."""
        query = select(Opportunity.id, Opportunity.version).where(*self._where).limit(limit)
        return [(id_, version) for id_, version in self._session.execute(query)]

    def in_order(self, limit: int) -> list[int]:
        """Return the ids of the whole view in its order, at most so many."""
        return list(self._session.scalars(self._query(self._where, self._keys, 0, limit)))

    def _of_group(self, block: Block) -> Conditions:
        if not block.grouped or self._view.group is None:
            return self._where
        field = group_of(self._view.group)
        return [*self._where, field.is_(None) if block.group is None else field == block.group]

    def _from_end(self, block: Block) -> bool:
        return self._from_near(block) is None and block.count is not None and block.start > block.count / 2

    def _from_near(self, block: Block) -> tuple[ColumnElement[bool], int] | None:
        """Return the condition of being after the row seen before, and how many of those to leave out."""
        near = block.near
        if near is None or not 0 <= near.position < block.start:
            return None
        step = block.start - near.position - 1
        to_end = block.start if block.count is None else max(block.count - block.start, 0)
        if step >= min(block.start, to_end):
            return None
        beyond = after(self._session, self._principal, self._keys, near.opportunity_id)
        return None if beyond is None else (beyond, step)

    def _query(self, where: Conditions, keys: Keys, offset: int, limit: int) -> Select[int]:
        query = select(Opportunity.id).where(*where).order_by(*(key.ordering for key in keys)).limit(limit)
        return query.offset(offset) if offset else query

    def _next(self, keys: Keys, opportunity_id: int) -> int | None:
        beyond = after(self._session, self._principal, keys, opportunity_id)
        if beyond is None:
            return None
        return self._session.scalars(self._query([*self._where, beyond], keys, 0, 1)).first()

    def _last_contacts(self, ids: Sequence[int]) -> dict[int, datetime]:
        query = (
            select(Activity.opportunity_id, func.max(Activity.done_at))
            .join(ActivityType, ActivityType.id == Activity.activity_type_id)
            .where(Activity.opportunity_id.in_(ids), Activity.done_at.is_not(None), ActivityType.is_contact)
            .group_by(Activity.opportunity_id)
        )
        return {id_: at for id_, at in self._session.execute(query) if id_ is not None and at is not None}

    def _row(self, row: Row[*tuple[Any, ...]], last_at: datetime | None) -> GridRow:
        changeable = self._principal.may(Permission.CHANGE_OPPORTUNITIES) and self._principal.reaches(
            company_id=row.company, team_id=row.team, owner_id=row.owner, changing=True
        )
        return (
            row.id, row.version, row.number, row.contact, row.title, row.stage, row.net, row.probability,
            weighted_minor(row.net * row.percent), _iso(row.expected_order_on), _iso(row.touched_on), row.owner,
            row.type, _iso(row.created_on), row.pipeline, row.outcome, _iso(row.last_activity_on), row.gross,
            row.discount, row.currency, _iso(row.expected_delivery_on), _iso(row.expected_invoice_on),
            _iso(row.closed_on), row.agent, row.team, row.company, row.quality, row.reason,
            _instant(last_at, row.last_activity_on), changeable, row.amount_known,
        )  # fmt: skip


def neighbours(
    session: Session, principal: Principal, view: GridView, opportunity_id: int, *, currency: str, today: date
) -> tuple[int | None, int | None]:
    """Return the opportunities before and after one in the list that an address names; None at its ends."""
    return Grid(session, principal, view, currency=currency, today=today).neighbours(opportunity_id)


def matching(session: Session, principal: Principal, view: GridView, today: date) -> Conditions:
    """Return what an opportunity must fulfil to be a row: scope, filter, outcome and column filters."""
    known = conditions(session, principal, view.pipeline, view.shown.outcome)
    if not view.narrowed:
        return known
    percent = Weighing.of(session, principal, view.pipeline).percent
    return known + [narrowed(session, name, wanted, today, percent) for name, wanted in view.narrowed.items()]


def _select(weighing: Weighing) -> Any:
    fields = [column.label(name) for name, column in FIELDS.items()]
    return select(
        Opportunity.id, Opportunity.version, Opportunity.touched_on, Opportunity.amount_known, Contact.name.label("contact"),
        weighing.percent.label("percent"), *fields,
    ).outerjoin(Contact, Contact.id == Opportunity.contact_id)  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(at: datetime | None, last_activity_on: date | None) -> str | None:
    """Return the hour of the last contact, where the day that is kept of it is that day (in some time zone)."""
    if at is None or last_activity_on is None or abs(at.date() - last_activity_on) > timedelta(days=1):
        return None
    return at.isoformat(timespec="minutes")
