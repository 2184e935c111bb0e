"""Pausing: an opportunity rests for a known reason, so that rules about staleness leave it alone; that stays visible."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.rule import OpportunityPause
from domain.access import Principal
from domain.outcome import Outcome
from domain.rules.errors import BadPauseEnd, PausedClosed, PauseReasonNeeded
from workflow.journal import Beside, Values
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write

LONGEST: Final = timedelta(days=366)
LONGEST_REASON: Final = 300
VERBS: Final = ("pause", "end_pause")
UNTIL, BECAUSE = "paused_until_on", "paused_because"


def pause(
    session: Session, principal: Principal, target: Target, until_on: date | None, because: str, *, today: date, now: datetime
) -> Change:  # fmt: skip
    """Let an open opportunity rest to the end of a day, or another day than before, and say why.

    Raises NotFound, NotPermitted, Conflict, PausedClosed, BadPauseEnd, PauseReasonNeeded.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    if opportunity.outcome != Outcome.OPEN:
        raise PausedClosed(title=opportunity.title)
    if until_on is None or not today < until_on <= today + LONGEST:
        raise BadPauseEnd
    reason = " ".join(because.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise PauseReasonNeeded(length=LONGEST_REASON, title=opportunity.title)
    act = Act(principal, opportunity, target.request_key, "pause", today, now)
    before = told(session.get(OpportunityPause, opportunity.id))
    session.merge(
        OpportunityPause(
            opportunity_id=opportunity.id, until_on=until_on, because=reason, user_id=principal.user_id, at=now
        )
    )
    after: Values = {UNTIL: until_on.isoformat(), BECAUSE: reason}
    return write(session, act, {}, (before, after) if after != before else ({}, {}))


def end_pause(session: Session, principal: Principal, target: Target, *, today: date, now: datetime) -> Change:
    """Let an opportunity rest no longer. Raises NotFound, NotPermitted, Conflict."""
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    check_version(opportunity, target.version)
    act = Act(principal, opportunity, target.request_key, "end_pause", today, now)
    found = session.get(OpportunityPause, opportunity.id)
    if found is None:
        return write(session, act, {})
    before = told(found)
    session.delete(found)
    session.flush()
    return write(session, act, {}, (before, dict.fromkeys(before)))


def opposite(session: Session, opportunity: Opportunity, event: Event) -> Beside:
    """Take back that a pause was set, changed or ended, and return what that changes: it is again as it was."""
    before, found = dict(event.before or {}), session.get(OpportunityPause, opportunity.id)
    now = told(found)
    if UNTIL in before:
        set_by, set_at = _set_last(session, event)
        until_on = date.fromisoformat(str(before[UNTIL]))
        session.merge(
            OpportunityPause(
                opportunity_id=opportunity.id,
                until_on=until_on,
                because=str(before[BECAUSE]),
                user_id=set_by,
                at=set_at,
            )
        )
    elif found is not None:
        session.delete(found)
    session.flush()
    return (now or dict.fromkeys(before)), (before or dict.fromkeys(now))


def _set_last(session: Session, event: Event) -> tuple[int | None, datetime]:
    """Return who set the pause that stood before an event, and when."""
    query = (
        select(Event)
        .where(
            Event.entity == event.entity, Event.entity_id == event.entity_id, Event.verb == "pause", Event.id < event.id
        )
        .order_by(Event.id.desc())
    )
    wanted = {name: (event.before or {})[name] for name in (UNTIL, BECAUSE)}
    found = next((each for each in session.scalars(query) if wanted.items() <= (each.after or {}).items()), event)
    return found.user_id, found.at


def told(pause: OpportunityPause | None) -> Values:
    """Return a pause as the log tells it."""
    return {} if pause is None else {UNTIL: pause.until_on.isoformat(), BECAUSE: pause.because}
