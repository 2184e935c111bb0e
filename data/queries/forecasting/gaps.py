"""Gaps: open opportunities of which the latest forecast speaks otherwise than the people who look after them."""

from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from data.queries.audience import Place
from data.queries.forecasting.chances import latest_runs
from data.schema.contact import Contact
from data.schema.forecast import OpportunityForecast
from data.schema.opportunity import Opportunity
from domain.outcome import Outcome

PERCENT = 100
FITTED = ("model", "bayes")  # what speaks of this very opportunity; base rate and stage norm are the same for many


@dataclass(frozen=True, slots=True)
class Gap:
    """An opportunity, what it is called, and both chances in whole percents as the forecast saw them."""

    place: Place
    what: str
    stated: int
    said: int

    @property
    def points(self) -> int:
        """By how many points the forecast says more."""
        return self.said - self.stated


def gaps(session: Session, company_id: int, least: int) -> dict[int, Gap]:
    """Return the open opportunities of a company of which the model's latest word differs by so many points or more."""
    said = cast(func.round(OpportunityForecast.chance * PERCENT), Integer)
    stated = cast(func.round(OpportunityForecast.stated * PERCENT), Integer)
    query = (
        select(Opportunity, Contact.name, stated, said)
        .join(OpportunityForecast, OpportunityForecast.opportunity_id == Opportunity.id)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(
            OpportunityForecast.forecast_run_id.in_(latest_runs(session, [company_id])),
            OpportunityForecast.used.in_(FITTED),
            Opportunity.outcome == Outcome.OPEN.value,
            func.abs(said - stated) >= least,
        )
        .order_by(Opportunity.id)
    )
    return {row.id: Gap(_place(row), f"{contact}, {row.title}" if contact else row.title, *both) for row, contact, *both in session.execute(query)}  # fmt: skip


def _place(row: Opportunity) -> Place:
    return Place(row.id, row.company_id, row.team_id, row.owner_id, row.contact_id)
