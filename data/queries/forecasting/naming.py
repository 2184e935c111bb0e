"""What opportunities of a scenario are called, for those that a person sees."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Principal


class Named(NamedTuple):
    """An opportunity with its contact and its amount, in minor units of its own currency."""

    id: int
    title: str
    contact: str
    net_minor: int
    currency: str


def named(session: Session, principal: Principal, ids: Collection[int]) -> list[Named]:
    """Return the opportunities with these ids that the person sees, by id."""
    if not ids:
        return []
    query = (
        select(Opportunity.id, Opportunity.title, Contact.name, Opportunity.net_minor, Opportunity.currency_code)
        .join(Contact, Contact.id == Opportunity.contact_id)
        .where(Opportunity.id.in_(sorted(ids)), *visible(principal))
        .order_by(Opportunity.id)
    )
    return [Named(*row) for row in session.execute(query)]
