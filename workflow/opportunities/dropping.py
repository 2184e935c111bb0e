"""Dropping: a card put on a column of the Progress board, whatever that means for it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Principal
from domain.board import ColumnKey
from domain.errors import MalformedInput, NotFound
from domain.outcome import Outcome
from workflow.opportunities.change import Change, Target
from workflow.opportunities.closing import Closing, lose, win
from workflow.opportunities.moving import move
from workflow.opportunities.reopening import reopen


def drop(
    session: Session,
    principal: Principal,
    target: Target,
    column: ColumnKey,
    closing: Closing | None = None,
    *,
    today: date,
    now: datetime,
) -> Change:
    """Win, lose, reopen or move, as the column and the present outcome say; raises what those raise."""
    if column.outcome is not Outcome.OPEN:
        verb = win if column.outcome is Outcome.WON else lose
        return verb(session, principal, target, closing or Closing(None, today), today=today, now=now)
    query = select(Opportunity.outcome).where(Opportunity.id == target.opportunity_id, *visible(principal))
    outcome = session.scalar(query)
    if outcome is None:
        raise NotFound
    if outcome in {Outcome.WON, Outcome.LOST}:
        return reopen(session, principal, target, today=today, now=now)
    if column.probability_id is None:
        raise MalformedInput
    return move(session, principal, target, column.probability_id, today=today, now=now)
