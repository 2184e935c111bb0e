"""Dropping: a card put on a column of a board, whatever that means for it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Principal
from domain.board import ColumnKey
from domain.errors import MalformedInput, NotFound
from domain.outcome import Outcome
from workflow.opportunities.change import Change, Target, check_version, earlier, held
from workflow.opportunities.closing import Closing, lose, win
from workflow.opportunities.moving import move
from workflow.opportunities.reopening import reopen
from workflow.opportunities.staging import check_closing_way, move_to_stage
from workflow.opportunities.tasks import complete_task


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes with a card on a stage: tasks ticked off before it leaves, and whether the stage sets its probability."""

    done_tasks: tuple[int, ...] = ()
    with_probability: bool = False


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


def drop_on_stage(
    session: Session,
    principal: Principal,
    target: Target,
    column: ColumnKey,
    closing: Closing | None = None,
    arrival: Arrival = Arrival(),
    *,
    today: date,
    now: datetime,
) -> Change:
    """Do the same on the Stages board: tick off tasks, then win, lose, reopen or move to the column's stage.

    Winning and losing from here ask for an allowed move. Raises what the verbs raise.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    if column.outcome is Outcome.OPEN and opportunity.outcome in {Outcome.WON, Outcome.LOST}:
        return reopen(session, principal, target, today=today, now=now)
    for task_id in arrival.done_tasks:
        ticked = Target(target.opportunity_id, target.version)
        change = complete_task(session, principal, ticked, task_id, today=today, now=now)
        target = replace(target, version=change.version)
    if column.outcome is not Outcome.OPEN:
        if opportunity.outcome == Outcome.OPEN:
            check_closing_way(session, opportunity, column.outcome)
        return drop(session, principal, target, column, closing, today=today, now=now)
    if column.stage_id is None:
        raise MalformedInput
    return move_to_stage(
        session, principal, target, column.stage_id, with_probability=arrival.with_probability, today=today, now=now
    )
