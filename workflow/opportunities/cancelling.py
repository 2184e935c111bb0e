"""Cancelling: an opportunity that never was one, typed twice for instance, counts nowhere."""

from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from domain.access import Principal
from domain.errors import TextTooLong, WhyNeeded
from domain.opportunity import check_transition
from domain.outcome import Outcome
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write

LONGEST_WHY: Final = 2000


def cancel(session: Session, principal: Principal, target: Target, why: str, *, today: date, now: datetime) -> Change:
    """Close an open opportunity as cancelled; stage, probability and amounts stay as they were.

    Raises NotFound, NotPermitted, Conflict, MoveNotAllowed for a closed one, WhyNeeded, TextTooLong.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    check_transition(opportunity.title, Outcome(opportunity.outcome), Outcome.CANCELLED)
    said = why.strip()
    if not said:
        raise WhyNeeded(title=opportunity.title)
    if len(said) > LONGEST_WHY:
        raise TextTooLong(length=LONGEST_WHY)
    act = Act(principal, opportunity, target.request_key, "cancel", today, now)
    return write(session, act, cancelled(opportunity.created_on, said, today))


def cancelled(created_on: date, note: str, today: date) -> dict[str, object]:
    """Return what being cancelled sets."""
    return {
        "outcome": Outcome.CANCELLED.value, "closing_note": note, "closed_on": max(created_on, today),
        "closing_reason_id": None,
    }  # fmt: skip
