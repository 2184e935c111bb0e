"""Invoices, credit notes and payments; a credit note's amounts are negative."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Business, Keyed


class Invoice(Base, Business):
    """A bill, or with negative amounts a credit note; `issued_month` is year × 12 + month − 1."""

    __tablename__ = "invoice"
    __table_args__ = (
        Business.origin_index("invoice"),
        Index("uq_invoice_number", "company_id", "series", "number", unique=True),
        Index("ix_invoice_month", "issued_month", "company_id", "currency_code", "agent_id", "status", "net_minor"),
        Index("ix_invoice_cards", "issued_month", "issued_on", "id"),
        CheckConstraint("kind IN ('invoice', 'credit_note', 'debit_note')", name="kind"),
        CheckConstraint("status IN ('draft', 'issued', 'paid', 'cancelled')", name="status"),
        CheckConstraint("kind <> 'credit_note' OR net_minor <= 0", name="credit_note_is_negative"),
    )
    kind: Mapped[str] = mapped_column(String(12), default="invoice")
    series: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[str] = mapped_column(String(40))
    sales_order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"), index=True)
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    credited_invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    status: Mapped[str] = mapped_column(String(10), default="issued")
    issued_on: Mapped[date]
    issued_month: Mapped[int]
    due_on: Mapped[date | None]
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    gross_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_minor: Mapped[int] = mapped_column(BigInteger, default=0)


class InvoiceLine(Base, Keyed):
    """A line of an invoice and the order line it bills."""

    __tablename__ = "invoice_line"
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    line_no: Mapped[int]
    sales_order_line_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order_line.id"))
    product_family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    description: Mapped[str | None] = mapped_column(String(300))
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 4), default=1)
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)


class Payment(Base, Keyed):
    """Cash received for an invoice."""

    __tablename__ = "payment"
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    paid_on: Mapped[date]
    amount_minor: Mapped[int] = mapped_column(BigInteger)


class DocumentLink(Base, Keyed):
    """A further link between an opportunity and a quote, order or invoice, with the amount that belongs to it."""

    __tablename__ = "opportunity_document_link"
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    sales_order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    allocated_minor: Mapped[int | None] = mapped_column(BigInteger)
