"""Snapshots: the open pipeline written down as it stands, once a day."""

from datetime import date, datetime

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity, OpportunitySnapshot
from domain.outcome import Outcome

COPIED = (
    "outcome", "stage_id", "stated_percent", "model_percent", "currency_code", "net_minor", "expected_order_on",
    "expected_invoice_on", "owner_id", "team_id",
)  # fmt: skip


def take_snapshot(session: Session, on: date, now: datetime) -> int:
    """Write down the open opportunities of all companies and return how many; a second time a day replaces the first."""
    session.execute(delete(OpportunitySnapshot).where(OpportunitySnapshot.snapshot_on == on))
    columns = [getattr(Opportunity, name) for name in COPIED]
    standing = select(
        literal(on, OpportunitySnapshot.snapshot_on.type), Opportunity.id, *columns,
        literal(now, OpportunitySnapshot.taken_at.type),
    ).where(Opportunity.outcome == Outcome.OPEN)  # fmt: skip
    session.execute(
        insert(OpportunitySnapshot).from_select(["snapshot_on", "opportunity_id", *COPIED, "taken_at"], standing)
    )
    taken = select(func.count()).where(OpportunitySnapshot.snapshot_on == on)
    return session.scalars(taken).one()
