"""Running: a rule acts once for each cause; what it did, or why it did not, is kept in its log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter_ns
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.people import principal_of_user
from data.queries.rules import ActiveRule
from data.schema.people import User
from data.schema.rule import WorkflowRuleRun
from domain.errors import SalesError
from domain.rules.errors import OwnerGone, TooDeep, TooOften
from domain.telling import Told, to_plain
from workflow import journal
from workflow.rules.acting import Stand, do
from workflow.rules.subject import Subject

DEEPEST: Final = 5
MOST_PER_HOUR: Final = 10
HOUR: Final = timedelta(hours=1)
NANOSECONDS: Final = 1000
RETRIES: Final = (timedelta(minutes=15), timedelta(hours=2), timedelta(hours=24))  # after each try that was refused
DONE, FAILED, STOPPED = "done", "failed", "stopped"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a rule acts: the key by which the cause is known again, and how many reactions lie before it."""

    key: str
    subject: Subject
    now: datetime
    depth: int = 0


def run(session: Session, rule: ActiveRule, cause: Cause) -> str | None:
    """Let a rule act on a cause and keep what became of it; None when it has acted on it before.

    All of its actions are done or none; what is refused changes nothing else in the transaction.
    """
    key = key_of(rule, cause.key)
    if session.scalar(select(WorkflowRuleRun.id).where(WorkflowRuleRun.key == key)):
        return None
    began = perf_counter_ns()
    result, told = _outcome(session, rule, cause, key)
    if result == STOPPED and _is_told(session, rule, cause):
        return None
    session.add(
        WorkflowRuleRun(
            workflow_rule_id=rule.id,
            opportunity_id=cause.subject.opportunity_id,
            key=key,
            at=cause.now,
            result=result,
            told=_plain(told),
            duration_us=(perf_counter_ns() - began) // NANOSECONDS,
            retry_at=_next_try(result, 1, cause.now),
        )
    )
    session.flush()
    return result


def try_again(session: Session, rule: ActiveRule, cause: Cause, row: WorkflowRuleRun) -> None:
    """Let a rule act once more on the cause of a run that failed; the run says what became of the last try."""
    began = perf_counter_ns()
    row.result, told = _outcome(session, rule, cause, row.key)
    row.at, row.told, row.tries = cause.now, _plain(told), row.tries + 1
    row.duration_us = (perf_counter_ns() - began) // NANOSECONDS
    row.retry_at = _next_try(row.result, row.tries, cause.now)


def _next_try(result: str, tries: int, now: datetime) -> datetime | None:
    """Return when something refused is tried again after so many tries, None for never."""
    return now + RETRIES[tries - 1] if result == FAILED and tries <= len(RETRIES) else None


def _plain(told: Sequence[Told]) -> list[dict[str, object]]:
    return [{"template": one.template, "params": to_plain(one.params)} for one in told]


def key_of(rule: ActiveRule, cause_key: str) -> str:
    """Return the key under which a rule's run on a cause is kept."""
    return f"rule{rule.id}:{cause_key}"


def _outcome(session: Session, rule: ActiveRule, cause: Cause, key: str) -> tuple[str, Sequence[Told]]:
    if cause.depth > DEEPEST:
        return STOPPED, [_refusal(TooDeep(most=DEEPEST))]
    if (count := _recent(session, rule, cause)) >= MOST_PER_HOUR:
        return STOPPED, [_refusal(TooOften(count=count))]
    try:
        with session.begin_nested(), journal.ruled(session, rule.id):
            return DONE, _acted(session, rule, cause, key)
    except SalesError as refusal:
        return FAILED, [_refusal(next(iter(getattr(refusal, "fields", {}).values()), refusal))]


def _acted(session: Session, rule: ActiveRule, cause: Cause, key: str) -> list[Told]:
    principal = principal_of_user(session, rule.owner_id)
    if principal is None:
        raise OwnerGone(name=session.scalar(select(User.display_name).where(User.id == rule.owner_id)) or "–")
    return [
        do(session, Stand(principal, cause.subject, f"{key}:{number}", cause.now), action)
        for number, action in enumerate(rule.rule.actions)
    ]


def _recent(session: Session, rule: ActiveRule, cause: Cause, result: str = DONE) -> int:
    """Return how often the rule ran on the same opportunity within the last hour."""
    if cause.subject.opportunity_id is None:
        return 0
    query = select(func.count()).where(
        WorkflowRuleRun.opportunity_id == cause.subject.opportunity_id,
        WorkflowRuleRun.workflow_rule_id == rule.id,
        WorkflowRuleRun.at > cause.now - HOUR,
        WorkflowRuleRun.result == result,
    )
    return session.scalar(query) or 0


def _is_told(session: Session, rule: ActiveRule, cause: Cause) -> bool:
    """Tell whether the log says already that the rule was stopped here: once an hour is enough."""
    return _recent(session, rule, cause, STOPPED) > 0


def _refusal(refusal: SalesError) -> Told:
    return Told(refusal.template, dict(refusal.params))
