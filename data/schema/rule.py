"""Workflow rules, what became of each run, and the opportunities for which staleness is silenced for a while."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Instant, Keyed

WAITING = text("retry_at IS NOT NULL")


class WorkflowRule(Base, Keyed, Dated):
    """What runs by itself when a condition holds; `body` is data (domain/rules), never code.

    It acts in the name of its owner. What was so before `counts_from_on` sets off no timed rule.
    """

    __tablename__ = "workflow_rule"
    __table_args__ = (Index("ix_workflow_rule_active", "active", "trigger"),)
    name: Mapped[str] = mapped_column(String(200))
    trigger: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    active: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)
    counts_from_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class WorkflowRuleRun(Base, Keyed):
    """One run of a rule; the key names the cause, so that a rule runs once for each.

    `result` says whether all was done, something was refused, or the run was stopped; `told` are sentences about it.
    What was refused is tried again at `retry_at`, None for no more; `at` is the time of the last try.
    """

    __tablename__ = "workflow_rule_run"
    __table_args__ = (
        Index("ix_workflow_rule_run_rule", "workflow_rule_id", "at", "id"),
        Index("ix_workflow_rule_run_opportunity", "opportunity_id", "workflow_rule_id", "at"),
        Index("ix_workflow_rule_run_retry_at", "retry_at", sqlite_where=WAITING, postgresql_where=WAITING),
        CheckConstraint("result IN ('done', 'failed', 'stopped')", name="result"),
    )
    workflow_rule_id: Mapped[int] = mapped_column(ForeignKey("workflow_rule.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    result: Mapped[str] = mapped_column(String(8))
    told: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    duration_us: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=1, server_default="1")
    retry_at: Mapped[datetime | None] = mapped_column(Instant)


class OpportunityPause(Base):
    """An opportunity that rests for a known reason: rules about staleness leave it alone to the end of `until_on`."""

    __tablename__ = "opportunity_pause"
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), primary_key=True)
    until_on: Mapped[date]
    because: Mapped[str] = mapped_column(String(300))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(Instant)
