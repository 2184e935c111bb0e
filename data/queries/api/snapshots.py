"""Snapshots for programs: the open pipeline of a day, as it was written down then."""

from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.schema.company import Company
from data.schema.opportunity import Opportunity, OpportunitySnapshot
from data.schema.people import User
from data.schema.pipeline import Stage
from domain.access import Principal
from domain.filter import PipelineFilter

Rows = list[Row[*tuple[Any, ...]]]


def latest_snapshot(session: Session) -> date | None:
    """Return the day of the newest snapshot, None before the first."""
    return session.scalar(select(func.max(OpportunitySnapshot.snapshot_on)))


def snapshots(session: Session, principal: Principal, wanted: PipelineFilter, on: date, after: int, limit: int) -> Rows:
    """Return what was open on a day, behind the opportunity `after`; scope and filter are those of today's records."""
    snapshot = OpportunitySnapshot
    query = (
        select(
            snapshot.opportunity_id, snapshot.snapshot_on, Opportunity.number, Company.code.label("company"),
            Stage.code.label("stage"), User.login.label("owner"), snapshot.stated_percent.label("probability"),
            snapshot.currency_code.label("currency"), snapshot.net_minor, snapshot.expected_order_on,
            snapshot.expected_invoice_on,
        )
        .join(Opportunity, Opportunity.id == snapshot.opportunity_id)
        .join(Company, Company.id == Opportunity.company_id)
        .join(Stage, Stage.id == snapshot.stage_id)
        .join(User, User.id == snapshot.owner_id)
        .where(
            snapshot.snapshot_on == on, *conditions(session, principal, wanted), snapshot.opportunity_id > after
        )
        .order_by(snapshot.opportunity_id)
        .limit(limit)
    )  # fmt: skip
    return list(session.execute(query))
