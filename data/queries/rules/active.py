"""Rules as they are kept: which are switched on, and by what each is set off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from data.rule_body import read_rule
from data.schema.rule import WorkflowRule
from domain.rules import Rule
from domain.rules.trigger import TIMED, WATCHED


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule that is switched on; `counts_from_on` is the day from which on a timed one counts."""

    id: int
    owner_id: int
    rule: Rule
    counts_from_on: date | None


def immediate_rules(session: Session) -> dict[str, list[ActiveRule]]:
    """Return the rules that changes set off, by the kind of record whose changes they wait for."""
    found: dict[str, list[ActiveRule]] = {}
    for rule in _active(session, WATCHED):
        found.setdefault(WATCHED[rule.rule.when.trigger][0], []).append(rule)
    return found


def timed_rules(session: Session) -> list[ActiveRule]:
    """Return the rules that a day sets off."""
    return _active(session, TIMED)


def active_rule(session: Session, rule_id: int) -> ActiveRule | None:
    """Return a rule that is switched on, None for any other."""
    return next(iter(_rules(session, WorkflowRule.id == rule_id)), None)


def _active(session: Session, triggers: Iterable[str]) -> list[ActiveRule]:
    return _rules(session, WorkflowRule.trigger.in_(sorted(triggers)))


def _rules(session: Session, which: ColumnElement[bool]) -> list[ActiveRule]:
    query = (
        select(WorkflowRule.id, WorkflowRule.owner_id, WorkflowRule.body, WorkflowRule.counts_from_on)
        .where(WorkflowRule.active, which)
        .order_by(WorkflowRule.id)
    )
    return [ActiveRule(row.id, row.owner_id, read_rule(row.body), row.counts_from_on) for row in session.execute(query)]
