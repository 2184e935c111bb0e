"""Categorising: a person says where an open opportunity stands in the forecast, or leaves it to its chance again."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.access import Principal
from domain.category import CHOOSABLE, Category, NotACategory
from domain.errors import MoveNotAllowed
from domain.outcome import Outcome
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write


def categorise(
    session: Session, principal: Principal, target: Target, category: Category | None, *, today: date, now: datetime
) -> Change:
    """Put an open opportunity into a category; None leaves it to the one that its chance suggests.

    Raises NotFound, NotPermitted, Conflict, NotACategory, MoveNotAllowed for a closed one.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    if category is not None and category not in CHOOSABLE:
        raise NotACategory
    if opportunity.outcome != Outcome.OPEN:
        raise MoveNotAllowed(title=opportunity.title)
    act = Act(principal, opportunity, target.request_key, "categorise", today, now)
    return write(session, act, {"forecast_category": category.value if category else None})
