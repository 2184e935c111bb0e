"""Fields: what each edited field of an opportunity may hold, and what follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from data.queries.people import principal_of_user
from data.schema.campaign import Campaign
from data.schema.company import Company, Currency
from data.schema.contact import Competitor, Contact, ContactOrigin, ContactPerson, ContactQuality
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.people import Agent, Team, UserTeam
from data.schema.pipeline import OpportunityType, Pipeline, Probability
from data.schema.sales import Quote, SalesOrder
from domain.access import Permission
from domain.errors import (
    AmountsFromLines,
    BadDiscount,
    CurrencyFixed,
    NotOffered,
    NotThatContact,
    NotThatOwner,
    TextTooLong,
    TitleNeeded,
)
from workflow.journal import Values
from workflow.opportunities.stays import first_stage

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 4000
LISTS: Final[Mapping[str, type[OpportunityType] | type[ContactQuality] | type[ContactOrigin]]] = {
    "opportunity_type_id": OpportunityType, "contact_quality_id": ContactQuality, "origin_id": ContactOrigin,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of an opportunity: all fields that change, with their new values."""

    session: Session
    opportunity: Opportunity
    values: Mapping[str, object]
    today: date


def check_field(wish: Wish, name: str) -> Values:
    """Return what a field sets, itself and what follows from it; raise the refusal that stands beside the field."""
    check = CHECKS.get(name)
    return {name: wish.values[name]} if check is None else check(wish, name)


def _title(wish: Wish, name: str) -> Values:
    title = str(wish.values[name] or "").strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise TitleNeeded(length=LONGEST_TITLE)
    return {name: title}


def _text(wish: Wish, name: str) -> Values:
    text = str(wish.values[name] or "").strip()
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(length=LONGEST_TEXT)
    return {name: text or None}


def _listed(wish: Wish, name: str) -> Values:
    chosen = wish.values[name]
    if chosen is None and name != "opportunity_type_id":
        return {name: None}
    entity = LISTS[name]
    if not wish.session.scalar(select(entity.active).where(entity.id == chosen)):
        raise NotOffered
    return {name: chosen}


def _contact(wish: Wish, name: str) -> Values:
    """Another contact has other people; one of them may be chosen with it."""
    chosen, company_id = wish.values[name], wish.opportunity.company_id
    if chosen is not None:
        contact = wish.session.get(Contact, chosen)
        if contact is None or contact.company_id != company_id:
            raise NotThatContact(company=wish.session.get_one(Company, company_id).name)
    return {name: chosen} if "contact_person_id" in wish.values else {name: chosen, "contact_person_id": None}


def _person(wish: Wish, name: str) -> Values:
    chosen, contact_id = wish.values[name], wish.values.get("contact_id", wish.opportunity.contact_id)
    query = select(ContactPerson.contact_id).where(ContactPerson.id == chosen)
    if chosen is not None and (contact_id is None or wish.session.scalar(query) != contact_id):
        raise NotOffered
    return {name: chosen}


def _of_company(entity: type[Agent] | type[Campaign]) -> Callable[[Wish, str], Values]:
    def check(wish: Wish, name: str) -> Values:
        chosen = wish.values[name]
        company_id = wish.session.scalar(select(entity.company_id).where(entity.id == chosen))
        if chosen is not None and company_id != wish.opportunity.company_id:
            raise NotOffered
        return {name: chosen}

    return check


def _owner(wish: Wish, name: str) -> Values:
    """The team goes with the owner, unless the owner belongs to it already or one is chosen with the owner."""
    chosen, company_id = wish.values[name], wish.opportunity.company_id
    person = principal_of_user(wish.session, chosen) if isinstance(chosen, int) else None
    if person is None or not person.may(Permission.CHANGE_OPPORTUNITIES) or company_id not in person.company_ids:
        raise NotThatOwner(company=wish.session.get_one(Company, company_id).name)
    if "team_id" in wish.values:
        return {name: chosen}
    return {name: chosen, "team_id": team_of(wish.session, person.user_id, company_id, wish.opportunity.team_id)}


