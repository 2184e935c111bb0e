"""Weighing: the percentage by which each opportunity counts, by the basis that the filter asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, ScalarSelect, case, cast, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.queries.forecasting.chances import latest_runs
from data.schema.forecast import OpportunityForecast
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.basis import Basis
from domain.filter import PipelineFilter
from domain.outcome import Outcome

PERCENT = 100
VALUES: dict[Basis, InstrumentedAttribute[Any]] = {
    Basis.STAGE: OpportunityForecast.stage,
    Basis.MODEL: OpportunityForecast.chance,
}


@dataclass(frozen=True, slots=True)
class Weighing:
    """By what open opportunities are weighted; `runs` are the latest forecasts of the person's companies.

    Chances count in whole percents, so that a card's amount can be checked by hand and cards add up to their header.
    One of which the forecast has not spoken yet counts by its stated probability, closed ones always do.
    """

    basis: Basis
    runs: Sequence[int]

    @classmethod
    def of(cls, session: Session, principal: Principal, wanted: PipelineFilter) -> "Weighing":
        """Return the weighing that a filter asks for."""
        return cls(wanted.basis, latest_runs(session, principal.company_ids, wanted.as_of))

    @property
    def is_stated(self) -> bool:
        """Whether the stated probability is asked for, which summary tables and indexes know."""
        return self.basis is Basis.STATED or not self.runs

    @property
    def percent(self) -> ColumnElement[int]:
        """The percentage of an opportunity as SQL, 0–100."""
        stated: ColumnElement[int] = Opportunity.stated_percent.expression
        if self.is_stated:
            return stated
        said = func.coalesce(self._said(VALUES[self.basis]), stated)
        return case((Opportunity.outcome == Outcome.OPEN.value, said), else_=stated)

    @property
    def model_percent(self) -> ColumnElement[int | None]:
        """What the forecast says of an opportunity in whole percents as SQL, empty where it has not spoken."""
        return self._said(VALUES[Basis.MODEL]) if self.runs else cast(null(), Integer)

    @property
    def weighted_base_minor(self) -> ColumnElement[int]:
        """The weighted amount in the base currency, hundredfold, as SQL: only for ordering."""
        return Opportunity.net_base_minor * self.percent

    def _said(self, value: InstrumentedAttribute[Any]) -> ScalarSelect[int | None]:
        return (
            select(cast(func.round(value * PERCENT), Integer))
            .where(
                OpportunityForecast.opportunity_id == Opportunity.id,
                OpportunityForecast.forecast_run_id.in_(list(self.runs)),
            )
            .correlate(Opportunity)
            .scalar_subquery()
        )
