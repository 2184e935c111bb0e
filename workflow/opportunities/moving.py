"""Moving: another stated probability for an open opportunity."""

from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.pipeline import Probability
from domain.access import Principal
from domain.errors import MoveNotAllowed, NotFound
from domain.opportunity import check_transition
from domain.outcome import Outcome
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write


def move(
    session: Session, principal: Principal, target: Target, probability_id: int, *, today: date, now: datetime
) -> Change:
    """Give an open opportunity a row of the probability table and its percent; moving is no activity.

    Raises NotFound, NotPermitted, Conflict, MoveNotAllowed for a closed one or a row that stands for won or lost.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    check_transition(opportunity.title, Outcome(opportunity.outcome), Outcome.OPEN)
    if opportunity.outcome != Outcome.OPEN:
        raise MoveNotAllowed(title=opportunity.title)
    probability = session.get(Probability, probability_id)
    if probability is None:
        raise NotFound
    act = Act(principal, opportunity, target.request_key, "move", today, now)
    if probability.id == opportunity.probability_id:
        return write(session, act, {})
    if not probability.active or _closes(session, probability.id):
        raise MoveNotAllowed(title=opportunity.title)
    return write(session, act, {"probability_id": probability.id, "stated_percent": probability.percent})


def _closes(session: Session, probability_id: int) -> bool:
    named = or_(Company.won_probability_id == probability_id, Company.lost_probability_id == probability_id)
    return bool(session.scalar(select(exists().where(named))))