def _team(wish: Wish, name: str) -> Values:
    """Any team of the company that is in use, or none."""
    chosen = wish.values[name]
    query = select(Team.company_id).where(Team.id == chosen, Team.active)
    if chosen is not None and wish.session.scalar(query) != wish.opportunity.company_id:
        raise NotOffered
    return {name: chosen}


def team_of(session: Session, user_id: int, company_id: int, present: int | None = None) -> int | None:
    """Return the team of a person in a company: the present one when the person belongs to it, else the first."""
    query = select(Team.id).join(UserTeam, UserTeam.team_id == Team.id)
    teams = session.scalars(
        query.where(UserTeam.user_id == user_id, Team.company_id == company_id).order_by(Team.id)
    ).all()
    return present if present in teams else next(iter(teams), None)


def _probability(wish: Wish, name: str) -> Values:
    row = wish.session.get(Probability, wish.values[name])
    if row is None or not row.active or closes(wish.session, row.id):
        raise NotOffered
    return {name: row.id, "stated_percent": row.percent}


def closes(session: Session, probability_id: int) -> bool:
    """Tell whether a row of the probability table stands for won or lost somewhere."""
    named = or_(Company.won_probability_id == probability_id, Company.lost_probability_id == probability_id)
    return bool(session.scalar(select(exists().where(named))))


def _pipeline(wish: Wish, name: str) -> Values:
    """Another pipeline begins with its first stage."""
    pipeline = wish.session.get(Pipeline, wish.values[name])
    stage = first_stage(wish.session, pipeline.id, "open") if pipeline and pipeline.active else None
    if pipeline is None or stage is None:
        raise NotOffered
    return {name: pipeline.id, "stage_id": stage.id}


def _currency(wish: Wish, name: str) -> Values:
    if wish.session.get(Currency, wish.values[name]) is None:
        raise NotOffered
    for document in (Quote, SalesOrder, Invoice):
        if wish.session.scalar(select(exists().where(document.opportunity_id == wish.opportunity.id))):
            raise CurrencyFixed(currency=wish.opportunity.currency_code)
    return {name: wish.values[name]}


def _amount(wish: Wish, name: str) -> Values:
    if wish.opportunity.amounts_from_lines:
        raise AmountsFromLines
    gross = wish.values.get("gross_minor", wish.opportunity.gross_minor)
    discount = wish.values.get("discount_minor", wish.opportunity.discount_minor)
    if name == "discount_minor" and not _is_discount(discount, gross):
        raise BadDiscount
    return {name: wish.values[name]}


def _is_discount(discount: object, gross: object) -> bool:
    return isinstance(discount, int) and isinstance(gross, int) and 0 <= discount <= max(gross, 0)


def _competitors(wish: Wish, name: str) -> Values:
    """The first of several competitors is the one that lists show."""
    chosen = wish.values[name]
    ids = list(chosen) if isinstance(chosen, tuple | list) else []
    known = set(wish.session.scalars(select(Competitor.id).where(Competitor.id.in_(ids))))
    if known != set(ids):
        raise NotOffered
    return {"competitor_id": ids[0] if ids else None}


CHECKS: Final[Mapping[str, Callable[[Wish, str], Values]]] = {
    "title": _title,
    "description": _text,
    "closing_note": _text,
    "opportunity_type_id": _listed,
    "contact_quality_id": _listed,
    "origin_id": _listed,
    "contact_id": _contact,
    "contact_person_id": _person,
    "team_id": _team,
    "main_agent_id": _of_company(Agent),
    "campaign_id": _of_company(Campaign),
    "owner_id": _owner,
    "probability_id": _probability,
    "pipeline_id": _pipeline,
    "currency_code": _currency,
    "gross_minor": _amount,
    "discount_minor": _amount,
    "competitor_ids": _competitors,
}
