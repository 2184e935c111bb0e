"""Closing: an opportunity is won or lost, with its reason, day and final amount."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.opportunity import Opportunity
from data.schema.pipeline import ClosingReason, Probability
from domain.access import Principal
from domain.opportunity import (
    Reason,
    check_closing_date,
    check_final_amount,
    check_reason,
    check_transition,
)
from domain.outcome import Outcome
from workflow.journal import Values
from workflow.opportunities.amounts import final_amount
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write
from workflow.opportunities.staging import check_tasks
from workflow.opportunities.stays import enter_stage, first_stage
from workflow.opportunities.tasks import complete_task
from workflow.opportunities.won_order import OrderWish, order_won

VERBS = {Outcome.WON: "win", Outcome.LOST: "lose"}
CERTAIN = {Outcome.WON: 100, Outcome.LOST: 0}


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing asks for; `final_minor` (won only, None keeps the amount) in the opportunity's currency.

    `order` (won only) makes the order too, unless the opportunity has one; `done_tasks` (won only) are ticked off before.
    """

    reason_id: int | None
    closed_on: date
    final_minor: int | None = None
    note: str = ""
    order: OrderWish | None = None
    done_tasks: tuple[int, ...] = ()


def win(
    session: Session, principal: Principal, target: Target, closing: Closing, *, today: date, now: datetime
) -> Change:
    """Close as won, and make the order when that is wished for; wherever that is asked, mandatory tasks come first.

    Raises NotFound, NotPermitted, Conflict, MoveNotAllowed, TasksOpen, ReasonNeeded, WrongReason, BadClosingDate,
    NegativeAmount, QuoteMoveNotAllowed.
    """
    act, done = _begun(session, principal, target, Outcome.WON, today, now)
    if done:
        return done
    for task_id in closing.done_tasks:
        ticked = Target(act.opportunity.id, act.opportunity.version)
        complete_task(session, principal, ticked, task_id, today=today, now=now)
    check_tasks(session, act.opportunity)
    values = _checked(session, act, closing, Outcome.WON)
    extra: tuple[Values, Values] = ({}, {})
    if closing.final_minor is not None and closing.final_minor != act.opportunity.net_minor:
        check_final_amount(closing.final_minor)
        amounts, extra = final_amount(session, act.opportunity, closing.final_minor, closing.closed_on, today)
        values |= amounts
    change = _closed(session, act, values, extra)
    if closing.order:
        order_won(session, act, closing.order)
    return change


def lose(
    session: Session, principal: Principal, target: Target, closing: Closing, *, today: date, now: datetime
) -> Change:
    """Close as lost; the amount stays, it is what was lost.

    Raises NotFound, NotPermitted, Conflict, MoveNotAllowed, ReasonNeeded, WrongReason, BadClosingDate.
    """
    act, done = _begun(session, principal, target, Outcome.LOST, today, now)
    return done or _closed(session, act, _checked(session, act, closing, Outcome.LOST), ({}, {}))


def _begun(
    session: Session, principal: Principal, target: Target, outcome: Outcome, today: date, now: datetime
) -> tuple[Act, Change | None]:
    opportunity = held(session, principal, target.opportunity_id)
    act = Act(principal, opportunity, target.request_key, VERBS[outcome], today, now)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return act, done
    check_version(opportunity, target.version)
    check_transition(opportunity.title, Outcome(opportunity.outcome), outcome)
    return act, None


def _checked(session: Session, act: Act, closing: Closing, outcome: Outcome) -> Values:
    """Check reason and date and return what closing sets."""
    opportunity = act.opportunity
    check_reason(opportunity.title, outcome, _reason(session, closing.reason_id))
    check_closing_date(closing.closed_on, opportunity.created_on, act.today)
    stage = first_stage(session, opportunity.pipeline_id, outcome.value)
    return {
        "outcome": outcome.value,
        "closing_reason_id": closing.reason_id,
        "closing_note": closing.note.strip() or None,
        "closed_on": closing.closed_on,
        "stage_id": stage.id if stage else opportunity.stage_id,
        **_probability(session, opportunity, outcome),
    }


def _reason(session: Session, reason_id: int | None) -> Reason | None:
    found = session.get(ClosingReason, reason_id) if reason_id is not None else None
    return Reason(found.id, found.description, found.sign) if found else None


def _probability(session: Session, opportunity: Opportunity, outcome: Outcome) -> Values:
    """Return the row that the company's parameters name, else the first that is certain, else only the percent."""
    company = session.get_one(Company, opportunity.company_id)
    named = company.won_probability_id if outcome is Outcome.WON else company.lost_probability_id
    query = select(Probability).where(
        Probability.id == named if named is not None else Probability.percent == CERTAIN[outcome]
    )
    row = session.scalars(query.order_by(Probability.active.desc(), Probability.sort_order).limit(1)).one_or_none()
    if row is None:
        return {"stated_percent": CERTAIN[outcome]}
    return {"probability_id": row.id, "stated_percent": row.percent}


def _closed(session: Session, act: Act, values: Values, extra: tuple[Values, Values]) -> Change:
    change = write(session, act, values, extra)
    enter_stage(session, act.opportunity, act.principal.user_id, act.now)
    return change
