"""The trail of an opportunity: what was planned and done, which tasks its stage asks for, who changed what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from data.schema.activity import Activity, ActivityType
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityTask
from data.schema.people import User
from data.schema.pipeline import StageTask

SHOWN_EVENTS = 200
SHOWN_ACTIVITIES = 200


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Something planned (`done_at` is None) or done; `kind` names its icon."""

    id: int
    kind: str
    type: str
    subject: str
    note: str | None
    due_on: date | None
    due_at: datetime | None
    done_at: datetime | None
    user: str | None
    outcome_note: str | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of the present stage; a mandatory one must be done before the stage can be left."""

    id: int
    name: str
    mandatory: bool
    done_at: datetime | None
    done_by: str | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """A change as the log tells it: the fields that changed, before and after."""

    id: int
    at: datetime
    verb: str
    user: str | None
    before: Mapping[str, object]
    after: Mapping[str, object]
    undoes_event_id: int | None


def activities_of(session: Session, opportunity_id: int) -> tuple[ActivityRow, ...]:
    """Return the planned ones by day, then the done ones, the latest first."""
    planned = case((Activity.done_at.is_(None), 0), else_=1)
    without_day = case((Activity.due_on.is_(None), 1), else_=0)
    query = (
        select(
            Activity.id, ActivityType.kind, ActivityType.description, Activity.subject, Activity.note,
            Activity.due_on, Activity.due_at, Activity.done_at, User.display_name, Activity.outcome_note,
        )
        .join(ActivityType, ActivityType.id == Activity.activity_type_id)
        .outerjoin(User, User.id == Activity.assigned_user_id)
        .where(Activity.opportunity_id == opportunity_id)
        .order_by(
            planned,
            Activity.done_at.desc(),
            without_day,
            Activity.due_on,
            Activity.id,
        )
        .limit(SHOWN_ACTIVITIES)
    )  # fmt: skip
    return tuple(ActivityRow(*tuple(row)) for row in session.execute(query))


def tasks_of(session: Session, opportunity: Opportunity) -> tuple[TaskRow, ...]:
    """Return the tasks of the stage that the opportunity is in."""
    done = and_(OpportunityTask.stage_task_id == StageTask.id, OpportunityTask.opportunity_id == opportunity.id)
    query = (
        select(StageTask.id, StageTask.name, StageTask.mandatory, OpportunityTask.done_at, User.display_name)
        .outerjoin(OpportunityTask, done)
        .outerjoin(User, User.id == OpportunityTask.done_by_user_id)
        .where(StageTask.stage_id == opportunity.stage_id, StageTask.active)
        .order_by(StageTask.sort_order, StageTask.id)
    )
    return tuple(TaskRow(*row) for row in session.execute(query))


def events_of(session: Session, opportunity_id: int) -> tuple[EventRow, ...]:
    """Return the changes, the latest first."""
    query = (
        select(
            Event.id, Event.at, Event.verb, User.display_name, Event.before, Event.after, Event.undoes_event_id
        )
        .outerjoin(User, User.id == Event.user_id)
        .where(Event.entity == "opportunity", Event.entity_id == opportunity_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(SHOWN_EVENTS)
    )  # fmt: skip
    return tuple(
        EventRow(id_, at, verb, user, before or {}, after or {}, undoes)
        for id_, at, verb, user, before, after, undoes in session.execute(query)
    )
