"""A change of an opportunity: who may, on which version, written once and told in the event log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Permission, Principal
from domain.errors import Conflict, MalformedInput, NotFound, NotPermitted

ENTITY = "opportunity"
LONGEST_KEY = 80
Values = dict[str, object]


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
    """Raise Conflict, with the id for showing the fresh record, when somebody changed it in between."""
    if opportunity.version != version:
        raise Conflict(title=opportunity.title, opportunity_id=opportunity.id)


def earlier(session: Session, principal: Principal, request_key: str | None, opportunity_id: int) -> Change | None:
    """Return what a request with this key has already done, if it was the same person's on the same record."""
    if request_key is None:
        return None
    if not 0 < len(request_key) <= LONGEST_KEY:
        raise MalformedInput
    event = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
    if event is None:
        return None
    if (event.user_id, event.entity, event.entity_id) != (principal.user_id, ENTITY, opportunity_id):
        raise MalformedInput
    return _told(event, repeated=True)


def write(session: Session, act: Act, after: Values, extra: tuple[Values, Values] = ({}, {})) -> Change:
    """Set the values that differ, raise the version and append the event; nothing that differs is no change.

    `extra` is what changed beside the record itself, before and after, for the event. Raises Conflict.
    """
    opportunity = act.opportunity
    changed = {name: value for name, value in after.items() if getattr(opportunity, name) != value}
    before = {name: getattr(opportunity, name) for name in changed}
    if not changed and extra == ({}, {}):
        return Change(opportunity.id, None, opportunity.version, act.verb, {}, {})
    version = opportunity.version + 1
    written = session.execute(
        update(Opportunity)
        .where(Opportunity.id == opportunity.id, Opportunity.version == opportunity.version)
        .values(**changed, version=version, updated_at=act.now)
        .execution_options(synchronize_session=False)
    )
    if written.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a cursor result
        raise Conflict(title=opportunity.title, opportunity_id=opportunity.id)
    event = Event(
        at=act.now,
        company_id=opportunity.company_id,
        user_id=act.principal.user_id,
        entity=ENTITY,
        entity_id=opportunity.id,
        verb=act.verb,
        before=_plain(before) | extra[0],
        after=_plain(changed) | extra[1],
        entity_version=version,
        undoes_event_id=act.undoes_event_id,
        request_key=act.request_key,
    )
    session.add(event)
    session.flush()
    session.refresh(opportunity)
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


def _plain(values: Values) -> Values:
    """Return the values as JSON can hold them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
