"""A change of a plan: who may, on which version, written once and told in the event log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.schema.forecast import Forecast
from data.schema.log import Event
from domain.access import Permission, Principal
from domain.errors import MalformedInput, NotFound
from domain.plan.errors import PlanChanged, PlanClosed
from workflow.journal import LONGEST_KEY

ENTITY: Final = "plan"
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """A plan as the person saw it; `request_key` makes a repeated request one change."""

    plan_id: int
    version: int
    request_key: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a verb did; `event_id` is the handle for undoing it, None when nothing had to change."""

    plan_id: int
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes which plan, when, asked for by which request."""

    session: Session
    principal: Principal
    plan: Forecast
    request_key: str | None
    now: datetime


def begun(
    session: Session, principal: Principal, target: Target, now: datetime, *, closed: bool = False
) -> tuple[Act, Changed | None]:
    """Return the circumstances of a change, and what a request with this key has done already.

    Raises NotPermitted, NotFound, PlanChanged for an old version, PlanClosed unless the change is for closed ones.
    """
    principal.require(Permission.SET_TARGETS)
    query = select(Forecast).where(
        Forecast.id == target.plan_id, Forecast.company_id.in_(sorted(principal.company_ids))
    )
    plan = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if plan is None:
        raise NotFound
    done = earlier(session, principal, target.request_key)
    if done is None and plan.version != target.version:
        raise PlanChanged(title=plan.name)
    if done is None and plan.closed_at is not None and not closed:
        raise PlanClosed(title=plan.name)
    return Act(session, principal, plan, target.request_key, now), done


def earlier(session: Session, principal: Principal, request_key: str | None) -> Changed | None:
    """Return what a request with this key has done already; raise MalformedInput for a key that is none or another's."""
    if request_key is None:
        return None
    if not 0 < len(request_key) <= LONGEST_KEY:
        raise MalformedInput
    event = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
    if event is None:
        return None
    if (event.user_id, event.entity) != (principal.user_id, ENTITY):
        raise MalformedInput
    return Changed(event.entity_id, event.id)


def told(act: Act, verb: str, before: Values, after: Values, *, undoes: int | None = None) -> Changed:
    """Raise the plan's version and append the event; raise PlanChanged when somebody was faster."""
    version = act.plan.version + 1
    written = act.session.execute(
        update(Forecast)
        .where(Forecast.id == act.plan.id, Forecast.version == act.plan.version)
        .values(version=version, updated_at=act.now)
        .execution_options(synchronize_session=False)
    )
    if written.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a cursor result
        raise PlanChanged(title=act.plan.name)
    act.session.refresh(act.plan)
    return _event(act, verb, before, after, version=version, undoes=undoes)


def born(act: Act, verb: str, after: Values) -> Changed:
    """Append the event of a plan that has just been made."""
    return _event(act, verb, {}, after, version=act.plan.version, undoes=None)


def _event(act: Act, verb: str, before: Values, after: Values, *, version: int, undoes: int | None) -> Changed:
    event = Event(
        at=act.now, company_id=act.plan.company_id, user_id=act.principal.user_id, entity=ENTITY,
        entity_id=act.plan.id, verb=verb, before=before, after=after, entity_version=version,
        undoes_event_id=undoes, request_key=act.request_key,
    )  # fmt: skip
    act.session.add(event)
    act.session.flush()
    return Changed(act.plan.id, event.id)
