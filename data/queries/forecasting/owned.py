"""Names of the opportunities that a forecast speaks of, for those who see them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import visible
from domain.access import Principal


class Named(NamedTuple):
    """What an opportunity is called."""

    id: int
    number: str
    title: str
    contact: str


def named(session: Session, principal: Principal, ids: Sequence[int]) -> list[Named]:
    """Return the opportunities that the person sees in the order of the ids."""
    query = (
        select(Opportunity.id, Opportunity.number, Opportunity.title, Contact.name)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .where(Opportunity.id.in_(ids), *visible(principal))
    )
    found = {id_: Named(id_, number, title, contact or "") for id_, number, title, contact in session.execute(query)}
    return [found[id_] for id_ in ids if id_ in found]
