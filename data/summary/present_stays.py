"""Present stays: the day since when each opportunity is in its stage, beside what the history says."""

from typing import Any

from sqlalchemy import ColumnElement, Date, ScalarSelect, cast, func, select, update
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, StageHistory
from data.summary.sums import Difference


def learn_present_stays(session: Session) -> None:
    """Set the day wherever it is not the one of the history."""
    true = _entered_on(session)
    wrong = Opportunity.stage_entered_on.is_distinct_from(true)
    statement = update(Opportunity).where(wrong).values(stage_entered_on=true, updated_at=Opportunity.updated_at)
    session.execute(statement.execution_options(synchronize_session=False))


def wrong_present_stays(session: Session) -> list[Difference]:
    """Return every opportunity whose day is not the one of its history; none is how it must be."""
    true = _entered_on(session)
    wrong = Opportunity.stage_entered_on.is_distinct_from(true)
    query = select(Opportunity.id, Opportunity.stage_entered_on, true).where(wrong).order_by(Opportunity.id)
    return [Difference("opportunity", (id_,), (kept,), (found,)) for id_, kept, found in session.execute(query)]


def _entered_on(session: Session) -> ScalarSelect[Any]:
    latest = func.max(StageHistory.entered_at)
    day: ColumnElement[Any] = (
        func.date(latest, type_=Date)
        if session.get_bind().dialect.name == "sqlite"
        else cast(func.timezone("UTC", latest), Date)
    )
    return (
        select(day)
        .where(StageHistory.opportunity_id == Opportunity.id, StageHistory.left_at.is_(None))
        .correlate(Opportunity)
        .scalar_subquery()
    )
