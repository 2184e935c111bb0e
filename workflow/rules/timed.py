"""Timed rules: a job that lets rules act where their day has come, a few opportunities in each transaction."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.rules import ActiveRule, Due, due, timed_rules
from data.schema.opportunity import Opportunity
from data.schema.rule import WorkflowRule, WorkflowRuleRun
from data.session import Database
from domain.rules import holds
from workflow.rules.running import Cause, key_of, run
from workflow.rules.subject import of_opportunity

AT_ONCE: Final = 50


def run_timed(database: Database, now: datetime, _key: str) -> None:
    """Let every timed rule that is switched on act on what has come due; doing it twice does no harm."""
    with database.read() as session:
        waiting = [(rule, list(pending(session, rule, now.date()))) for rule in timed_rules(session)]
    for rule, found in waiting:
        for start in range(0, len(found), AT_ONCE):
            database.run(partial(_act, rule=rule, found=found[start : start + AT_ONCE], now=now))


def pending(session: Session, rule: ActiveRule, today: date) -> Iterator[Due]:
    """Yield what is due for a rule that it has not acted on."""
    found = due(session, rule.rule.when, today=today, since=rule.counts_from_on)
    keys = set(session.scalars(select(WorkflowRuleRun.key).where(WorkflowRuleRun.workflow_rule_id == rule.id)))
    return (one for one in found if key_of(rule, one.key) not in keys)


def _act(session: Session, *, rule: ActiveRule, found: Sequence[Due], now: datetime) -> None:
    """Act on some, as far as they still are as they were: the rule switched on, the day not overtaken."""
    if not session.scalar(select(WorkflowRule.active).where(WorkflowRule.id == rule.id)):
        return
    ids = {one.opportunity_id for one in found}
    wanted = {one.key for one in found}
    for one in due(session, rule.rule.when, today=now.date(), since=rule.counts_from_on, among=ids):
        subject = of_opportunity(session.get_one(Opportunity, one.opportunity_id))
        if one.key in wanted and holds(rule.rule.groups, subject.ask, now.date()):
            run(session, rule, Cause(one.key, subject, now))
