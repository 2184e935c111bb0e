"""Closings: how many were won and lost of those that began together, and how long it took."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.matching import CLOSED, conditions
from data.queries.overview.calendar import days_between, month_number
from data.queries.overview.standings import lasting
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.outcome import Outcome


class Cohort(NamedTuple):
    """How many of those created in a month have an outcome."""

    month: int
    outcome: str
    row_count: int


class Duration(NamedTuple):
    """How many closed in a month had taken so many days since they were created."""

    month: int
    outcome: str
    days: int
    row_count: int


def cohorts(
    session: Session, principal: Principal, wanted: PipelineFilter, first_on: date, last_on: date
) -> list[Cohort]:
    """Return the outcomes of what was created between two days, by month of creation; the filter's period is not asked.

    The probability and the stage of the filter are not asked either: a closed opportunity has those of its outcome.
    """
    month = month_number(Opportunity.created_on)
    query = (
        select(month.label("month"), Opportunity.outcome, func.count())
        .where(
            *conditions(session, principal, lasting(wanted)),
            Opportunity.created_on.between(first_on, last_on),
        )
        .group_by(month, Opportunity.outcome)
    )
    return [Cohort(*row) for row in session.execute(query)]


def durations(
    session: Session,
    principal: Principal,
    wanted: PipelineFilter,
    first_on: date,
    last_on: date,
    outcome: Outcome | None = None,
) -> list[Duration]:
    """Return the days from creation to closing of what was closed between two days, by month of closing.

    Of won and lost ones, or of one outcome; the filter's period, probability and stage are not asked.
    """
    month, days = month_number(Opportunity.closed_on), days_between(Opportunity.created_on, Opportunity.closed_on)
    asked = [outcome] if outcome else list(CLOSED)
    found = []
    for one in asked:  # each outcome on its own, so that the index on closing dates answers
        query = (
            select(month.label("month"), days.label("days"), func.count())
            .where(
                *conditions(session, principal, lasting(wanted), one),
                Opportunity.closed_on.between(first_on, last_on),
            )
            .group_by(month, days)
        )
        found += [Duration(row[0], one.value, row[1], row[2]) for row in session.execute(query)]
    return found
