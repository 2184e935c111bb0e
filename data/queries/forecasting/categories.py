"""Categories: what the opportunities of a period add up to in each forecast category, by owner, and one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.reporting import Converter
from data.schema.contact import Contact
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.pipeline import Stage
from data.scope import changeable
from domain.access import Principal
from domain.category import HALF, THRESHOLDS, Category, Part, Rolled
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from domain.period import Period, month_of
from domain.submission import Standing

WINNING: Final = "winning"
MOST_DEALS: Final = 200


class DealRow(NamedTuple):
    """An opportunity of a period; `net_minor` in minor units of the reporting currency, `percent` is its chance."""

    id: int
    version: int
    number: str
    title: str
    contact: str
    owner: str
    stage: str
    expected_on: date | None
    closed_on: date | None
    category: Category
    suggested: Category
    chosen: bool
    percent: float
    stated_percent: int
    net_minor: int
    changeable: bool


@dataclass(frozen=True, slots=True)
class Model:
    """What the chances of the stored run expect to be won within a period, by owner, in minor units; and its day."""

    by_owner: Mapping[int, int]
    cutoff_on: date | None


def latest_runs(session: Session, company_ids: Sequence[int]) -> dict[int, ForecastRun]:
    """Return the newest stored run of chances of each company that has one."""
    run = ForecastRun
    query = (
        select(run)
        .where(run.measure == WINNING, run.is_backtest.is_(False), run.company_id.in_(company_ids))
        .order_by(run.cutoff_on, run.id)
    )
    return {found.company_id: found for found in session.scalars(query) if found.company_id is not None}


def by_owner(
    session: Session, principal: Principal, pipeline_filter: PipelineFilter, converter: Converter
) -> dict[int, Rolled]:
    """Return the categories of each owner in the filter's period, in the reporting currency; raise RateMissing."""
    place, category = _place(session, principal)
    query = (
        _joined(select(Opportunity.owner_id, category, Opportunity.currency_code, *_sums()), place)
        .where(*conditions(session, principal, pipeline_filter), Opportunity.outcome != Outcome.LOST.value)
        .group_by(Opportunity.owner_id, category, Opportunity.currency_code)
    )
    found: dict[int, Rolled] = {}
    for owner_id, name, currency, count, minor in session.execute(query):
        part = Rolled({Category(name): Part(int(count), converter.minor(int(minor), currency))})
        found[owner_id] = found.get(owner_id, Rolled()) + part
    return found


def deals(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    converter: Converter,
    *,
    most: int = MOST_DEALS,
) -> tuple[DealRow, ...]:
    """Return the opportunities of the period, open ones first, the largest first in the base currency."""
    place, category = _place(session, principal)
    may = and_(*changeable(principal)).label("may")
    query = (
        _joined(
            select(
                Opportunity, category, _percent().label("percent"), suggestion().label("suggested"), may,
                Contact.name, User.display_name, Stage.name,
            ),
            place,
        )
        .join(Contact, Contact.id == Opportunity.contact_id, isouter=True)
        .join(User, User.id == Opportunity.owner_id)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(*conditions(session, principal, pipeline_filter), Opportunity.outcome != Outcome.LOST.value)
        .order_by(case((Opportunity.outcome == Outcome.OPEN.value, 0), else_=1), Opportunity.net_base_minor.desc(), Opportunity.id)
        .limit(most)
    )  # fmt: skip
    return tuple(_deal(row, converter) for row in session.execute(query))


def standings(
    session: Session, principal: Principal, owner_id: int, company_id: int, period: Period, converter: Converter
) -> dict[int, tuple[Standing, str, int]]:
    """Return the opportunities of an owner in a period by id, each with the currency and amount it is in."""
    place, category = _place(session, principal)
    asked = PipelineFilter(company_ids=frozenset({company_id}), owner_ids=frozenset({owner_id}), period=period)
    query = (
        _joined(select(Opportunity.id, category, Opportunity.currency_code, Opportunity.net_minor), place)
        .where(*conditions(session, principal, asked), Opportunity.outcome != Outcome.LOST.value)
        .order_by(Opportunity.id)
    )
    return {
        id_: (Standing(id_, Category(name), converter.minor(minor, currency)), currency, minor)
        for id_, name, currency, minor in session.execute(query)
    }


