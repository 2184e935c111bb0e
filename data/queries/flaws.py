"""Flaws: what is wrong with an open opportunity, each as a condition, so that counts, lists and exports mean the same."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from data.schema.activity import Activity
from data.schema.company import FxRate
from data.schema.contact import Contact
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.log import Event
from data.schema.opportunity import Opportunity, StageHistory
from domain.money import BASE_CURRENCY
from domain.outcome import Outcome
from domain.quality import MANY_PUSHES, NORM_POINTS, Flaw, Flawed

WINNING: Final = "winning"
Condition = ColumnElement[bool]


def has_flaw(session: Session, flawed: Flawed) -> Condition:
    """Return the condition under which an opportunity has the flaw."""
    return CONDITIONS[flawed.flaw](session, flawed)


def norms(session: Session) -> list[int]:
    """Return the runs that say what each stage has kept: the latest of every company."""
    query = (
        select(func.max(ForecastRun.id))
        .where(ForecastRun.measure == WINNING, ~ForecastRun.is_backtest, ForecastRun.scope == "company")
        .group_by(ForecastRun.company_id)
    )
    return list(session.scalars(query))


def _overdue(_session: Session, flawed: Flawed) -> Condition:
    return Opportunity.expected_order_on < flawed.today


def _undated(_session: Session, _flawed: Flawed) -> Condition:
    return Opportunity.expected_order_on.is_(None)


def _amountless(_session: Session, _flawed: Flawed) -> Condition:
    return or_(not_(Opportunity.amount_known), Opportunity.net_minor == 0)


def _rateless(_session: Session, flawed: Flawed) -> Condition:
    known = select(FxRate.quote_currency).where(FxRate.base_currency == BASE_CURRENCY, FxRate.rate_on <= flawed.today)
    return and_(Opportunity.currency_code != BASE_CURRENCY, Opportunity.currency_code.not_in(known))


def _agentless(_session: Session, _flawed: Flawed) -> Condition:
    return Opportunity.main_agent_id.is_(None)


def _stepless(_session: Session, _flawed: Flawed) -> Condition:
    planned = exists().where(Activity.opportunity_id == Opportunity.id, Activity.done_at.is_(None))
    return ~planned.correlate(Opportunity)


def _off_norm(session: Session, _flawed: Flawed) -> Condition:
    said = OpportunityForecast
    far = func.abs(Opportunity.stated_percent - said.stage * 100) >= NORM_POINTS
    kept = exists().where(said.opportunity_id == Opportunity.id, said.forecast_run_id.in_(norms(session)), far)
    return kept.correlate(Opportunity)


def _pushed(_session: Session, _flawed: Flawed) -> Condition:
    """The log tells the moves that people make; imported records have only what each stay in a stage began with."""
    before, after = (side["expected_order_on"].as_string() for side in (Event.before, Event.after))
    told = (
        select(func.count())
        .where(Event.entity == "opportunity", Event.entity_id == Opportunity.id, after > before)
        .correlate(Opportunity)
    )
    earlier = func.lag(StageHistory.expected_order_on).over(
        partition_by=StageHistory.opportunity_id, order_by=(StageHistory.entered_at, StageHistory.id)
    )
    stay = (
        select(StageHistory.opportunity_id, StageHistory.expected_order_on.label("expected"), earlier.label("earlier"))
        .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
        .where(Opportunity.outcome == Outcome.OPEN.value)
        .subquery()
    )
    seen = (
        select(stay.c.opportunity_id)
        .where(stay.c.expected > stay.c.earlier)
        .group_by(stay.c.opportunity_id)
        .having(func.count() >= MANY_PUSHES)
    )
    return or_(told.scalar_subquery() >= MANY_PUSHES, Opportunity.id.in_(seen))


def _double(_session: Session, _flawed: Flawed) -> Condition:
    other = aliased(Opportunity)
    same = [
        getattr(other, name) == getattr(Opportunity, name)
        for name in ("company_id", "contact_id", "opportunity_type_id", "currency_code")
    ]
    alike = or_(
        func.lower(other.title) == func.lower(Opportunity.title),
        and_(other.net_minor == Opportunity.net_minor, other.net_minor != 0),
    )
    found = exists().where(*same, alike, other.outcome == Outcome.OPEN.value, other.id != Opportunity.id)
    return found.correlate(Opportunity)


def _placeless(_session: Session, _flawed: Flawed) -> Condition:
    nowhere = exists().where(Contact.id == Opportunity.contact_id, Contact.latitude.is_(None)).correlate(Opportunity)
    return or_(Opportunity.contact_id.is_(None), nowhere)


CONDITIONS: Final[Mapping[Flaw, Callable[[Session, Flawed], Condition]]] = {
    Flaw.OVERDUE: _overdue,
    Flaw.UNDATED: _undated,
    Flaw.AMOUNTLESS: _amountless,
    Flaw.RATELESS: _rateless,
    Flaw.AGENTLESS: _agentless,
    Flaw.STEPLESS: _stepless,
    Flaw.OFF_NORM: _off_norm,
    Flaw.PUSHED: _pushed,
    Flaw.DOUBLE: _double,
    Flaw.PLACELESS: _placeless,
}
