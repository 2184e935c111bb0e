"""Numbers: each company counts its invoices and its credit notes from 1 every year, without gaps."""

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.invoice import Invoice
from workflow.turns import Turn, take_turn

# A draft has a number of another series, so that one that is cancelled leaves no gap.
DRAFT_SERIES: Final = "draft"
LETTERS: Final = {"invoice": "I", "debit_note": "I", "credit_note": "C"}
DIGITS: Final = 5


def next_number(session: Session, company_id: int, kind: str, issued_on: date) -> tuple[str, str]:
    """Return series and number for a document of this kind and day; nobody else gets it before the transaction ends."""
    code = session.get_one(Company, company_id).code
    series = str(issued_on.year)
    return series, _after_last(session, company_id, series, f"{code}-{LETTERS[kind]}-{series}-")


def draft_number(session: Session, company_id: int) -> tuple[str, str]:
    """Return series and number for a draft."""
    code = session.get_one(Company, company_id).code
    return DRAFT_SERIES, _after_last(session, company_id, DRAFT_SERIES, f"{code}-D-")


def _after_last(session: Session, company_id: int, series: str, prefix: str) -> str:
    take_turn(session, Turn.INVOICE_NUMBER)
    query = (
        select(Invoice.number)
        .where(
            Invoice.company_id == company_id,
            Invoice.series == series,
            Invoice.number.startswith(prefix, autoescape=True),
        )
        .order_by(func.length(Invoice.number).desc(), Invoice.number.desc())
    )
    tails = (number.removeprefix(prefix) for number in session.scalars(query))
    last = next((int(tail) for tail in tails if tail.isascii() and tail.isdecimal()), 0)
    return f"{prefix}{last + 1:0{DIGITS}}"
