"""Crediting: an invoice is taken back, in full or in part, by a credit note with negative amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.billing import LIVE, creditable_of, credited_of, left_of
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.sales import SalesOrder
from domain.access import Principal
from domain.billing import EVERYTHING, REST, Part, amounts_of, check_issue, rounded_share
from domain.errors import NotCreditable, NotReopened
from domain.money import Money
from domain.period import month_of
from workflow import journal
from workflow.documents.billed import REOPENED, bill, order_lines
from workflow.documents.change import Change, Target, done, held, told
from workflow.documents.dating import check_plan
from workflow.documents.issuing import COPIED
from workflow.documents.numbering import next_number
from workflow.documents.planning import planned
from workflow.documents.settling import settle_credits
from workflow.journal import Entry, Values

Lines = dict[int, InvoiceLine]


@dataclass(frozen=True, slots=True)
class Credit:
    """What is taken back; `reopen` puts the amount back to be invoiced, planned for `planned_on` when that is given."""

    issued_on: date
    part: Part = EVERYTHING
    reopen: bool = False
    planned_on: date | None = None


def credit_invoice(
    session: Session, principal: Principal, target: Target, credit: Credit, *, today: date, now: datetime
) -> Change:
    """Credit an invoice; the change's `after` names the credit note: credit_note, credit_note_id.

    Raises NotFound, NotPermitted, Conflict, NotCreditable, NotReopened, AmountNeeded, TooMuch, BadInvoiceDate,
    MonthOver, MalformedInput.
    """
    invoice = held(session, principal, Invoice, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, "invoice", invoice.id):
        return told(event, repeated=True)
    journal.check_version(invoice, target.version)
    if invoice.status not in LIVE or invoice.kind == "credit_note":
        raise NotCreditable(number=invoice.number)
    check_issue(credit.issued_on, credit.issued_on, invoice.issued_on, max(today, invoice.issued_on))
    lines = _lines(session, invoice)
    opens = creditable_of(session, invoice, lines.values())
    if sum(opens.values()) <= 0:
        raise NotCreditable(number=invoice.number)
    shares = amounts_of(credit.part, opens, Money(invoice.net_minor, invoice.currency_code))
    note = _note(session, invoice, credit, sum(shares.values()), sum(opens.values()))
    session.add_all(_note_lines(note.id, invoice, lines, shares))
    made: Values = {"credit_note": note.number, "credit_note_id": note.id, "net_minor": note.net_minor}
    if credit.reopen:
        _reopen(session, Entry(principal, REOPENED, now), invoice, credit, _by_order_line(lines, shares), made, today)
    return _settled(session, Entry(principal, "credit_invoice", now, target.request_key), invoice, note, made)


def _lines(session: Session, invoice: Invoice) -> Lines:
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(InvoiceLine.line_no)
    return {line.line_no: line for line in session.scalars(query)}


def _note(session: Session, invoice: Invoice, credit: Credit, net: int, creditable: int) -> Invoice:
    taxed = invoice.tax_minor + credited_of(session, invoice.id).tax_minor
    tax = rounded_share(taxed, net, creditable)
    series, number = next_number(session, invoice.company_id, "credit_note", credit.issued_on)
    note = Invoice(
        **{name: getattr(invoice, name) for name in (*COPIED, "sales_order_id")},
        kind="credit_note",
        series=series,
        number=number,
        credited_invoice_id=invoice.id,
        status="issued",
        issued_on=credit.issued_on,
        issued_month=month_of(credit.issued_on),
        net_minor=-net,
        tax_minor=-tax,
        gross_minor=-net - tax,
    )
    session.add(note)
    session.flush()
    return note


def _note_lines(note_id: int, invoice: Invoice, lines: Lines, shares: Mapping[int, int]) -> list[InvoiceLine]:
    return [
        _note_line(note_id, number, lines.get(number), minor, invoice.number)
        for number, minor in shares.items()
        if minor
    ]


def _note_line(note_id: int, number: int, source: InvoiceLine | None, minor: int, rest: str) -> InvoiceLine:
    if source is None:
        return InvoiceLine(invoice_id=note_id, line_no=number, description=rest, quantity=-1, net_minor=-minor)
    quantity = source.quantity * minor / source.net_minor if source.net_minor else source.quantity
    return InvoiceLine(
        invoice_id=note_id,
        line_no=number,
        sales_order_line_id=source.sales_order_line_id,
        product_family_id=source.product_family_id,
        description=source.description,
        quantity=round(-quantity, 4),
        net_minor=-minor,
    )


def _by_order_line(lines: Lines, shares: Mapping[int, int]) -> dict[int | None, int]:
    """Return the shares by the id of the order's line, None for what belongs to none."""
    found: dict[int | None, int] = {}
    for number, minor in shares.items():
        key = lines[number].sales_order_line_id if number in lines else None
        found[key] = found.get(key, 0) + minor
    return found


def _reopen(
    session: Session,
    entry: Entry,
    invoice: Invoice,
    credit: Credit,
    shares: Mapping[int | None, int],
    made: Values,
    today: date,
) -> None:
    """Put what is credited back to be invoiced."""
    if invoice.sales_order_id is None:
        raise NotReopened(number=invoice.number)
    order = held(session, entry.principal, SalesOrder, invoice.sales_order_id)
    if order.status not in {"open", "invoiced"} or sum(shares.values()) > order.invoiced_minor:
        raise NotReopened(number=invoice.number)
    check_plan(credit.planned_on, order.planned_invoice_on, today)
    lines = order_lines(session, order.id)
    by_id = {line.id: number for number, line in lines.items()}
    back: dict[int, int] = {}
    for line_id, minor in shares.items():
        number = by_id.get(line_id or 0, REST)
        back[number] = back.get(number, 0) - minor
    after = bill(order, lines, back) | (planned(credit.planned_on) if credit.planned_on else {})
    journal.write(session, entry, order, after, ({}, {name: made[name] for name in ("credit_note", "credit_note_id")}))


def _settled(session: Session, entry: Entry, invoice: Invoice, note: Invoice, made: Values) -> Change:
    """Tell what was done; an invoice that asks for nothing more is paid, and so are its credit notes."""
    created: Values = {"status": note.status, "net_minor": note.net_minor, "credited_invoice": invoice.number}
    journal.tell(session, Entry(entry.principal, "create", entry.now), note, {}, created, version=note.version)
    after: Values = {"status": "paid"} if left_of(session, invoice) <= 0 else {}
    change = done(journal.write(session, entry, invoice, after, ({}, made)), entry, invoice)
    settle_credits(session, entry, invoice)
    return change
