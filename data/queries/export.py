"""Exports: every opportunity that the filter holds, row by row, with the words of the house as headings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.weighing import Weighing
from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.people import Team, User
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Stage
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.money import Money, weighted_minor

Cell = str | int | Decimal | date | Money | None
Kind = Literal["text", "money", "percent", "date", "count"]
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the export; money stands in the currency of its row."""

    name: str
    kind: Kind = "text"


HEADINGS = (
    Heading("number"), Heading("title"), Heading("contact"), Heading("company"), Heading("type"), Heading("pipeline"),
    Heading("stage"), Heading("outcome"), Heading("owner"), Heading("team"), Heading("probability", "percent"),
    Heading("currency"), Heading("gross", "money"), Heading("discount", "money"), Heading("net", "money"),
    Heading("weighted", "money"), Heading("expected_order_on", "date"), Heading("expected_invoice_on", "date"),
    Heading("created_on", "date"), Heading("last_activity_on", "date"), Heading("closed_on", "date"), Heading("reason"),
)  # fmt: skip


def rows(session: Session, principal: Principal, pipeline_filter: PipelineFilter) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows in the order of HEADINGS, by company and number; only some are in memory at a time.

    The conditions are those of the board, so the rows add up to its totals.
    """
    query = _query(session, principal, pipeline_filter).execution_options(yield_per=ROWS_AT_ONCE)
    for row in session.execute(query):
        yield _cells(row)


def count(session: Session, principal: Principal, pipeline_filter: PipelineFilter) -> int:
    """Return how many rows there would be."""
    wanted = conditions(session, principal, pipeline_filter)
    return session.scalar(select(func.count()).select_from(Opportunity).where(*wanted)) or 0


def _query(session: Session, principal: Principal, pipeline_filter: PipelineFilter) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Opportunity.number, Opportunity.title, Contact.name.label("contact"), Company.name.label("company"),
            OpportunityType.description.label("type"), Pipeline.description.label("pipeline"),
            Stage.name.label("stage"), Opportunity.outcome, User.display_name.label("owner"),
            Team.name.label("team"), Opportunity.stated_percent,
            Weighing.of(session, principal, pipeline_filter).percent.label("percent"), Opportunity.currency_code, Opportunity.gross_minor,
            Opportunity.discount_minor, Opportunity.net_minor, Opportunity.expected_order_on,
            Opportunity.expected_invoice_on, Opportunity.created_on, Opportunity.last_activity_on,
            Opportunity.closed_on, ClosingReason.description.label("reason"),
        )
        .join(Company, Company.id == Opportunity.company_id)
        .join(OpportunityType, OpportunityType.id == Opportunity.opportunity_type_id)
        .join(Pipeline, Pipeline.id == Opportunity.pipeline_id)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .join(User, User.id == Opportunity.owner_id)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .outerjoin(Team, Team.id == Opportunity.team_id)
        .outerjoin(ClosingReason, ClosingReason.id == Opportunity.closing_reason_id)
        .where(*conditions(session, principal, pipeline_filter))
        .order_by(Opportunity.company_id, Opportunity.number)
    )  # fmt: skip


def _cells(row: Row[*tuple[Any, ...]]) -> tuple[Cell, ...]:
    currency = row.currency_code
    gross, discount, net = (Money(minor, currency) for minor in (row.gross_minor, row.discount_minor, row.net_minor))
    weighted = Money(weighted_minor(row.net_minor * row.percent), currency)
    return (
        row.number, row.title, row.contact, row.company, row.type, row.pipeline, row.stage, row.outcome, row.owner,
        row.team, row.stated_percent, currency, gross, discount, net, weighted, row.expected_order_on,
        row.expected_invoice_on, row.created_on, row.last_activity_on, row.closed_on, row.reason,
    )  # fmt: skip
