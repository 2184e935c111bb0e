"""Opportunities for programs, narrowed by the one filter."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Stage
from domain.access import Principal
from domain.filter import PipelineFilter

Rows = list[Row[*tuple[Any, ...]]]


def opportunities(session: Session, principal: Principal, wanted: PipelineFilter, after: int, limit: int) -> Rows:
    """Return the opportunities behind the id `after`, at most so many; amounts in minor units of their currency."""
    query = (
        select(
            Opportunity.id, Opportunity.number, Opportunity.title, Company.code.label("company"), Opportunity.contact_id,
            Contact.name.label("contact"), OpportunityType.code.label("type"), Pipeline.code.label("pipeline"),
            Stage.code.label("stage"), Opportunity.outcome, User.login.label("owner"),
            Opportunity.stated_percent.label("probability"), Opportunity.currency_code.label("currency"),
            Opportunity.gross_minor, Opportunity.discount_minor, Opportunity.net_minor, Opportunity.created_on,
            Opportunity.expected_order_on, Opportunity.expected_invoice_on, Opportunity.last_activity_on,
            Opportunity.closed_on, ClosingReason.code.label("reason"), Opportunity.version,
        )
        .join(Company, Company.id == Opportunity.company_id)
        .join(OpportunityType, OpportunityType.id == Opportunity.opportunity_type_id)
        .join(Pipeline, Pipeline.id == Opportunity.pipeline_id)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .join(User, User.id == Opportunity.owner_id)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .outerjoin(ClosingReason, ClosingReason.id == Opportunity.closing_reason_id)
        .where(*conditions(session, principal, wanted), Opportunity.id > after)
        .order_by(Opportunity.id)
        .limit(limit)
    )  # fmt: skip
    return list(session.execute(query))
