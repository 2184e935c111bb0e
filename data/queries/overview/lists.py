"""Lists: the largest open opportunities, those that nobody touched and those that are late, with what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.overview.calendar import whole
from data.queries.reporting import Converter
from data.queries.weighing import Weighing
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Stage
from data.scope import visible
from domain.access import Principal
from domain.board import Totals
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome
from domain.staleness import STALE_AFTER_DAYS


class Waiting(StrEnum):
    """What an open opportunity waits for: somebody to be in touch, or a new date."""

    STALE = "stale"
    LATE = "late"


class ListRow(NamedTuple):
    """One opportunity of a list; amounts in minor units of the reporting currency."""

    id: int
    number: str
    title: str
    contact: str
    stage: str
    colour: str
    glyph: int
    kind: str
    percent: int
    net_minor: int
    weighted_minor: int
    expected_on: date | None
    touched_on: date


@dataclass(frozen=True, slots=True)
class Listed:
    """Some rows, and the totals of all that belong to them."""

    rows: tuple[ListRow, ...]
    totals: Totals


def largest(
    session: Session, principal: Principal, wanted: PipelineFilter, shown: int, *, converter: Converter
) -> tuple[ListRow, ...]:
    """Return the open opportunities of the largest weighted amount."""
    weighing = Weighing.of(session, principal, wanted)
    query = _select(weighing.percent).where(*conditions(session, principal, wanted, Outcome.OPEN))
    by: Any = Opportunity.weighted_base_minor if weighing.is_stated else weighing.weighted_base_minor
    return _rows(session.execute(query.order_by(by.desc(), Opportunity.id).limit(shown)).all(), converter)


def waiting(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    reason: Waiting,
    shown: int,
    *,
    today: date,
    converter: Converter,
) -> Listed:
    """Return the open opportunities that wait, the largest first, with count and amounts of all of them.

    Stale: no contact for more than 30 days. Late: the expected order date is over.
    """
    meant = [*conditions(session, principal, wanted, Outcome.OPEN), _waits(reason, today)]
    ordered = _select().where(*meant).order_by(Opportunity.net_base_minor.desc(), Opportunity.id).limit(shown)
    sums = (
        select(
            Opportunity.currency_code,
            func.count().label("rows"),
            func.sum(Opportunity.net_minor).label("net"),
            func.sum(Opportunity.net_minor * Weighing.of(session, principal, wanted).percent).label("net_percent"),
        )
        .where(*meant)
        .group_by(Opportunity.currency_code)
    )
    totals = [
        converter.totals(Totals(row.rows, whole(row.net), weighted_minor(whole(row.net_percent))), row.currency_code)
        for row in session.execute(sums)
    ]
    return Listed(_rows(session.execute(ordered).all(), converter), sum(totals, Totals()))


def named(session: Session, principal: Principal, ids: Iterable[int], *, converter: Converter) -> dict[int, ListRow]:
    """Return the opportunities with these ids that the person sees, by id."""
    query = _select().where(Opportunity.id.in_(list(ids)), *visible(principal))
    return {row.id: row for row in _rows(session.execute(query).all(), converter)}


def _waits(reason: Waiting, today: date) -> ColumnElement[bool]:
    if reason is Waiting.LATE:
        return Opportunity.expected_order_on < today
    return Opportunity.touched_on < today - timedelta(days=STALE_AFTER_DAYS)


def _select(percent: Any = Opportunity.stated_percent) -> Any:
    earlier = Stage.__table__.alias("earlier")
    glyph = (
        select(func.count())
        .where(
            earlier.c.pipeline_id == Stage.pipeline_id,
            earlier.c.kind == "open",
            earlier.c.sort_order < Stage.sort_order,
        )
        .correlate(Stage)
        .scalar_subquery()
    )
    return (
        select(
            Opportunity.id, Opportunity.number, Opportunity.title, Contact.name.label("contact"),
            Stage.name.label("stage"), Stage.colour, glyph.label("glyph"), Opportunity.outcome,
            percent.label("percent"), Opportunity.net_minor, Opportunity.currency_code,
            Opportunity.expected_order_on, Opportunity.touched_on,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
    )  # fmt: skip


def _rows(found: Iterable[Row[*tuple[Any, ...]]], converter: Converter) -> tuple[ListRow, ...]:
    return tuple(
        ListRow(
            row.id, row.number, row.title, row.contact or "", row.stage, row.colour, row.glyph, row.outcome,
            row.percent, converter.minor(row.net_minor, row.currency_code),
            converter.minor(weighted_minor(row.net_minor * row.percent), row.currency_code),
            row.expected_order_on, row.touched_on,
        )
        for row in found
    )  # fmt: skip
