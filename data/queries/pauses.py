"""Pauses: which opportunities rest on a day, until when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity
from data.schema.rule import OpportunityPause


@dataclass(frozen=True, slots=True)
class Pause:
    """The last day of a pause, and its reason."""

    until_on: date
    because: str


def lasts(today: date) -> ColumnElement[bool]:
    """Return the condition that joins an opportunity with its pause, as long as that lasts."""
    return (OpportunityPause.opportunity_id == Opportunity.id) & (OpportunityPause.until_on >= today)


def pauses_of(session: Session, opportunity_ids: Iterable[int], today: date) -> dict[int, Pause]:
    """Return the pauses that last, by opportunity; whose is over or was never is left out."""
    ids = list(opportunity_ids)
    if not ids:
        return {}
    pause = OpportunityPause
    query = select(pause.opportunity_id, pause.until_on, pause.because).where(
        pause.opportunity_id.in_(ids), pause.until_on >= today
    )
    return {row.opportunity_id: Pause(row.until_on, row.because) for row in session.execute(query)}
