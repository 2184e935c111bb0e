"""Retrying: a run that was refused is tried again for the same cause a few times, as long as the cause still stands."""

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.rules import ActiveRule, active_rule, due
from data.schema.contact import Contact
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.rule import WorkflowRule, WorkflowRuleRun
from data.session import Database
from domain.rules import holds
from domain.rules.trigger import TIMED
from workflow.rules.running import Cause, key_of, try_again
from workflow.rules.subject import Subject, of_opportunity

AT_ONCE: Final = 200
TOO_OLD: Final = timedelta(days=7)  # of a rule that was paused meanwhile: nobody expects it any more
BY_EVENT: Final = re.compile(r"event(\d+)(?::(\d+))?")  # the key of a change, with the contact that joined a campaign
STANDING: Final = ("stage_id", "outcome")  # a change of these is overtaken when they are others by now


def retry_failed(database: Database, now: datetime, _key: str) -> None:
    """Try again what is due of rules that are switched on, each in a transaction of its own."""
    query = (
        select(WorkflowRuleRun.id)
        .join(WorkflowRule, WorkflowRule.id == WorkflowRuleRun.workflow_rule_id)
        .where(WorkflowRuleRun.retry_at <= now, WorkflowRule.active)
        .order_by(WorkflowRuleRun.retry_at, WorkflowRuleRun.id)
        .limit(AT_ONCE)
    )
    with database.read() as session:
        ids = session.scalars(query).all()
    for id_ in ids:
        database.run(partial(_retry, run_id=id_, now=now))


def _retry(session: Session, *, run_id: int, now: datetime) -> None:
    row = session.get(WorkflowRuleRun, run_id, with_for_update=True)
    if row is None or row.retry_at is None or row.retry_at > now:
        return
    rule = active_rule(session, row.workflow_rule_id)
    cause = _cause(session, rule, row, now) if rule is not None and row.at > now - TOO_OLD else None
    if rule is None or cause is None:
        row.retry_at = None
    else:
        try_again(session, rule, cause, row)
    session.flush()


def _cause(session: Session, rule: ActiveRule, row: WorkflowRuleRun, now: datetime) -> Cause | None:
    """Return why the rule was to act, None when that is so no longer."""
    key = row.key.removeprefix(key_of(rule, ""))
    is_timed = rule.rule.when.trigger in TIMED
    subject = _if_due(session, rule, row, key, now) if is_timed else _if_standing(session, row, key)
    if subject is None or not holds(rule.rule.groups, subject.ask, now.date()):
        return None
    return Cause(key, subject, now)


def _if_due(session: Session, rule: ActiveRule, row: WorkflowRuleRun, key: str, now: datetime) -> Subject | None:
    """Return the opportunity of a timed rule that is still due for the same reason."""
    among = {row.opportunity_id} if row.opportunity_id else set()
    found = due(session, rule.rule.when, today=now.date(), since=rule.counts_from_on, among=among)
    is_due = any(one.key == key and one.opportunity_id == row.opportunity_id for one in found)
    return of_opportunity(session.get_one(Opportunity, row.opportunity_id)) if is_due else None


def _if_standing(session: Session, row: WorkflowRuleRun, key: str) -> Subject | None:
    """Return what a change was about, unless it was taken back or overtaken, or the record is gone."""
    found = BY_EVENT.fullmatch(key)
    event = session.get(Event, int(found[1])) if found else None
    if found is None or event is None or _is_undone(session, event):
        return None
    if row.opportunity_id is not None:
        deal = session.get(Opportunity, row.opportunity_id)
        return of_opportunity(deal) if deal is not None and _stands(event, deal) else None
    contact = session.get(Contact, int(found[2])) if found[2] else None
    return Subject(contact.company_id, None, contact.id) if contact is not None else None


def _is_undone(session: Session, event: Event) -> bool:
    query = select(Event.id).where(
        Event.entity == event.entity, Event.entity_id == event.entity_id, Event.undoes_event_id == event.id
    )
    return session.scalar(query.limit(1)) is not None


def _stands(event: Event, deal: Opportunity) -> bool:
    after = event.after or {}
    return event.entity != "opportunity" or all(
        getattr(deal, name) == after[name] for name in STANDING if name in after
    )
