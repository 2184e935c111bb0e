"""Weighing: the percentage by which each opportunity counts, by the basis that the filter asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, case, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.queries.forecasting.chances import latest_run_of, latest_runs
from data.schema.forecast import OpportunityForecast
from data.schema.invoicing import ExpectedInvoicing
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
    """By what open opportunities are weighted; `runs` are the latest forecasts of the person's companies, by which they are.

    Chances count in whole percents, so that a card's amount can be checked by hand and cards add up to their header.
    One of which the forecast has not spoken yet counts by its stated probability, closed ones always do.
    """

    basis: Basis
    runs: Sequence[int]
    as_of: date | None = None

    @classmethod
    def of(cls, session: Session, principal: Principal, wanted: PipelineFilter) -> "Weighing":
        """Return the weighing that a filter asks for."""
        is_stated = wanted.basis is Basis.STATED
        runs = [] if is_stated else latest_runs(session, principal.company_ids, wanted.as_of)
        return cls(wanted.basis, runs, wanted.as_of)

    @property
    def is_stated(self) -> bool:
        """Whether the stated probability is asked for, which summary tables and indexes know."""
        return not self.runs

    @property
    def percent(self) -> ColumnElement[int]:
        """The percentage of an opportunity as SQL, 0–100."""
        stated: ColumnElement[int] = Opportunity.stated_percent.expression
        if self.is_stated:
            return stated
        said = func.coalesce(_said(VALUES[self.basis], self._by), stated)
        return case((Opportunity.outcome == Outcome.OPEN.value, said), else_=stated)

    @property
    def model_percent(self) -> ColumnElement[int | None]:
        """What the forecast says of an opportunity in whole percents as SQL, empty where it has not spoken."""
        return _said(VALUES[Basis.MODEL], OpportunityForecast.forecast_run_id == latest_run_of(self.as_of))

    @property
    def percent_of_part(self) -> ColumnElement[int]:
        """The percentage of a part that is expected to be invoiced in a month as SQL; what is won counts in full."""
        counted: ColumnElement[int] = ExpectedInvoicing.percent.expression
        if self.is_stated:
            return counted
        is_open = exists().where(
            Opportunity.id == ExpectedInvoicing.opportunity_id, Opportunity.outcome == Outcome.OPEN.value
        )
        said = _said_of(VALUES[self.basis], ExpectedInvoicing.opportunity_id, self._by)
        said = said.where(is_open.correlate(ExpectedInvoicing))
        return func.coalesce(said.correlate(ExpectedInvoicing).scalar_subquery(), counted)

    @property
    def weighted_base_minor(self) -> ColumnElement[int]:
        """The weighted amount in the base currency, hundredfold, as SQL: only for ordering."""
        return Opportunity.net_base_minor * self.percent

    @property
    def _by(self) -> ColumnElement[bool]:
        return OpportunityForecast.forecast_run_id.in_(list(self.runs))


def _said(value: InstrumentedAttribute[Any], by: ColumnElement[bool]) -> ScalarSelect[int | None]:
    return _said_of(value, Opportunity.id, by).correlate(Opportunity).scalar_subquery()


def _said_of(
    value: InstrumentedAttribute[Any], opportunity_id: InstrumentedAttribute[int], by: ColumnElement[bool]
) -> Select[int | None]:
    return select(cast(func.round(value * PERCENT), Integer)).where(
        OpportunityForecast.opportunity_id == opportunity_id, by
    )
