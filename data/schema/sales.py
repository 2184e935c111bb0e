"""Quotes and orders: the middle of the chain opportunity → quote → order → invoice."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Business, Keyed


class Quote(Base, Business):
    """An offer; a revision supersedes the one before."""

    __tablename__ = "quote"
    __table_args__ = (
        Business.origin_index("quote"),
        Index("uq_quote_number", "company_id", "number", "revision", unique=True),
        CheckConstraint("status IN ('draft', 'sent', 'accepted', 'rejected', 'expired', 'superseded')", name="status"),
    )
    number: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(default=0)
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    status: Mapped[str] = mapped_column(String(10), default="draft")
    issued_on: Mapped[date]
    valid_until_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(2000))
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    gross_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)


class QuoteLine(Base, Keyed):
    """A line of a quote."""

    __tablename__ = "quote_line"
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), index=True)
    line_no: Mapped[int]
    product_family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    description: Mapped[str | None] = mapped_column(String(300))
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 4), default=1)
    unit_price_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)


class SalesOrder(Base, Business):
    """A confirmed sale; `ordered_month` is year × 12 + month − 1."""

    __tablename__ = "sales_order"
    __table_args__ = (
        Business.origin_index("sales_order"),
        Index("uq_sales_order_number", "company_id", "number", unique=True),
        Index(
            "ix_sales_order_month", "ordered_month", "company_id", "currency_code", "agent_id", "status", "net_minor"
        ),
        Index("ix_sales_order_cards", "planned_invoice_month", "planned_invoice_on", "id"),
        CheckConstraint("status IN ('draft', 'open', 'invoiced', 'cancelled')", name="status"),
    )
    number: Mapped[str] = mapped_column(String(40))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    status: Mapped[str] = mapped_column(String(10), default="open")
    ordered_on: Mapped[date]
    ordered_month: Mapped[int]
    requested_delivery_on: Mapped[date | None]
    planned_invoice_on: Mapped[date | None]
    planned_invoice_month: Mapped[int | None]
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    gross_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    invoiced_minor: Mapped[int] = mapped_column(BigInteger, default=0)


class SalesOrderLine(Base, Keyed):
    """A line of an order and how much of it is invoiced."""

    __tablename__ = "sales_order_line"
    sales_order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), index=True)
    line_no: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    product_family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    description: Mapped[str | None] = mapped_column(String(300))
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 4), default=1)
    unit_price_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    invoiced_minor: Mapped[int] = mapped_column(BigInteger, default=0)
