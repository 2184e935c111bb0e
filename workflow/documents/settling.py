"""Settling: what an invoice still asks for, payments that come in, and what is settled by them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.billing import left_of
from data.schema.invoice import Invoice, Payment
from domain.access import Principal
from domain.billing import check_paid_on, check_payment
from domain.errors import InvoiceNotOpen
from domain.money import Money
from workflow import journal
from workflow.documents.change import Change, Target, done, held, told
from workflow.journal import Entry, Values


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in; None is all that the invoice still asks for."""

    paid_on: date
    amount_minor: int | None = None


def register_payment(
    session: Session, principal: Principal, target: Target, receipt: Receipt, *, today: date, now: datetime
) -> Change:
    """Register a payment; an invoice that asks for nothing more is paid, and its credit notes are settled with it.

    Raises NotFound, NotPermitted, Conflict, InvoiceNotOpen, AmountNeeded, TooMuch, BadPaymentDate.
    """
    invoice = held(session, principal, Invoice, target.record_id)
    if event := journal.earlier(session, principal, target.request_key, "invoice", invoice.id):
        return told(event, repeated=True)
    journal.check_version(invoice, target.version)
    if invoice.status != "issued" or invoice.kind == "credit_note":
        raise InvoiceNotOpen(number=invoice.number)
    left = left_of(session, invoice)
    amount = left if receipt.amount_minor is None else receipt.amount_minor
    check_payment(amount, Money(left, invoice.currency_code))
    check_paid_on(receipt.paid_on, today)
    session.add(Payment(invoice_id=invoice.id, paid_on=receipt.paid_on, amount_minor=amount))
    entry = Entry(principal, "register_payment", now, target.request_key)
    after: Values = {"paid_minor": invoice.paid_minor + amount, "status": "paid" if amount == left else "issued"}
    told_too: Values = {"amount_minor": amount, "paid_on": receipt.paid_on.isoformat()}
    change = done(journal.write(session, entry, invoice, after, ({}, told_too)), entry, invoice)
    settle_credits(session, entry, invoice)
    return change


def settle_credits(session: Session, entry: Entry, invoice: Invoice) -> None:
    """Settle the credit notes of an invoice that is paid."""
    if invoice.status != "paid":
        return
    query = select(Invoice).where(Invoice.credited_invoice_id == invoice.id, Invoice.status == "issued")
    for note in session.scalars(query.order_by(Invoice.id).with_for_update()).all():
        journal.write(session, Entry(entry.principal, "settle", entry.now), note, {"status": "paid"})
