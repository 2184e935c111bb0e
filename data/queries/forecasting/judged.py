"""Chances beside outcomes: what was said of opportunities at month-ends, added up by tenths and by owner."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Float, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.queries.matching import CLOSED, conditions
from data.queries.overview.standings import lasting
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from data.schema.people import User, UserCompany, UserTeam
from domain.access import Principal, Reach, Role
from domain.filter import PipelineFilter
from domain.outcome import Outcome

MODEL = "win"
MOSTLY = 0.8
TENTHS = 10


class JudgedRun(NamedTuple):
    """A month-end at which chances were said; `decided` of its `row_count` opportunities are closed by now."""

    id: int
    company_id: int
    cutoff_on: date
    base: float
    row_count: int
    decided: int


class Tenth(NamedTuple):
    """The sums of one tenth and run: n, Σp, Σp², Σp·won and Σwon."""

    run_id: int
    tenth: int
    n: int
    said: float
    squares: float
    hits: float
    won: int


class OwnerSums(NamedTuple):
    """What an owner stated and won, over cases and deals."""

    owner_id: int
    name: str
    cases: int
    deals: int
    said: float
    won: int


def mature_runs(session: Session, principal: Principal, company_ids: Iterable[int]) -> list[JudgedRun]:
    """Return the runs old enough that most of their opportunities are closed; one a company and month-end.

    Younger ones would show only what ends quickly, and losing is quicker than winning.
    """
    mine = sorted(principal.company_ids & frozenset(company_ids))
    query = (
        select(
            ForecastRun.id,
            ForecastRun.company_id,
            ForecastRun.cutoff_on,
            ForecastRun.parameters,
            func.count().label("row_count"),
            func.count(OpportunityForecast.outcome).label("decided"),
        )
        .join(OpportunityForecast, OpportunityForecast.forecast_run_id == ForecastRun.id)
        .where(ForecastRun.model == MODEL, ForecastRun.company_id.in_(mine))
        .group_by(ForecastRun.id, ForecastRun.company_id, ForecastRun.cutoff_on, ForecastRun.is_backtest)
        .order_by(ForecastRun.company_id, ForecastRun.cutoff_on, ForecastRun.is_backtest)
    )
    found: dict[tuple[int, date], JudgedRun] = {}
    for row in session.execute(query):
        if row.decided >= MOSTLY * row.row_count:  # what was said on the day comes before what a backtest says of it
            base = float(str(row.parameters.get("base", 0.5)))
            run = JudgedRun(row.id, int(row.company_id), row.cutoff_on, base, row.row_count, row.decided)
            found.setdefault((run.company_id, run.cutoff_on), run)
    return list(found.values())


def tenths(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    runs: Sequence[JudgedRun],
    column: InstrumentedAttribute[float] | InstrumentedAttribute[float | None],
) -> tuple[list[Tenth], dict[int, int]]:
    """Return the sums of won and lost opportunities by run and tenth of a chance, and the deals of each tenth.

    The filter's period, probability and stage are not asked: a closed opportunity has those of its outcome.
    """
    tenth, chance, won = _tenth(column), cast(column, Float), _won()
    meant = [*_closed(session, principal, wanted, runs), column.is_not(None)]
    sums = (
        select(
            OpportunityForecast.forecast_run_id, tenth.label("tenth"), func.count(), func.sum(chance),
            func.sum(chance * chance), func.sum(chance * won), func.sum(won),
        )
        .join(Opportunity, Opportunity.id == OpportunityForecast.opportunity_id)
        .where(*meant)
        .group_by(OpportunityForecast.forecast_run_id, "tenth")
        .order_by(OpportunityForecast.forecast_run_id, "tenth")
    )  # fmt: skip
    deals = (
        select(tenth.label("tenth"), func.count(OpportunityForecast.opportunity_id.distinct()))
        .join(Opportunity, Opportunity.id == OpportunityForecast.opportunity_id)
        .where(*meant)
        .group_by("tenth")
    )
    return [Tenth(*row) for row in session.execute(sums)], {row[0]: row[1] for row in session.execute(deals)}


def decided_deals(
    session: Session, principal: Principal, wanted: PipelineFilter, runs: Sequence[JudgedRun]
) -> tuple[int, int]:
    """Return how many opportunities the runs spoke of that are won or lost by now, and how many are won."""
    each = (
        select(Opportunity.id, Opportunity.outcome)
        .join(OpportunityForecast, Opportunity.id == OpportunityForecast.opportunity_id)
        .where(*_closed(session, principal, wanted, runs))
        .distinct()
        .subquery()
    )
    rows = session.execute(select(each.c.outcome, func.count()).group_by(each.c.outcome))
    counts = {row[0]: int(row[1]) for row in rows}
    return sum(counts.values()), counts.get(Outcome.WON.value, 0)


def owner_sums(
    session: Session, principal: Principal, wanted: PipelineFilter, runs: Sequence[JudgedRun]
) -> list[OwnerSums]:
    """Return what every owner in scope stated and won, by name; whom a person may read is said by `answers_for`."""
    query = (
        select(
            Opportunity.owner_id, User.display_name, func.count(),
            func.count(OpportunityForecast.opportunity_id.distinct()), func.sum(OpportunityForecast.stated),
            func.sum(_won()),
        )
        .join(Opportunity, Opportunity.id == OpportunityForecast.opportunity_id)
        .join(User, User.id == Opportunity.owner_id)
        .where(*_closed(session, principal, wanted, runs))
        .group_by(Opportunity.owner_id, User.display_name)
        .order_by(User.display_name, Opportunity.owner_id)
    )  # fmt: skip
    return [OwnerSums(*row) for row in session.execute(query)]


def answers_for(session: Session, principal: Principal) -> frozenset[int]:
    """Return whose own record a person may read: the own one, and as a sales manager that of the people led."""
    if principal.role is not Role.SALES_MANAGER:
        return frozenset({principal.user_id})
    if principal.sees is Reach.COMPANY:
        led = select(UserCompany.user_id).where(UserCompany.company_id.in_(sorted(principal.company_ids)))
    else:
        led = select(UserTeam.user_id).where(UserTeam.team_id.in_(sorted(principal.team_ids)))
    return frozenset(session.scalars(led)) | {principal.user_id}


def _closed(
    session: Session, principal: Principal, wanted: PipelineFilter, runs: Sequence[JudgedRun]
) -> list[ColumnElement[bool]]:
    return [
        *conditions(session, principal, lasting(wanted)),
        OpportunityForecast.forecast_run_id.in_([run.id for run in runs]),
        OpportunityForecast.outcome.in_([outcome.value for outcome in CLOSED]),
    ]


def _won() -> ColumnElement[int]:
    return case((OpportunityForecast.outcome == Outcome.WON.value, 1), else_=0)


def _tenth(
    column: InstrumentedAttribute[float] | InstrumentedAttribute[float | None],
) -> ColumnElement[int]:
    """Return in which tenth a chance falls, 0–9; a floor that both databases take alike."""
    steps = [(column < step / TENTHS - 1e-9, step - 1) for step in range(1, TENTHS)]
    return case(*steps, else_=TENTHS - 1)
