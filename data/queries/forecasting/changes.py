"""Changes: the open pipeline of an earlier day beside today's, read by the same conditions, as a bridge between them."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, literal, select, true
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.reporting import Converter, reporting_currency
from data.queries.weighing import Weighing
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.pipeline import Stage
from data.scope import visible
from domain.access import Principal
from domain.basis import Basis
from domain.changes import Bridge, Deal, Side, bridge
from domain.filter import PipelineFilter
from domain.outcome import Outcome

AT_ONCE = 500


def changes(
    past: Session, present: Session, principal: Principal, wanted: PipelineFilter, *, since: date, today: date
) -> Bridge:
    """Return how the open pipeline that the filter means came from what it was in `past` to what it is in `present`.

    Weighted as the filter asks; where no forecast was stored yet, by the stated probability. The rights are those of
    the person now. Raises RateMissing.
    """
    currency = reporting_currency(present, principal, wanted)
    weighing = [Weighing.of(session, principal, replace(wanted, as_of=None)) for session in (past, present)]
    ends = [_counted(session, principal, wanted, by) for session, by in zip((past, present), weighing, strict=True)]
    everybody = ends[0].keys() | ends[1].keys()
    then, now = (
        found | _beside(session, principal, wanted, by, everybody - found.keys())
        for session, found, by in zip((past, present), ends, weighing, strict=True)
    )
    found = bridge(
        then, now, since=since, today=today, currency=currency,
        at_then=Converter(present, currency, since).minor, at_now=Converter(present, currency, today).minor,
    )  # fmt: skip
    return replace(found, basis=wanted.basis, unspoken=wanted.basis is not Basis.STATED and weighing[0].is_stated)


def deals(past: Session, present: Session, principal: Principal, ids: Collection[int]) -> dict[int, Deal]:
    """Return what deals are called, by their ids; what the person sees at neither end is left out."""
    found: dict[int, dict[str, Any]] = {}
    for session, end in ((past, "then"), (present, "now")):
        for row in _named(session, principal, ids):
            names = {"number": row.number, "title": row.title, "contact": row.contact or ""}
            ends = {f"stage_{end}": row.stage, f"owner_{end}": row.owner}
            found.setdefault(row.id, {}).update(names | ends)
    return {id_: Deal(id_, **names) for id_, names in found.items()}


def _columns(weighing: Weighing, reach: ColumnElement[bool]) -> tuple[Any, ...]:
    return (
        Opportunity.id, Opportunity.outcome, Opportunity.currency_code, Opportunity.net_minor, Opportunity.stated_percent,
        Opportunity.expected_order_on, Opportunity.stage_id, Opportunity.owner_id, weighing.percent.label("percent"),
        reach.label("in_reach"),
    )  # fmt: skip


def _counted(session: Session, principal: Principal, wanted: PipelineFilter, weighing: Weighing) -> dict[int, Side]:
    """Return the open deals that the filter means, by their ids."""
    query = select(*_columns(weighing, true())).where(*conditions(session, principal, wanted, Outcome.OPEN))
    return {row.id: _side(row, wanted, counts=True) for row in session.execute(query)}


def _beside(
    session: Session, principal: Principal, wanted: PipelineFilter, weighing: Weighing, ids: Iterable[int]
) -> dict[int, Side]:
    """Return the deals that count at the other end only, by their ids; those that do not exist here are left out."""
    owners = Opportunity.owner_id.in_(sorted(wanted.owner_ids)) if wanted.owner_ids else literal(True)
    reach = and_(*visible(principal), owners)
    found: dict[int, Side] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), AT_ONCE):
        query = select(*_columns(weighing, reach)).where(Opportunity.id.in_(listed[start : start + AT_ONCE]))
        found |= {row.id: _side(row, wanted, counts=False) for row in session.execute(query)}
    return found


def _side(row: Row[*tuple[Any, ...]], wanted: PipelineFilter, *, counts: bool) -> Side:
    day = row.expected_order_on
    return Side(
        outcome=Outcome(row.outcome), currency=row.currency_code, net_minor=row.net_minor,
        percent=row.percent, stated_percent=row.stated_percent, expected_on=day, stage_id=row.stage_id,
        owner_id=row.owner_id, in_period=wanted.period is None or (day is not None and day in wanted.period),
        in_reach=bool(row.in_reach), counts=counts,
    )  # fmt: skip


def _named(session: Session, principal: Principal, ids: Collection[int]) -> Iterable[Any]:
    columns = (
        Opportunity.id, Opportunity.number, Opportunity.title, Contact.name.label("contact"), Stage.name.label("stage"),
        User.display_name.label("owner"),
    )  # fmt: skip
    listed = sorted(ids)
    for start in range(0, len(listed), AT_ONCE):
        yield from session.execute(
            select(*columns)
            .outerjoin(Contact, Contact.id == Opportunity.contact_id)
            .join(Stage, Stage.id == Opportunity.stage_id)
            .join(User, User.id == Opportunity.owner_id)
            .where(Opportunity.id.in_(listed[start : start + AT_ONCE]), *visible(principal))
        )
