"""In which months the opportunities are expected to be invoiced, and how much of each is still to come."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from data.schema.company import Company
from data.schema.invoice import Invoice
from data.schema.invoicing import ExpectedInvoicing
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import SalesOrder
from data.summary.sums import Summary
from domain.outcome import Outcome

SOURCES = ("line", "header", "lead_time", "none")


class days_later(GenericFunction[Any]):  # noqa: N801  SQLAlchemy calls a function by its class's name
    """A date and a number of days after it."""

    type = Date()
    inherit_cache = True


@compiles(days_later)
def _plus(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    day, days = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"({day} + {days})"


@compiles(days_later, "sqlite")
def _date(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    day, days = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"date({day}, '+' || {days} || ' days')"


def ordered_minor() -> Any:
    """Return what of an opportunity is ordered, or invoiced without an order; a credit note gives nothing back.

    The order of a won opportunity that was cancelled took its money with it.
    """
    ordered = (
        select(func.sum(SalesOrder.net_minor))
        .where(SalesOrder.opportunity_id == Opportunity.id, _took_over())
        .correlate(Opportunity)
        .scalar_subquery()
    )
    return cast(func.coalesce(ordered, 0) + func.coalesce(_invoiced_directly(), 0), BigInteger)


def _took_over() -> ColumnElement[bool]:
    cancelled = and_(SalesOrder.status == "cancelled", Opportunity.outcome == Outcome.WON.value)
    return or_(SalesOrder.status.in_(("open", "invoiced")), cancelled)


def _invoiced_directly() -> ScalarSelect[Any]:
    return (
        select(func.sum(Invoice.net_minor))
        .where(
            Invoice.opportunity_id == Opportunity.id,
            Invoice.sales_order_id.is_(None),
            Invoice.kind != "credit_note",
            Invoice.status.in_(("issued", "paid")),
        )
        .correlate(Opportunity)
        .scalar_subquery()
    )


def _lines() -> Select[*tuple[Any, ...]]:
    """Return every line with its date and where that comes from; the header alone when the lines do not add up to it."""
    line, every = aliased(OpportunityLine), aliased(OpportunityLine)
    sum_of_lines = (
        select(func.sum(every.net_minor)).where(every.opportunity_id == Opportunity.id).correlate(Opportunity)
    ).scalar_subquery()
    guessed = days_later(Opportunity.expected_order_on, Company.invoice_lead_days)
    source = case(
        (line.expected_invoice_on.is_not(None), 0),
        (Opportunity.expected_invoice_on.is_not(None), 1),
        (Opportunity.expected_order_on.is_not(None), 2),
        else_=3,
    )
    return (
        select(
            Opportunity.id.label("opportunity_id"),
            type_coerce(func.coalesce(line.expected_invoice_on, Opportunity.expected_invoice_on, guessed), Date).label(
                "day"
            ),
            source.label("source"),
            func.coalesce(line.net_minor, Opportunity.net_minor).label("net_minor"),
            Opportunity.net_minor.label("header_minor"),
            ordered_minor().label("ordered_minor"),
        )
        .join(Company, Company.id == Opportunity.company_id)
        .outerjoin(line, and_(line.opportunity_id == Opportunity.id, Opportunity.net_minor == sum_of_lines))
        .where(Opportunity.outcome.in_((Outcome.OPEN.value, Outcome.WON.value)))
    )


def _truth() -> Select[*tuple[Any, ...]]:
    lines = _lines().subquery("line")
    month = func.coalesce(
        cast(extract("year", lines.c.day), Integer) * 12 + cast(extract("month", lines.c.day), Integer) - 1, 0
    )
    by_month = (
        select(
            lines.c.opportunity_id,
            month.label("month"),
            func.min(lines.c.day).label("day"),
            func.max(lines.c.source).label("source"),
            cast(func.sum(lines.c.net_minor), BigInteger).label("net_minor"),
            func.max(lines.c.header_minor - lines.c.ordered_minor).label("left_minor"),
            func.max(lines.c.ordered_minor).label("ordered_minor"),
        )
        .group_by(lines.c.opportunity_id, month)
        .subquery("by_month")
    )
    part = by_month.c
    last = func.max(part.month).over(partition_by=part.opportunity_id)
    remaining = case(
        (part.ordered_minor == 0, part.net_minor),
        (or_(part.month < last, part.left_minor < 0), 0),
        else_=part.left_minor,
    )
    parts = select(by_month, remaining.label("remaining_minor")).subquery("part")
    return _with_header(parts.c)


def _with_header(part: Any) -> Select[*tuple[Any, ...]]:
    is_open = Opportunity.outcome == Outcome.OPEN.value
    return select(
        part.opportunity_id,
        part.month,
        part.day,
        case(*((part.source == place, word) for place, word in enumerate(SOURCES))),
        part.net_minor,
        part.remaining_minor,
        or_(part.remaining_minor != 0, and_(part.ordered_minor == 0, is_open)),
        case((is_open, Opportunity.stated_percent), else_=100),
        Opportunity.company_id,
        Opportunity.currency_code,
        Opportunity.owner_id,
        Opportunity.team_id,
        Opportunity.main_agent_id,
        Opportunity.opportunity_type_id,
        Opportunity.stage_id,
    ).join_from(Opportunity, _table(part), onclause=part.opportunity_id == Opportunity.id)


def _table(part: Any) -> Any:
    return part.opportunity_id.table


EXPECTED_INVOICING = Summary(
    ExpectedInvoicing,
    (ExpectedInvoicing.opportunity_id, ExpectedInvoicing.month),
    (
        ExpectedInvoicing.expected_invoice_on,
        ExpectedInvoicing.dated_by,
        ExpectedInvoicing.net_minor,
        ExpectedInvoicing.remaining_minor,
        ExpectedInvoicing.is_expected,
        ExpectedInvoicing.percent,
        ExpectedInvoicing.company_id,
        ExpectedInvoicing.currency_code,
        ExpectedInvoicing.owner_id,
        ExpectedInvoicing.team_id,
        ExpectedInvoicing.main_agent_id,
        ExpectedInvoicing.opportunity_type_id,
        ExpectedInvoicing.stage_id,
    ),
    _truth(),
)
