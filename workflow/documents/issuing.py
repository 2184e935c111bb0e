"""Issuing: an order, or a part of it, becomes an invoice; a draft waits and is issued or cancelled."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.billing import open_of
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.billing import EVERYTHING, REST, TERM_DAYS, Part, amounts_of, check_issue
from domain.errors import NotDraft, OrderNotInvoiceable, TooMuch
from domain.money import Money
from domain.period import LAST_YEAR, month_of
from workflow import journal
from workflow.documents.billed import bill, invoice_lines, order_lines, tax_for
from workflow.documents.change import Change, Target, done, held, told
from workflow.documents.dating import check_plan
from workflow.documents.numbering import DRAFT_SERIES, draft_number, next_number
from workflow.documents.planning import planned
from workflow.journal import Entry, Values

COPIED = ("company_id", "opportunity_id", "contact_id", "agent_id", "owner_id", "team_id", "currency_code")


@dataclass(frozen=True, slots=True)
class Issue:
    """What an invoice is to be: which part of what is open, its dates, and when the rest of the order is to follow.

    Without a due date it is due after 30 days. `next_on` None leaves the rest without a date.
    """

    issued_on: date
    part: Part = EVERYTHING
    due_on: date | None = None
    next_on: date | None = None
    as_draft: bool = False

    @property
    def due(self) -> date:
        """The day it is due."""
        return self.due_on or self.issued_on + timedelta(days=TERM_DAYS)


def issue_invoice(
    session: Session, principal: Principal, target: Target, issue: Issue, *, today: date, now: datetime
) -> Change:
    """Invoice an open order, in full or in part; the change's `after` names the invoice: invoice, invoice_id.

    A draft leaves the order as it is. Raises NotFound, NotPermitted, Conflict, OrderNotInvoiceable, AmountNeeded,
    TooMuch, BadInvoiceDate, BadDueDate, MonthOver, MalformedInput.
    """
    order = held(session, principal, SalesOrder, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, "sales_order", order.id):
        return told(event, repeated=True)
    journal.check_version(order, target.version)
    _check_invoiceable(order)
    _check_dates(issue, order, today)
    lines = order_lines(session, order.id)
    opens = open_of(order, lines.values())
    shares = amounts_of(issue.part, opens, Money(order.net_minor, order.currency_code))
    invoice = _made(session, order, issue, sum(shares.values()))
    session.add_all(invoice_lines(invoice.id, lines, shares, order.number))
    after = {} if issue.as_draft else bill(order, lines, shares) | _plan_of_rest(order, issue, sum(shares.values()))
    made: Values = {"invoice": invoice.number, "invoice_id": invoice.id}
    entry = Entry(principal, "draft_invoice" if issue.as_draft else "issue_invoice", now, target.request_key)
    change = done(journal.write(session, entry, order, after, ({}, made)), entry, order)
    created: Values = {"status": invoice.status, "net_minor": invoice.net_minor, "sales_order": order.number}
    journal.tell(session, Entry(principal, "create", now), invoice, {}, created, version=invoice.version)
    return change


def issue_draft(
    session: Session, principal: Principal, target: Target, issue: Issue, *, today: date, now: datetime
) -> Change:
    """Issue a draft of an order with its lines as they are; only now does it count as invoiced. `part` is not looked at.

    Raises NotFound, NotPermitted, Conflict, NotDraft, OrderNotInvoiceable, TooMuch (the order has less open by now),
    BadInvoiceDate, BadDueDate, MonthOver.
    """
    invoice, repeated = _draft(session, principal, target)
    if repeated:
        return repeated
    values: Values = {"status": "issued", **_dates(issue)}
    if invoice.sales_order_id is None:
        check_issue(issue.issued_on, issue.due, date.min, today)
    else:
        values |= _bill_draft(session, principal, invoice, issue, today, now)
    if invoice.series == DRAFT_SERIES:
        series, number = next_number(session, invoice.company_id, invoice.kind, issue.issued_on)
        values |= {"series": series, "number": number}
    entry = Entry(principal, "issue", now, target.request_key)
    return done(journal.write(session, entry, invoice, values), entry, invoice)


def cancel_draft(session: Session, principal: Principal, target: Target, *, now: datetime) -> Change:
    """Cancel a draft; its order never knew of it. Raises NotFound, NotPermitted, Conflict, NotDraft."""
    invoice, repeated = _draft(session, principal, target)
    if repeated:
        return repeated
    entry = Entry(principal, "cancel", now, target.request_key)
    return done(journal.write(session, entry, invoice, {"status": "cancelled"}), entry, invoice)


def _draft(session: Session, principal: Principal, target: Target) -> tuple[Invoice, Change | None]:
    invoice = held(session, principal, Invoice, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, "invoice", invoice.id):
        return invoice, told(event, repeated=True)
    journal.check_version(invoice, target.version)
    if invoice.status != "draft":
        raise NotDraft(number=invoice.number)
    return invoice, None


def _bill_draft(
    session: Session, principal: Principal, invoice: Invoice, issue: Issue, today: date, now: datetime
) -> Values:
    """Count a draft as invoiced on its order, whose tax it shares from now on; return the invoice's amounts."""
    order = held(session, principal, SalesOrder, invoice.sales_order_id or 0)
    _check_invoiceable(order)
    _check_dates(issue, order, today)
    if invoice.net_minor > order.net_minor - order.invoiced_minor:
        raise TooMuch(most=Money(order.net_minor - order.invoiced_minor, order.currency_code))
    lines = order_lines(session, order.id)
    by_id = {line.id: number for number, line in lines.items()}
    billed = session.scalars(select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id))
    shares = {by_id[line.sales_order_line_id]: line.net_minor for line in billed if line.sales_order_line_id in by_id}
    shares[REST] = invoice.net_minor - sum(shares.values())
    tax = tax_for(session, order, invoice.net_minor)
    after = bill(order, lines, shares) | _plan_of_rest(order, issue, invoice.net_minor)
    made: Values = {"invoice": invoice.number, "invoice_id": invoice.id}
    journal.write(session, Entry(principal, "issue_invoice", now), order, after, ({}, made))
    return {"tax_minor": tax, "gross_minor": invoice.net_minor + tax}


