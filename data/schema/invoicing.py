"""What is invoiced when: sums of the documents by month, and the months that opportunities are expected in."""

from datetime import date

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Flag


class DocumentTotal(Base):
    """Count, net and open net of the orders and invoices that share a key, kept by triggers.

    `month` is the planned invoice month of an order and the month of issue of an invoice; 0 stands for none, as it does
    for no agent, owner and team, so that the key has no empty part. `open_minor` is what an open order has left to be
    invoiced, and the net amount of an issued invoice that is not paid; 0 for everything else.
    """

    __tablename__ = "document_total"
    __table_args__ = ({"sqlite_with_rowid": False, "postgresql_with": {"fillfactor": 70}},)
    kind: Mapped[str] = mapped_column(Flag(12), primary_key=True)  # order, or the kind of an invoice
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    company_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    currency_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    team_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    agent_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    status: Mapped[str] = mapped_column(Flag(10), primary_key=True)
    row_count: Mapped[int] = mapped_column(BigInteger)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    open_minor: Mapped[int] = mapped_column(BigInteger)


COVERED = (
    "company_id", "currency_code", "owner_id", "team_id", "main_agent_id", "opportunity_type_id", "stage_id",
    "percent", "net_minor", "remaining_minor", "opportunity_id",
)  # fmt: skip


class ExpectedInvoicing(Base):
    """The part of an open or won opportunity that is expected to be invoiced in one month, kept by triggers.

    `month` is 0 when nothing says when. `dated_by` tells what the date comes from: a line, the header, the expected
    order date and the company's lead time, or none. `net_minor` is the part of the net amount; `remaining_minor` is
    what of it is neither ordered nor invoiced. `percent` is the stated one, 100 once won.
    """

    __tablename__ = "expected_invoicing"
    __table_args__ = (
        Index(
            "ix_expected_invoicing_month",
            "month",
            *COVERED,
            sqlite_where=text("is_expected = 1"),
            postgresql_where=text("is_expected"),
        ),
        Index("ix_expected_invoicing_all", "month", *COVERED),
        Index("ix_expected_invoicing_cards", "month", "expected_invoice_on", "opportunity_id"),
        {"sqlite_with_rowid": False},
    )
    opportunity_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    expected_invoice_on: Mapped[date | None]
    dated_by: Mapped[str] = mapped_column(String(9))
    net_minor: Mapped[int] = mapped_column(BigInteger)
    remaining_minor: Mapped[int] = mapped_column(BigInteger)
    is_expected: Mapped[bool]
    percent: Mapped[int]
    company_id: Mapped[int] = mapped_column(BigInteger)
    currency_code: Mapped[str] = mapped_column(String(3))
    owner_id: Mapped[int] = mapped_column(BigInteger)
    team_id: Mapped[int | None] = mapped_column(BigInteger)
    main_agent_id: Mapped[int | None] = mapped_column(BigInteger)
    opportunity_type_id: Mapped[int] = mapped_column(BigInteger)
    stage_id: Mapped[int] = mapped_column(BigInteger)
