"""Planning: an order or an opportunity is to be invoiced in another month."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.invoicing import ExpectedInvoicing
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import SalesOrder
from domain.access import Permission, Principal
from domain.billing import check_month, check_not_over, check_plannable, month_or_none, moved
from domain.errors import InvoiceNotMoved, NotPlanned, OrderedAlready
from domain.invoicing import Kind
from workflow import journal
from workflow.documents.change import Change, Target, done, held, told
from workflow.journal import Beside, Entry, Values
from workflow.opportunities import change as opportunities

VERB = "plan_invoice"
# The event's key for the days of the lines that moved: {line id: day}.
LINES = "lines_expected_invoice_on"
GUESSED = ("lead_time", "none")


def plan_invoice(
    session: Session,
    principal: Principal,
    target: Target,
    from_month: int,
    to_month: int,
    *,
    kind: Kind,
    today: date,
    now: datetime,
) -> Change:
    """Move what is to be invoiced in one month (0: without a date) to the same day of another, or its last one.

    Raises NotFound, NotPermitted, Conflict, MalformedInput, InvoiceNotMoved, MonthOver, OrderClosed, OrderedAlready (an
    opportunity whose orders say when) and NotPlanned, when nothing of it is expected in that month or it was lost.
    """
    check_month(to_month)
    entry = Entry(principal, VERB, now, target.request_key)
    if kind is Kind.INVOICES:
        principal.require(Permission.CHANGE_DOCUMENTS)
        raise InvoiceNotMoved
    if to_month != from_month:
        check_not_over(to_month, today)
    move = _move_order if kind is Kind.ORDERS else _move_opportunity
    return move(session, entry, target, from_month, to_month)


def _move_order(session: Session, entry: Entry, target: Target, from_month: int, to_month: int) -> Change:
    order = held(session, entry.principal, SalesOrder, target.record_id)
    event = journal.earlier(session, entry.principal, target.request_key, "sales_order", order.id)
    if event:
        return told(event, repeated=True)
    journal.check_version(order, target.version)
    check_plannable(order.number, order.status)
    if month_or_none(order.planned_invoice_on) != from_month:
        raise NotPlanned(title=order.number)
    values = planned(moved(order.planned_invoice_on, to_month))
    return done(journal.write(session, entry, order, values), entry, order)


def planned(on: date | None) -> Values:
    """Return the fields of an order that say when it is to be invoiced."""
    return {"planned_invoice_on": on, "planned_invoice_month": month_or_none(on) or None}


def _move_opportunity(session: Session, entry: Entry, target: Target, from_month: int, to_month: int) -> Change:
    opportunity = opportunities.held(session, entry.principal, target.record_id)
    event = journal.earlier(session, entry.principal, target.request_key, opportunities.ENTITY, opportunity.id)
    if event:
        return told(event, repeated=True)
    journal.check_version(opportunity, target.version)
    dated_by = _dated_by(session, opportunity, from_month)
    if from_month == to_month:
        return done(None, entry, opportunity)
    lines = _lines_in(session, opportunity, from_month)
    beside = set_lines(lines, {line.id: moved(line.expected_invoice_on, to_month) for line in lines})
    header = _header(session, opportunity, dated_by, from_month, to_month)
    return done(journal.write(session, entry, opportunity, header, beside), entry, opportunity)


def _dated_by(session: Session, opportunity: Opportunity, month: int) -> str:
    """Return what puts a part of the opportunity into the month, as long as it still has something to be invoiced."""
    part = session.execute(
        select(ExpectedInvoicing.dated_by, ExpectedInvoicing.is_expected).where(
            ExpectedInvoicing.opportunity_id == opportunity.id, ExpectedInvoicing.month == month
        )
    ).one_or_none()
    if part is None:
        raise NotPlanned(title=opportunity.title)
    if not part.is_expected:
        raise OrderedAlready(title=opportunity.title)
    return str(part.dated_by)


def _lines_in(session: Session, opportunity: Opportunity, month: int) -> list[OpportunityLine]:
    """Return the lines that are expected in the month by a day of their own; those that do not add up say nothing."""
    of_this = OpportunityLine.opportunity_id == opportunity.id
    total = session.scalar(select(func.sum(OpportunityLine.net_minor)).where(of_this))
    if total != opportunity.net_minor:
        return []
    lines = session.scalars(select(OpportunityLine).where(of_this).order_by(OpportunityLine.line_no))
    return [line for line in lines if line.expected_invoice_on and month_or_none(line.expected_invoice_on) == month]


def _header(session: Session, opportunity: Opportunity, dated_by: str, from_month: int, to_month: int) -> Values:
    """Return the header's new day: its own moves when it is in that month, a guessed one becomes a stated one."""
    on = opportunity.expected_invoice_on
    if on is None and dated_by in GUESSED and opportunity.expected_order_on:
        lead_days = session.get_one(Company, opportunity.company_id).invoice_lead_days
        on = opportunity.expected_order_on + timedelta(days=lead_days)
    if month_or_none(on) != from_month or (opportunity.expected_invoice_on is None and dated_by not in GUESSED):
        return {}
    return {"expected_invoice_on": moved(on, to_month)}


def set_lines(lines: Iterable[OpportunityLine], days: dict[int, date | None]) -> Beside:
    """Give lines their days and return them as the event tells it, before and after."""
    before: Values = {}
    after: Values = {}
    for line in lines:
        before[str(line.id)] = line.expected_invoice_on
        line.expected_invoice_on = days[line.id]
        after[str(line.id)] = line.expected_invoice_on
    return ({LINES: journal.plain(before)}, {LINES: journal.plain(after)}) if before else journal.NOTHING
