"""The trail of an opportunity: which tasks its stage asks for, who changed what."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from data.queries.event_names import EventNames
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityTask
from data.schema.people import User
from data.schema.pipeline import StageTask
from data.schema.rule import WorkflowRule
from domain.detail import EventRow, TaskRow

SHOWN_EVENTS = 200


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


def missing_tasks(session: Session, opportunity_id: int) -> list[tuple[int, str]]:
    """Return id and name of each mandatory task of the present stage that is not done; the caller may see the record."""
    opportunity = session.get(Opportunity, opportunity_id)
    found = tasks_of(session, opportunity) if opportunity else ()
    return [(task.id, task.name) for task in found if task.mandatory and task.done_at is None]


def events_of(session: Session, entity_id: int, entity: str = "opportunity") -> tuple[EventRow, ...]:
    """Return the changes of a record, the latest first; `entity` is its name in the event log."""
    query = (
        select(Event, User.display_name)
        .outerjoin(User, User.id == Event.user_id)
        .where(Event.entity == entity, Event.entity_id == entity_id)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(SHOWN_EVENTS)
    )
    return told_events(session, [(event, user) for event, user in session.execute(query)])


def told_events(session: Session, rows: Sequence[tuple[Event, str | None]]) -> tuple[EventRow, ...]:
    """Return events with the names of who changed something, and names where they hold ids."""
    rules = _rules(session, {event.workflow_rule_id for event, _ in rows if event.workflow_rule_id})
    names = EventNames(session, [values or {} for event, _ in rows for values in (event.before, event.after)])
    return tuple(
        EventRow(
            id=event.id,
            at=event.at,
            verb=event.verb,
            user=user,
            imported=event.import_run_id is not None,
            before=names.of(event.before or {}),
            after=names.of(event.after or {}),
            undoes_event_id=event.undoes_event_id,
            rule=rules.get(event.workflow_rule_id or 0),
        )
        for event, user in rows
    )


def _rules(session: Session, ids: set[int]) -> dict[int, str]:
    """Return the names of rules."""
    if not ids:
        return {}
    return {
        row[0]: row[1]
        for row in session.execute(select(WorkflowRule.id, WorkflowRule.name).where(WorkflowRule.id.in_(ids)))
    }
