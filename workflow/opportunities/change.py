"""A change of an opportunity: who may, on which version, written once and told in the event log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Permission, Principal
from domain.errors import NotFound, NotPermitted
from workflow import journal
from workflow.journal import NOTHING, Beside, Entry, Values

ENTITY = "opportunity"


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be changed: an opportunity as the person saw it; `request_key` makes a repeated request one change."""

    opportunity_id: int
    version: int
    request_key: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a verb did; `event_id` is the handle for undoing it, None when nothing had to change."""

    opportunity_id: int
    event_id: int | None
    version: int
    verb: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """The circumstances of a change: whose, of what, asked for by which request, which verb, when."""

    principal: Principal
    opportunity: Opportunity
    request_key: str | None
    verb: str
    today: date
    now: datetime
    undoes_event_id: int | None = None


def held(session: Session, principal: Principal, opportunity_id: int) -> Opportunity:
    """Return the opportunity, locked until the transaction ends.

    Raises NotPermitted without the permission or beyond the person's reach, NotFound outside what the person sees.
    """
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    query = select(Opportunity).where(Opportunity.id == opportunity_id, *visible(principal)).with_for_update()
    opportunity = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if opportunity is None:
        raise NotFound
    if not principal.reaches(
        company_id=opportunity.company_id, team_id=opportunity.team_id, owner_id=opportunity.owner_id, changing=True
    ):
        raise NotPermitted
    return opportunity


def check_version(opportunity: Opportunity, version: int) -> None:
    """Raise Conflict when somebody changed it in between."""
    journal.check_version(opportunity, version)


def earlier(session: Session, principal: Principal, request_key: str | None, opportunity_id: int) -> Change | None:
    """Return what a request with this key has already done, if it was the same person's on the same record."""
    event = journal.earlier(session, principal, request_key, ENTITY, opportunity_id)
    return _told(event, repeated=True) if event else None


def write(session: Session, act: Act, after: Values, extra: Beside = NOTHING) -> Change:
    """Set the values that differ, raise the version and append the event; nothing that differs is no change.

    `extra` is what changed beside the record itself, before and after, for the event. Raises Conflict.
    """
    entry = Entry(act.principal, act.verb, act.now, act.request_key, act.undoes_event_id)
    event = journal.write(session, entry, act.opportunity, after, extra)
    if event is None:
        return Change(act.opportunity.id, None, act.opportunity.version, act.verb, {}, {})
    return _told(event)


def _told(event: Event, *, repeated: bool = False) -> Change:
    return Change(
        opportunity_id=event.entity_id,
        event_id=event.id,
        version=event.entity_version or 0,
        verb=event.verb,
        before=event.before or {},
        after=event.after or {},
        repeated=repeated,
    )
