"""Numbers: each company counts its opportunities, quotes and orders from 1 every year."""

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder
from workflow.turns import Turn, take_turn

Numbered = type[Opportunity] | type[Quote] | type[SalesOrder]
TURNS: Final = {
    Opportunity: Turn.OPPORTUNITY_NUMBER, Quote: Turn.QUOTE_NUMBER, SalesOrder: Turn.ORDER_NUMBER,
}  # fmt: skip
LETTERS: Final = {Opportunity: "", Quote: "Q-", SalesOrder: "O-"}
DIGITS: Final = 4
# Numbers of other kinds may begin the same; so many are looked through for the last one of ours.
LOOKED_AT: Final = 100


def next_number(session: Session, entity: Numbered, company_id: int, on: date) -> str:
    """Return the number after the last one of the year; nobody else gets it before the transaction ends."""
    take_turn(session, TURNS[entity])
    code = session.get_one(Company, company_id).code
    prefix = f"{code}-{LETTERS[entity]}{on.year}-"
    query = (
        select(entity.number)
        .where(entity.company_id == company_id, entity.number.startswith(prefix, autoescape=True))
        .order_by(func.length(entity.number).desc(), entity.number.desc())
        .limit(LOOKED_AT)
    )
    tails = (number.removeprefix(prefix) for number in session.scalars(query))
    last = next((int(tail) for tail in tails if tail.isascii() and tail.isdecimal()), 0)
    return f"{prefix}{last + 1:0{DIGITS}}"
