"""Facts: the lines of invoices, orders and opportunities, and the costs of campaigns, as a closing report takes them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Numeric, case, cast, func, null, select
from sqlalchemy.orm import Session

from data.queries.invoicing.months import Exchange
from data.queries.plans.listing import PlanRow
from data.schema.campaign import Campaign, CampaignCost
from data.schema.contact import Contact
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import SalesOrder, SalesOrderLine
from data.scope import visible
from domain.access import Principal
from domain.invoicing import INVOICE_KINDS, STATUSES, Kind
from domain.outcome import Outcome
from domain.period import month_of
from domain.plan.matching import Fact, Source
from domain.plan.periods import Span
from domain.plan.tree import PlanKind


def facts(
    session: Session, principal: Principal, row: PlanRow, spans: Mapping[int, Span], *, today: date
) -> list[Fact]:
    """Return what came in the ranges of a plan, as far as the person sees it, in the plan's currency.

    Amounts are converted at the rate of their month's last day, today's for the present and later ones. Raises
    RateMissing.
    """
    if not spans:
        return []
    sources = _COSTS if row.kind is PlanKind.MARKETING else _SALES
    exchange = Exchange(session, row.currency, today)
    found = []
    for source, query in sources.items():
        for line in session.execute(query(principal, row, spans)):
            month = month_of(min(spans[line.span].ends_on, today))
            minor = exchange.minor(int(line.minor), line.currency, month)
            found.append(
                Fact(
                    source, line.span, line.zone, line.user, line.agent, line.family, minor, Decimal(line.quantity or 0),
                    int(line.number), line.campaign, line.example,
                )
            )  # fmt: skip
    return found


def _invoices(principal: Principal, row: PlanRow, spans: Mapping[int, Span]) -> Any:
    line = InvoiceLine
    amount, on = func.coalesce(line.net_minor, Invoice.net_minor), Invoice.issued_on
    keys = (Contact.zone_id, Invoice.owner_id, Invoice.agent_id, line.product_family_id)
    query = _grouped(on, spans, keys, Invoice.currency_code, amount, line.quantity, Invoice.id)
    return (
        query.select_from(Invoice)
        .join(line, line.invoice_id == Invoice.id, isouter=True)
        .join(Contact, Contact.id == Invoice.contact_id, isouter=True)
        .where(
            *visible(principal, Invoice), Invoice.company_id == row.company_id, Invoice.kind.in_(INVOICE_KINDS),
            Invoice.status.in_(STATUSES[Kind.INVOICES]), _within(on, spans) > 0,
        )
    )  # fmt: skip


def _orders(principal: Principal, row: PlanRow, spans: Mapping[int, Span]) -> Any:
    order, line = SalesOrder, SalesOrderLine
    amount, on = func.coalesce(line.net_minor, order.net_minor), order.ordered_on
    keys = (Contact.zone_id, order.owner_id, order.agent_id, line.product_family_id)
    query = _grouped(on, spans, keys, order.currency_code, amount, line.quantity, order.id)
    return (
        query.select_from(order)
        .join(line, line.sales_order_id == order.id, isouter=True)
        .join(Contact, Contact.id == order.contact_id, isouter=True)
        .where(
            *visible(principal, order), order.company_id == row.company_id,
            order.status.in_(STATUSES[Kind.ORDERS]), _within(on, spans) > 0,
        )
    )  # fmt: skip


def _opportunities(principal: Principal, row: PlanRow, spans: Mapping[int, Span]) -> Any:
    """Open opportunities by the day on which their order is expected; net amounts, not weighted."""
    line = OpportunityLine
    amount = func.coalesce(line.net_minor, Opportunity.net_minor)
    on = func.coalesce(line.expected_order_on, Opportunity.expected_order_on)
    keys = (Contact.zone_id, Opportunity.owner_id, Opportunity.main_agent_id, line.product_family_id)
    nothing = cast(null(), Numeric)  # the lines of opportunities have no quantity
    query = _grouped(on, spans, keys, Opportunity.currency_code, amount, nothing, Opportunity.id)
    return (
        query.select_from(Opportunity)
        .join(line, line.opportunity_id == Opportunity.id, isouter=True)
        .join(Contact, Contact.id == Opportunity.contact_id, isouter=True)
        .where(
            *visible(principal), Opportunity.company_id == row.company_id,
            Opportunity.outcome == Outcome.OPEN.value, _within(on, spans) > 0,
        )
    )  # fmt: skip


def _costs(_principal: Principal, row: PlanRow, spans: Mapping[int, Span]) -> Any:
    cost, nothing = CampaignCost, cast(null(), Numeric)
    on = cost.spent_on
    query = _grouped(on, spans, (), Campaign.currency_code, cost.amount_minor, nothing, Campaign.id, Campaign.id)
    return (
        query.select_from(cost)
        .join(Campaign, Campaign.id == cost.campaign_id)
        .where(Campaign.company_id == row.company_id, _within(on, spans) > 0)
    )


def _grouped(
    on: Any, spans: Mapping[int, Span], keys: tuple[Any, ...], currency: Any, amount: Any, quantity: Any, example: Any,
    campaign: Any = None,
) -> Any:  # fmt: skip
    """Return the sums of lines by range and everything that a plan asks about; without keys by campaign."""
    named = dict(zip(("zone", "user", "agent", "family"), keys, strict=False))
    nothing = null()
    by = [_within(on, spans).label("span"), currency.label("currency")]
    by += [column.label(name) for name, column in named.items()]
    by += [] if campaign is None else [campaign.label("campaign")]
    absent = [nothing.label(name) for name in ("zone", "user", "agent", "family") if name not in named]
    absent += [nothing.label("campaign")] if campaign is None else []
    sums = [
        func.sum(amount).label("minor"), func.sum(quantity).label("quantity"), func.count().label("number"),
        func.min(example).label("example"),
    ]  # fmt: skip
    places = [column.element for column in by]
    return select(*by, *absent, *sums).group_by(*places).order_by(*places)


def _within(on: Any, spans: Mapping[int, Span]) -> ColumnElement[int]:
    """Return the id of the range that a day lies in, 0 for none."""
    return case(*((on.between(span.starts_on, span.ends_on), id_) for id_, span in spans.items()), else_=0)


_SALES: Mapping[Source, Callable[[Principal, PlanRow, Mapping[int, Span]], Any]] = {
    Source.INVOICES: _invoices, Source.ORDERS: _orders, Source.OPPORTUNITIES: _opportunities,
}  # fmt: skip
_COSTS: Mapping[Source, Callable[[Principal, PlanRow, Mapping[int, Span]], Any]] = {Source.COSTS: _costs}