def expected_by_model(
    session: Session, principal: Principal, pipeline_filter: PipelineFilter, period: Period, converter: Converter
) -> Model:
    """Return what the open opportunities are expected to bring within a period: Σ net × the chance to be won in it.

    Of every open opportunity, whatever its expected date: the model has its own view of when. Months before the run's
    first are over. New business is not in it.
    """
    runs = latest_runs(session, sorted(principal.company_ids))
    of = OpportunityForecast
    everything = conditions(session, principal, replace(pipeline_filter, period=None), Outcome.OPEN)
    query = (
        select(of.forecast_run_id, Opportunity.owner_id, Opportunity.currency_code, Opportunity.net_minor, of.months)
        .join(of, of.opportunity_id == Opportunity.id)
        .where(of.forecast_run_id.in_([run.id for run in runs.values()]), *everything)
    )
    cutoffs = {run.id: run.cutoff_on for run in runs.values()}
    sums: dict[tuple[int, str], float] = {}
    for run_id, owner_id, currency, minor, months in session.execute(query):
        chance = _chance_within((months or {}).get("won", []), cutoffs[run_id], period)
        sums[owner_id, currency] = sums.get((owner_id, currency), 0.0) + minor * chance
    found: dict[int, int] = {}
    for (owner_id, currency), value in sorted(sums.items()):
        found[owner_id] = found.get(owner_id, 0) + converter.minor(round(value), currency)
    return Model(found, min(cutoffs.values(), default=None))


def suggestion() -> ColumnElement[str]:
    """Return the category that the chance of an open opportunity suggests, as SQL; needs the forecast joined."""
    percent = _percent()
    steps = [(percent >= least - HALF, category.value) for category, least in THRESHOLDS]
    return case(*steps, else_=Category.OMITTED.value)


def category_column() -> ColumnElement[str]:
    """Return where an opportunity stands, the rule of domain.category.category_of as SQL; needs the forecast joined."""
    return case(
        (Opportunity.outcome == Outcome.WON.value, Category.CLOSED.value),
        (Opportunity.outcome != Outcome.OPEN.value, Category.OMITTED.value),
        (Opportunity.forecast_category.is_not(None), Opportunity.forecast_category),
        else_=suggestion(),
    )


def _percent() -> ColumnElement[Any]:
    return func.coalesce(OpportunityForecast.chance * 100, Opportunity.stated_percent)


def _place(session: Session, principal: Principal) -> tuple[ColumnElement[bool], ColumnElement[str]]:
    ids = [run.id for run in latest_runs(session, sorted(principal.company_ids)).values()]
    forecast = OpportunityForecast
    place = and_(forecast.opportunity_id == Opportunity.id, forecast.forecast_run_id.in_(ids))
    return place, category_column().label("category")


def _joined(query: Any, place: ColumnElement[bool]) -> Any:
    return query.select_from(Opportunity).join(OpportunityForecast, place, isouter=True)


def _sums() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return func.count(), func.sum(Opportunity.net_minor)


def _chance_within(chances: Sequence[float], cutoff_on: date, period: Period) -> float:
    first = month_of(cutoff_on) + 1
    wanted = range(month_of(period.start_on) - first, month_of(period.end_on) - first + 1)
    return sum(chance for place, chance in enumerate(chances) if place in wanted)


def _deal(row: Any, converter: Converter) -> DealRow:
    opportunity, category, percent, suggested, may, contact, owner, stage = row
    return DealRow(
        id=opportunity.id, version=opportunity.version, number=opportunity.number, title=opportunity.title,
        contact=contact or "", owner=owner, stage=stage, expected_on=opportunity.expected_order_on,
        closed_on=opportunity.closed_on, category=Category(category), suggested=Category(suggested),
        chosen=opportunity.forecast_category is not None, percent=float(percent),
        stated_percent=opportunity.stated_percent,
        net_minor=converter.minor(opportunity.net_minor, opportunity.currency_code), changeable=bool(may),
    )  # fmt: skip
