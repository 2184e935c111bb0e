"""The list of rules with how each fares, one rule, and its log."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from data.rule_body import read_rule
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.rule import WorkflowRule, WorkflowRuleRun
from domain.errors import NotFound
from domain.rules import Rule
from domain.telling import Told, from_plain

LATELY: Final = timedelta(days=30)
SHOWN_RUNS: Final = 50


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule and how it fares: when it last acted, how often within 30 days, and how often it could not."""

    id: int
    name: str
    rule: Rule
    owner_id: int
    owner: str
    active: bool
    retired: bool
    counts_from_on: date | None
    version: int
    last_at: datetime | None = None
    done: int = 0
    not_done: int = 0


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the log shows it; `told` are sentences about what was done, or why not."""

    at: datetime
    opportunity_id: int | None
    number: str | None
    title: str | None
    result: str
    duration_us: int
    told: tuple[Told, ...] = field(default_factory=tuple)
    tries: int = 1
    is_tried_again: bool = False


def rule_rows(session: Session, now: datetime) -> list[RuleRow]:
    """Return the rules that are not retired, those that are switched on first."""
    query = select(WorkflowRule, User.display_name).join(User, User.id == WorkflowRule.owner_id)
    rows = session.execute(
        query.where(~WorkflowRule.retired).order_by(WorkflowRule.active.desc(), WorkflowRule.name, WorkflowRule.id)
    ).all()
    fares = _fares(session, now)
    return [_row(rule, owner, fares.get(rule.id, (None, 0, 0))) for rule, owner in rows]


def rule_row(session: Session, rule_id: int, now: datetime) -> RuleRow:
    """Return one rule, a retired one too; raise NotFound."""
    query = select(WorkflowRule, User.display_name).join(User, User.id == WorkflowRule.owner_id)
    found = session.execute(query.where(WorkflowRule.id == rule_id)).one_or_none()
    if found is None:
        raise NotFound
    return _row(found[0], found[1], _fares(session, now).get(rule_id, (None, 0, 0)))


def run_rows(session: Session, rule_id: int) -> tuple[int, list[RunRow]]:
    """Return how many runs the log of a rule holds, and the latest of them."""
    count = session.scalar(select(func.count()).where(WorkflowRuleRun.workflow_rule_id == rule_id)) or 0
    query = (
        select(WorkflowRuleRun, Opportunity.number, Opportunity.title)
        .outerjoin(Opportunity, Opportunity.id == WorkflowRuleRun.opportunity_id)
        .where(WorkflowRuleRun.workflow_rule_id == rule_id)
        .order_by(WorkflowRuleRun.at.desc(), WorkflowRuleRun.id.desc())
        .limit(SHOWN_RUNS)
    )
    return count, [_run(run, number, title) for run, number, title in session.execute(query)]


def _run(run: WorkflowRuleRun, number: str | None, title: str | None) -> RunRow:
    told = tuple(_told(each) for each in run.told)
    return RunRow(
        run.at,
        run.opportunity_id,
        number,
        title,
        run.result,
        run.duration_us,
        told,
        run.tries,
        run.retry_at is not None,
    )


def _told(plain: dict[str, Any]) -> Told:
    return Told(plain["template"], from_plain(plain["params"]))


def _row(rule: WorkflowRule, owner: str, fares: tuple[datetime | None, int, int]) -> RuleRow:
    return RuleRow(
        rule.id, rule.name, read_rule(rule.body), rule.owner_id, owner, rule.active, rule.retired, rule.counts_from_on,
        rule.version, *fares,
    )  # fmt: skip


def _fares(session: Session, now: datetime) -> dict[int, tuple[datetime | None, int, int]]:
    run = WorkflowRuleRun
    recent, is_done = run.at > now - LATELY, run.result == "done"
    query = select(
        run.workflow_rule_id,
        func.max(case((is_done, run.at))),
        func.sum(case((recent & is_done, 1), else_=0)),
        func.sum(case((recent & ~is_done, 1), else_=0)),
    ).group_by(run.workflow_rule_id)
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in session.execute(query)}