def _check_invoiceable(order: SalesOrder) -> None:
    if order.status != "open" or order.net_minor - order.invoiced_minor <= 0:
        raise OrderNotInvoiceable(number=order.number)


def _check_dates(issue: Issue, order: SalesOrder, today: date) -> None:
    # A draft may bear a date to come.
    last = date(LAST_YEAR, 12, 31) if issue.as_draft else max(today, order.ordered_on)
    check_issue(issue.issued_on, issue.due, order.ordered_on, last)
    check_plan(issue.next_on, order.planned_invoice_on, today)


def _made(session: Session, order: SalesOrder, issue: Issue, net: int) -> Invoice:
    if issue.as_draft:
        series, number = draft_number(session, order.company_id)
    else:
        series, number = next_number(session, order.company_id, "invoice", issue.issued_on)
    tax = tax_for(session, order, net)
    invoice = Invoice(
        **{name: getattr(order, name) for name in COPIED},
        kind="invoice",
        series=series,
        number=number,
        sales_order_id=order.id,
        status="draft" if issue.as_draft else "issued",
        net_minor=net,
        tax_minor=tax,
        gross_minor=net + tax,
        **_dates(issue),
    )
    session.add(invoice)
    session.flush()
    return invoice


def _dates(issue: Issue) -> Values:
    return {"issued_on": issue.issued_on, "issued_month": month_of(issue.issued_on), "due_on": issue.due}


def _plan_of_rest(order: SalesOrder, issue: Issue, net: int) -> Values:
    """Return when the rest is planned; an order of which nothing is left has no plan."""
    is_whole = order.invoiced_minor + net >= order.net_minor
    return planned(None if is_whole else issue.next_on)
