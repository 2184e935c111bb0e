"""Scope: which rows a person sees or may change, the same rule as Principal.reaches written as SQL."""

from sqlalchemy import ColumnElement, or_

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity, OpportunityTotal
from domain.access import Principal, Reach

Scoped = type[Opportunity] | type[OpportunityTotal]


def visible(principal: Principal, entity: Scoped = Opportunity) -> list[ColumnElement[bool]]:
    """Return the conditions under which the person sees an opportunity, or its part of the totals; all must hold."""
    return _within(principal, principal.sees, entity)


def changeable(principal: Principal) -> list[ColumnElement[bool]]:
    """Return the conditions under which an opportunity is near enough to change; the verb asks for the permission."""
    return _within(principal, principal.changes)


def visible_contacts(principal: Principal) -> list[ColumnElement[bool]]:
    """Return the conditions under which the person sees a contact: the register is shared within a company."""
    return [Contact.company_id.in_(sorted(principal.company_ids))]


def _within(principal: Principal, reach: Reach, entity: Scoped = Opportunity) -> list[ColumnElement[bool]]:
    company = entity.company_id.in_(sorted(principal.company_ids))
    if reach is Reach.COMPANY:
        return [company]
    mine = entity.owner_id == principal.user_id
    if reach is Reach.TEAM and principal.team_ids:
        return [company, or_(mine, entity.team_id.in_(sorted(principal.team_ids)))]
    return [company, mine]
