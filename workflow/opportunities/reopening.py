"""Reopening: a closed opportunity is open again, as it was before it was closed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Probability, Stage
from data.scope import visible
from domain.access import Principal
from domain.errors import MoveNotAllowed, NotFound
from domain.opportunity import check_transition
from domain.outcome import Outcome
from workflow.journal import Values
from workflow.opportunities.amounts import CLOSING_LINE, take_line
from workflow.opportunities.change import ENTITY, Act, Change, Target, check_version, earlier, held, write
from workflow.opportunities.stays import enter_stage, first_stage

CLOSING_VERBS = ("win", "lose", "undo")
PLACE = ("stage_id", "probability_id", "stated_percent")
AMOUNTS = ("gross_minor", "discount_minor", "net_minor", "net_base_minor", "amount_known")
OPENED: Values = {
    "outcome": Outcome.OPEN.value, "closing_reason_id": None, "closing_note": None, "closed_on": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Where a closed opportunity would be after reopening; amount in its currency."""

    stage: str
    percent: int
    net_minor: int


def foreseen(session: Session, principal: Principal, opportunity_id: int) -> Foreseen:
    """Return what reopening would bring back, without doing it. Raises NotFound outside what the person sees."""
    query = select(Opportunity).where(Opportunity.id == opportunity_id, *visible(principal))
    opportunity = session.scalars(query).one_or_none()
    if opportunity is None:
        raise NotFound
    closing = _closing_event(session, opportunity)
    place = _former_place(session, opportunity, closing) or _first_place(session, opportunity)
    before = (closing.before or {}) if closing else {}
    stage = session.get_one(Stage, place.get("stage_id", opportunity.stage_id))
    percent = place.get("stated_percent", opportunity.stated_percent)
    net = before.get("net_minor") if _amounts_kept(opportunity, closing) else None
    return Foreseen(stage.name, int(str(percent)), opportunity.net_minor if net is None else int(str(net)))


def reopen(session: Session, principal: Principal, target: Target, *, today: date, now: datetime) -> Change:
    """Open a won or lost opportunity again and restore stage, probability and amounts from before the closing.

    One that was closed before it came to Caudal starts in the first open stage. Raises NotFound, NotPermitted,
    Conflict, MoveNotAllowed.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    check_transition(opportunity.title, Outcome(opportunity.outcome), Outcome.OPEN)
    if opportunity.outcome == Outcome.OPEN:
        raise MoveNotAllowed(title=opportunity.title)
    act = Act(principal, opportunity, target.request_key, "reopen", today, now)
    closing = _closing_event(session, opportunity)
    place = _former_place(session, opportunity, closing) or _first_place(session, opportunity)
    amounts, extra = _former_amounts(session, opportunity, closing)
    change = write(session, act, OPENED | place | amounts, extra)
    enter_stage(session, opportunity, principal.user_id, now)
    return change


def _closing_event(session: Session, opportunity: Opportunity) -> Event | None:
    """Return the event that brought the present outcome."""
    query = (
        select(Event)
        .where(Event.entity == ENTITY, Event.entity_id == opportunity.id, Event.verb.in_(CLOSING_VERBS))
        .order_by(Event.at.desc(), Event.id.desc())
    )
    events = (event for event in session.scalars(query) if (event.after or {}).get("outcome") == opportunity.outcome)
    return next(events, None)


def _former_place(session: Session, opportunity: Opportunity, closing: Event | None) -> Values | None:
    before = (closing.before or {}) if closing else {}
    stage = session.get(Stage, before.get("stage_id", opportunity.stage_id))
    if stage is None or stage.pipeline_id != opportunity.pipeline_id or stage.kind != "open":
        return None
    return {name: before[name] for name in PLACE if name in before}


def _first_place(session: Session, opportunity: Opportunity) -> Values:
    stage = first_stage(session, opportunity.pipeline_id, "open")
    probability = session.get(Probability, stage.default_probability_id) if stage else None
    probability = probability or _lowest(session)
    place: Values = {"stage_id": stage.id if stage else opportunity.stage_id}
    if probability:
        place |= {"probability_id": probability.id, "stated_percent": probability.percent}
    return place


def _lowest(session: Session) -> Probability | None:
    closes = or_(Company.won_probability_id == Probability.id, Company.lost_probability_id == Probability.id)
    query = select(Probability).where(Probability.active, ~select(Company.id).where(closes).exists())
    return session.scalars(query.order_by(Probability.percent, Probability.id).limit(1)).one_or_none()


def _former_amounts(
    session: Session, opportunity: Opportunity, closing: Event | None
) -> tuple[Values, tuple[Values, Values]]:
    """Return the amounts before closing and take its line away; amounts that were changed since are kept."""
    if closing is None or not _amounts_kept(opportunity, closing):
        return {}, ({}, {})
    before, after = closing.before or {}, closing.after or {}
    changed = [name for name in AMOUNTS if name in before]
    line = after.get(CLOSING_LINE)
    gone = isinstance(line, dict) and take_line(session, line["id"])
    extra: tuple[Values, Values] = ({CLOSING_LINE: line}, {CLOSING_LINE: None}) if gone else ({}, {})
    return {name: before[name] for name in changed}, extra


def _amounts_kept(opportunity: Opportunity, closing: Event | None) -> bool:
    """Tell whether closing changed amounts and nobody did since."""
    before, after = ((closing.before or {}), (closing.after or {})) if closing else ({}, {})
    changed = [name for name in AMOUNTS if name in before]
    return bool(changed) and all(getattr(opportunity, name) == after[name] for name in changed)
