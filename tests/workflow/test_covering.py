"""Coverage by month, against counting every row of the known company by hand."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.fx import rate
from data.schema.company import Company
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.quota import Quota
from data.schema.sales import SalesOrder
from data.session import Database
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.invoicing import InvoicingView
from domain.money import Money, convert
from domain.period import month_of
from tests.books import add_books
from tests.world import TODAY, World
from workflow.forecasts.covering import coverage

FIRST = month_of(TODAY)
YEAR = InvoicingView(PipelineFilter(currency="EUR"), FIRST, FIRST + 11)
Sums = Counter[tuple[int, str]]


def pipeline_by_hand(session: Session, person: Principal) -> Sums:
    """Add up the open opportunities in full, by the month in which lines, header or lead time let expect the invoice."""
    lead = {row.id: row.invoice_lead_days for row in session.scalars(select(Company))}
    sums: Sums = Counter()
    for row in session.scalars(select(Opportunity).where(Opportunity.outcome == "open")):
        if not person.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id):
            continue
        guess = row.expected_order_on and row.expected_order_on + timedelta(days=lead[row.company_id] or 0)
        lines = list(session.scalars(select(OpportunityLine).where(OpportunityLine.opportunity_id == row.id)))
        if sum(line.net_minor for line in lines) != row.net_minor or not lines:
            lines = [OpportunityLine(net_minor=row.net_minor)]
        for line in lines:
            day = line.expected_invoice_on or row.expected_invoice_on or guess
            if day:
                sums[month_of(day), row.currency_code] += line.net_minor
    return sums


def sure_by_hand(session: Session, person: Principal) -> Sums:
    """Add up what is invoiced, and what open orders have left to invoice."""
    sums: Sums = Counter()
    for bill in session.scalars(select(Invoice).where(Invoice.status.in_(("issued", "paid")))):
        if person.reaches(company_id=bill.company_id, team_id=bill.team_id, owner_id=bill.owner_id):
            sums[month_of(bill.issued_on), bill.currency_code] += bill.net_minor
    for order in session.scalars(select(SalesOrder).where(SalesOrder.status == "open")):
        if order.planned_invoice_on and person.reaches(
            company_id=order.company_id, team_id=order.team_id, owner_id=order.owner_id
        ):
            sums[month_of(order.planned_invoice_on), order.currency_code] += order.net_minor - order.invoiced_minor
    return sums


def euros(session: Session, sums: Sums, month: int) -> int:
    return sum(
        convert(Money(minor, currency), "EUR", rate(session, currency, "EUR", TODAY).value).minor
        for (at, currency), minor in sums.items()
        if at == month
    )


@pytest.mark.parametrize("login", ["executive", "sales"])
def test_coverage_is_the_open_pipeline_over_what_invoices_and_orders_leave_missing(
    database: Database, world: World, login: str
) -> None:
    person = world.principal(login)
    with database.write() as session:
        add_books(session, world)
    with database.read() as session:
        found = coverage(session, person, YEAR, today=TODAY)
        pipeline, sure = pipeline_by_hand(session, person), sure_by_hand(session, person)
        for month in found:
            assert month.pipeline_minor == euros(session, pipeline, month.month)
            assert month.sure_minor == euros(session, sure, month.month)
            missing = month.target_minor - month.sure_minor
            expected = month.pipeline_minor / missing if month.target_minor and missing > 0 else None
            assert month.coverage == expected
    assert [month.month for month in found] == list(YEAR.months)
    assert any(month.pipeline_minor for month in found)


def test_what_is_weighted_is_open_too_and_targets_are_those_of_the_company(database: Database, world: World) -> None:
    chosen = replace(YEAR.pipeline, company_ids=frozenset({world.companies["IT"]}))
    with database.write() as session:
        add_books(session, world)
    with database.read() as session:
        found = coverage(session, world.principal("executive"), replace(YEAR, pipeline=chosen), today=TODAY)
        quotas = session.scalars(
            select(Quota).where(
                Quota.company_id == world.companies["IT"], Quota.measure == "billings", Quota.team_id.is_(None),
                Quota.agent_id.is_(None),
            )
        )  # fmt: skip
        targets = {row.month: row.target_minor for row in quotas}
    assert {month.month: month.target_minor for month in found if month.target_minor} == {
        month: minor for month, minor in targets.items() if month in YEAR.months
    }
    assert all(0 <= month.weighted_minor <= month.pipeline_minor for month in found)
    assert any(month.coverage is not None for month in found)
