"""Amounts: the final one of a won opportunity, and keeping the header equal to the sum of the lines."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.fx import converted
from data.schema.opportunity import Opportunity, OpportunityLine
from domain.errors import sentence
from domain.money import BASE_CURRENCY, Money
from workflow.journal import Values

# The event's key for the line that closing added, so that reopening can take exactly this one away.
CLOSING_LINE = "closing_line"
# Stored in English and translated where lines are shown.
CLOSING_ADJUSTMENT = sentence("Closing adjustment")
LINE_FIELDS = ("id", "line_no", "gross_minor", "discount_minor", "net_minor")


def final_amount(
    session: Session, opportunity: Opportunity, final_minor: int, closed_on: date, today: date
) -> tuple[Values, tuple[Values, Values]]:
    """Return the amounts that make `final_minor` the net amount, and the line added for it as the event tells it.

    With lines, one more line holds the difference; without, the gross amount follows and the discount stays.
    """
    query = select(
        func.count(),
        func.coalesce(func.max(OpportunityLine.line_no), 0),
        func.coalesce(func.sum(OpportunityLine.gross_minor), 0),
        func.coalesce(func.sum(OpportunityLine.discount_minor), 0),
    ).where(OpportunityLine.opportunity_id == opportunity.id)
    count, last_no, gross, discount = (int(value) for value in session.execute(query).one())
    extra: tuple[Values, Values] = ({}, {})
    if count == 0:
        gross, discount = final_minor + opportunity.discount_minor, opportunity.discount_minor
    elif difference := final_minor - (gross - discount):
        gross += difference
        values: Values = {
            "line_no": last_no + 1,
            "gross_minor": difference,
            "discount_minor": 0,
            "net_minor": difference,
        }
        extra = ({CLOSING_LINE: None}, {CLOSING_LINE: put_line(session, opportunity.id, values, closed_on)})
    net = Money(final_minor, opportunity.currency_code)
    amounts: Values = {
        "gross_minor": gross,
        "discount_minor": discount,
        "net_minor": final_minor,
        "net_base_minor": converted(session, net, BASE_CURRENCY, today).minor,
        "amount_known": True,
    }
    return amounts, extra


def put_line(session: Session, opportunity_id: int, values: Values, closed_on: date | None) -> Values:
    """Add the closing adjustment as a line and return it as an event holds it."""
    line = OpportunityLine(opportunity_id=opportunity_id, description=CLOSING_ADJUSTMENT, closed_on=closed_on, **values)
    session.add(line)
    session.flush()
    return {name: getattr(line, name) for name in LINE_FIELDS}


def take_line(session: Session, line_id: int) -> bool:
    """Remove a closing adjustment; tell whether it was still there."""
    line = session.get(OpportunityLine, line_id)
    if line is None:
        return False
    session.delete(line)
    session.flush()
    return True
