"""Keeping: rules are written, switched on and off, handed over and retired by administrators."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.people import principal_of_user
from data.rule_body import write_rule
from data.schema.rule import WorkflowRule
from domain.access import Permission, Principal
from domain.errors import Conflict, NameNeeded, NotFound, NotOffered
from domain.rules import Rule, check_rule
from workflow import audit

LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as somebody wrote it: its name, in whose name it acts, and what it says."""

    name: str
    owner_id: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Target:
    """The rule that is to be changed, as the person saw it."""

    rule_id: int
    version: int


def create(session: Session, principal: Principal, written: Written, *, now: datetime) -> WorkflowRule:
    """Keep a new rule, switched off. Raises NotPermitted, NameNeeded, NotOffered, and what is wrong with the rule."""
    principal.require(Permission.ADMINISTER)
    rule = WorkflowRule(**_values(session, written), created_at=now, updated_at=now)
    session.add(rule)
    session.flush()
    _tell(session, principal, "rule_created", rule, now)
    return rule


def change(session: Session, principal: Principal, target: Target, written: Written, *, now: datetime) -> WorkflowRule:
    """Let a rule say something else; what it has acted on stays done. Raises the same, NotFound and Conflict."""
    rule = _held(session, principal, target)
    for name, value in _values(session, written).items():
        setattr(rule, name, value)
    return _written(session, principal, "rule_changed", rule, now)


def switch_on(
    session: Session, principal: Principal, target: Target, *, counts_from_on: date | None, now: datetime
) -> WorkflowRule:
    """Let a rule act; a timed one only on what comes due from a day on, None for what is so already too."""
    rule = _held(session, principal, target)
    rule.active, rule.counts_from_on = True, counts_from_on
    return _written(session, principal, "rule_on", rule, now)


def switch_off(session: Session, principal: Principal, target: Target, *, now: datetime) -> WorkflowRule:
    """Let a rule rest."""
    rule = _held(session, principal, target)
    rule.active = False
    return _written(session, principal, "rule_off", rule, now)


def retire(session: Session, principal: Principal, target: Target, *, now: datetime) -> WorkflowRule:
    """Take a rule out of the list; its log stays."""
    rule = _held(session, principal, target)
    rule.active, rule.retired = False, True
    return _written(session, principal, "rule_retired", rule, now)


def _held(session: Session, principal: Principal, target: Target) -> WorkflowRule:
    principal.require(Permission.ADMINISTER)
    rule = session.scalars(
        select(WorkflowRule).where(WorkflowRule.id == target.rule_id).with_for_update()
    ).one_or_none()
    if rule is None:
        raise NotFound
    if rule.version != target.version:
        raise Conflict(title=rule.name)
    return rule


def _values(session: Session, written: Written) -> dict[str, object]:
    name = " ".join(written.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameNeeded(length=LONGEST_NAME)
    owner = principal_of_user(session, written.owner_id)
    if owner is None or not owner.may(Permission.CHANGE_OPPORTUNITIES):
        raise NotOffered
    rule = check_rule(written.rule)
    return {"name": name, "owner_id": owner.user_id, "trigger": rule.when.trigger.value, "body": write_rule(rule)}


def _written(session: Session, principal: Principal, action: str, rule: WorkflowRule, now: datetime) -> WorkflowRule:
    rule.version += 1
    rule.updated_at = now
    session.flush()
    _tell(session, principal, action, rule, now)
    return rule


def _tell(session: Session, principal: Principal, action: str, rule: WorkflowRule, now: datetime) -> None:
    audit.record(session, now=now, action=action, user_id=principal.user_id, subject=rule.name, detail=dict(rule.body))
