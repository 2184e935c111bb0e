"""The cards of a board: one page of one column at a time, ready to be sent to the browser."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.queries.board import PROBABILITY, Place
from data.queries.matching import conditions
from data.queries.pauses import lasts
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.rule import OpportunityPause
from domain.access import Permission, Principal
from domain.board import BoardSort, ColumnKey
from domain.errors import MalformedInput
from domain.filter import LARGEST_ID, PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome

PAGE_SIZE = 50
FIELDS = (
    "id", "version", "number", "contact", "title", "owner_id", "stage_id", "net", "currency", "net_reporting",
    "weighted_reporting", "expected_on", "created_on", "last_activity_on", "next_kind", "next_subject", "next_on",
    "changeable", "amount_known", "model_percent", "closed_on", "paused",
)  # fmt: skip
FIRST = ("first",)
CardRow = tuple[str | int | bool | None, ...]
Cursor = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """Cards in the order of FIELDS, dates as ISO text, a pause as its last day and its reason; `cursor` asks for the next page, None when there is none."""

    rows: tuple[CardRow, ...]
    cursor: Cursor | None


@dataclass(frozen=True, slots=True)
class _Order:
    by: InstrumentedAttribute[Any] | ColumnElement[Any]
    descending: bool
    of_dates: bool


ORDERS = {
    BoardSort.WEIGHTED: _Order(Opportunity.weighted_base_minor, descending=True, of_dates=False),
    BoardSort.NET: _Order(Opportunity.net_base_minor, descending=True, of_dates=False),
    BoardSort.EXPECTED: _Order(Opportunity.expected_sort_on, descending=False, of_dates=True),
    BoardSort.AGE: _Order(Opportunity.created_on, descending=False, of_dates=True),
    BoardSort.STAY: _Order(Opportunity.stage_sort_on, descending=False, of_dates=True),
    BoardSort.IDLE: _Order(Opportunity.touched_on, descending=False, of_dates=True),
}
LATEST_CLOSED = _Order(Opportunity.closed_on, descending=True, of_dates=True)
SHOWN_COLUMNS = (
    Opportunity.id, Opportunity.version, Opportunity.number, Contact.name.label("contact"), Opportunity.title,
    Opportunity.owner_id, Opportunity.stage_id, Opportunity.net_minor, Opportunity.currency_code,
    Opportunity.expected_order_on, Opportunity.created_on, Opportunity.closed_on,
    Opportunity.last_activity_on, Opportunity.company_id, Opportunity.team_id, Opportunity.outcome,
    Opportunity.probability_id, Opportunity.amount_known, OpportunityPause.until_on, OpportunityPause.because,
)  # fmt: skip


class Cards:
    """Reads cards for one person through one filter, with amounts in one currency."""

    def __init__(
        self, session: Session, principal: Principal, pipeline_filter: PipelineFilter, *, currency: str, as_of: date
    ) -> None:
        self._session = session
        self._principal = principal
        self._filter = pipeline_filter
        self._as_of = as_of
        self._converter = Converter(session, currency, as_of)
        self._weighing = Weighing.of(session, principal, pipeline_filter)

    def page(
        self, column: ColumnKey, sort: BoardSort, cursor: Sequence[object] | None = None, limit: int = PAGE_SIZE
    ) -> CardPage:
        """Return the cards of a column after `cursor`; raise MalformedInput for a cursor that is none."""
        return self.pages([column], sort, cursor, limit)[column]

    def pages(
        self,
        columns: Iterable[ColumnKey],
        sort: BoardSort,
        cursor: Sequence[object] | None = None,
        limit: int = PAGE_SIZE,
    ) -> dict[ColumnKey, CardPage]:
        """Return one page per column: one statement each, and one for the next activities of all."""
        found = {column: self._session.execute(self.query(column, sort, cursor, limit + 1)).all() for column in columns}
        kept = {column: rows[:limit] for column, rows in found.items()}
        activities = self._next_activities(row.id for rows in kept.values() for row in rows)
        return {
            column: CardPage(
                tuple(self._card(row, activities) for row in rows),
                _cursor_after(rows[-1]) if len(found[column]) > limit else None,
            )
            for column, rows in kept.items()
        }

    def card(self, opportunity_id: int, place: Place = PROBABILITY) -> tuple[ColumnKey, CardRow] | None:
        """Return one card and the column it is in now; None when the filter or the scope leaves it out."""
        query = self._select(Opportunity.id).where(
            *conditions(self._session, self._principal, self._filter), Opportunity.id == opportunity_id
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            return None
        outcome = Outcome(row.outcome)
        column = ColumnKey(outcome, **{place: getattr(row, place)}) if outcome is Outcome.OPEN else ColumnKey(outcome)
        return column, self._card(row, self._next_activities([row.id]))

    def query(
        self, column: ColumnKey, sort: BoardSort, cursor: Sequence[object] | None, limit: int
    ) -> Select[*tuple[Any, ...]]:
        """Return the statement for a page; the place in the order is a value and an id, never an offset."""
        order = order_of(sort, self._weighing) if column.outcome is Outcome.OPEN else LATEST_CLOSED
        wanted = conditions(self._session, self._principal, self._filter, column.outcome, in_order=True)
        if column.outcome is Outcome.OPEN:
            wanted.append(of_column(column))
        query = self._select(order.by).where(*wanted).limit(limit)
        place = tuple_(order.by, Opportunity.id)
        if cursor is not None and tuple(cursor) != FIRST:
            after = tuple_(*_read_cursor(cursor, order))
            query = query.where(place < after if order.descending else place > after)
        if order.descending:
            return query.order_by(order.by.desc(), Opportunity.id.desc())
        return query.order_by(order.by, Opportunity.id)

    def _select(self, order_by: InstrumentedAttribute[Any] | ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        weights = self._weighing.percent.label("percent"), self._weighing.model_percent.label("model_percent")
        # Outer joins, so that the order of the opportunities drives the statement and cards without contact stay.
        return (
            select(*SHOWN_COLUMNS, *weights, order_by.label("order_value"))
            .outerjoin(Contact, Contact.id == Opportunity.contact_id)
            .outerjoin(OpportunityPause, lasts(self._as_of))
        )

    def _next_activities(self, opportunity_ids: Iterable[int]) -> dict[int, Row[*tuple[Any, ...]]]:
        """Return for each opportunity the planned activity that is due first; one without a date comes last."""
        ids = list(opportunity_ids)
        if not ids:
            return {}
        query = (
            select(Activity.opportunity_id, Activity.subject, Activity.due_on, Activity.id, ActivityType.kind)
            .join(ActivityType, ActivityType.id == Activity.activity_type_id)
            .where(Activity.opportunity_id.in_(ids), Activity.done_at.is_(None))
        )
        first: dict[int, Row[*tuple[Any, ...]]] = {}
        for row in self._session.execute(query):
            if row.opportunity_id not in first or _due(row) < _due(first[row.opportunity_id]):
                first[row.opportunity_id] = row
        return first

    def _card(self, row: Row[*tuple[Any, ...]], activities: dict[int, Row[*tuple[Any, ...]]]) -> CardRow:
        activity = activities.get(row.id)
        weighted = weighted_minor(row.net_minor * row.percent)
        return (
            row.id, row.version, row.number, row.contact, row.title, row.owner_id, row.stage_id,
            row.net_minor, row.currency_code,
            self._converter.minor(row.net_minor, row.currency_code),
            self._converter.minor(weighted, row.currency_code),
            _iso(row.expected_order_on), _iso(row.created_on), _iso(row.last_activity_on),
            activity.kind if activity else None,
            activity.subject if activity else None,
            _iso(activity.due_on) if activity else None,
            self._is_changeable(row),
            row.amount_known,
            row.model_percent,
            _iso(row.closed_on),
            f"{row.until_on} {row.because}" if row.until_on else None,
        )  # fmt: skip

    def _is_changeable(self, row: Row[*tuple[Any, ...]]) -> bool:
        return self._principal.may(Permission.CHANGE_OPPORTUNITIES) and self._principal.reaches(
            company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id, changing=True
        )


def of_column(column: ColumnKey) -> ColumnElement[bool]:
    """Return the condition under which an open opportunity stands in a column."""
    if column.stage_id is not None:
        return Opportunity.stage_id == column.stage_id
    return Opportunity.probability_id == column.probability_id


def order_of(sort: BoardSort, weighing: Weighing) -> _Order:
    """Return the order of an open column; that by weighted amounts is the one of the basis asked for."""
    if sort is BoardSort.WEIGHTED and not weighing.is_stated:
        return _Order(weighing.weighted_base_minor, descending=True, of_dates=False)
    return ORDERS[sort]


def _cursor_after(row: Row[*tuple[Any, ...]]) -> Cursor:
    value = row.order_value
    return (value.isoformat() if isinstance(value, date) else value, row.id)


def _read_cursor(cursor: Sequence[object], order: _Order) -> tuple[date | int, int]:
    try:
        value, last_id = cursor
        if type(last_id) is not int or not 0 < last_id <= LARGEST_ID:
            raise MalformedInput
        if order.of_dates and isinstance(value, str):
            return date.fromisoformat(value), last_id
        if not order.of_dates and type(value) is int and abs(value) <= LARGEST_ID:
            return value, last_id
    except ValueError:
        raise MalformedInput from None
    raise MalformedInput


def _due(activity: Row[*tuple[Any, ...]]) -> tuple[date, int]:
    return activity.due_on or date.max, activity.id


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
