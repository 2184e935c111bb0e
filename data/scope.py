"""Scope: which rows a person sees or may change, the same rule as Principal.reaches written as SQL."""

from sqlalchemy import ColumnElement, and_, exists, or_

from data.schema.activity import Activity
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.invoicing import DocumentTotal, ExpectedInvoicing
from data.schema.opportunity import Opportunity, OpportunityTotal
from data.schema.pipeline import Stage, StageRole
from data.schema.sales import SalesOrder
from domain.access import Principal, Reach

Scoped = (
    type[Opportunity]
    | type[OpportunityTotal]
    | type[SalesOrder]
    | type[Invoice]
    | type[DocumentTotal]
    | type[ExpectedInvoicing]
)


def visible(principal: Principal, entity: Scoped = Opportunity) -> list[ColumnElement[bool]]:
    """Return the conditions under which the person sees a record, or its part of the totals; all must hold."""
    return _within(principal, principal.sees, entity)


def changeable(principal: Principal, entity: Scoped = Opportunity) -> list[ColumnElement[bool]]:
    """Return the conditions under which a record is near enough to change; the verb asks for the permission."""
    return _within(principal, principal.changes, entity)


def visible_contacts(principal: Principal) -> list[ColumnElement[bool]]:
    """Return the conditions under which the person sees a contact: the register is shared within a company."""
    return [Contact.company_id.in_(sorted(principal.company_ids))]


def visible_activities(principal: Principal) -> list[ColumnElement[bool]]:
    """Return the conditions under which the person sees an activity: with its opportunity, else within the company."""
    about = exists().where(Opportunity.id == Activity.opportunity_id, *visible(principal)).correlate(Activity)
    of_contact = and_(Activity.opportunity_id.is_(None), Activity.company_id.in_(sorted(principal.company_ids)))
    return [or_(about, of_contact)]


def visible_stage(principal: Principal) -> ColumnElement[bool]:
    """Return the condition under which the person's role sees a stage: every role does where none is listed."""
    listed = StageRole.stage_id == Stage.id
    return or_(~exists().where(listed), exists().where(listed, StageRole.role == principal.role.value))


def _within(principal: Principal, reach: Reach, entity: Scoped) -> list[ColumnElement[bool]]:
    company = entity.company_id.in_(sorted(principal.company_ids))
    if reach is Reach.COMPANY:
        return [company]
    mine = entity.owner_id == principal.user_id
    if reach is Reach.TEAM and principal.team_ids:
        return [company, or_(mine, entity.team_id.in_(sorted(principal.team_ids)))]
    return [company, mine]
