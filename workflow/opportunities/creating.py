"""Creating: a new opportunity, with all that its type and its contact propose."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.naming import same_name
from data.schema.company import Company, Currency
from data.schema.contact import Contact
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.pipeline import OpportunityType, Pipeline, Probability, Stage
from domain.access import Permission, Principal
from domain.errors import ContactExists, MalformedInput, NameNeeded, NotFound, NotOffered, NotThatContact, TitleNeeded
from workflow import journal
from workflow.journal import Entry, Values, plain
from workflow.numbering import next_number
from workflow.opportunities import totals
from workflow.opportunities.change import ENTITY, Change, earlier
from workflow.opportunities.fields import LONGEST_TITLE, team_of
from workflow.opportunities.stays import enter_stage, first_stage

VERB: Final = "create"
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class New:
    """What the dialog asks for; a contact by id, or the name of one that is to be registered with it.

    `net_minor` None is not known yet; without a currency in the contact's, else the company's; without a probability
    as likely as its first stage says.
    """

    company_id: int
    title: str
    opportunity_type_id: int
    contact_id: int | None = None
    contact_name: str = ""
    net_minor: int | None = None
    expected_order_on: date | None = None
    currency_code: str | None = None
    probability_id: int | None = None


def create(
    session: Session, principal: Principal, new: New, *, request_key: str | None = None, today: date, now: datetime
) -> Change:
    """Create an open opportunity of one's own in the first stage of its type's pipeline.

    Raises NotPermitted, NotFound for a company out of reach, TitleNeeded, NotOffered, NotThatContact, ContactExists.
    """
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    if done := made_earlier(session, principal, request_key):
        return done
    if new.company_id not in principal.company_ids:
        raise NotFound
    title = new.title.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise TitleNeeded(length=LONGEST_TITLE)
    kind = session.get(OpportunityType, new.opportunity_type_id)
    if kind is None or not kind.active:
        raise NotOffered
    contact = _contact(session, new)
    company = session.get_one(Company, new.company_id)
    currency = _currency(session, new, contact, company)
    opportunity = Opportunity(
        company_id=company.id,
        title=title,
        opportunity_type_id=kind.id,
        contact_id=contact.id if contact else None,
        main_agent_id=contact.main_agent_id if contact else None,
        origin_id=contact.origin_id if contact else None,
        owner_id=principal.user_id,
        team_id=team_of(session, principal.user_id, company.id),
        currency_code=currency,
        expected_order_on=new.expected_order_on,
        **(first_place(session, kind.default_pipeline_id) | _typed_probability(session, new.probability_id)),
        **(totals.typed(session, new.net_minor, 0, currency, today) if new.net_minor is not None else NO_AMOUNT),
    )
    return begun(session, Entry(principal, VERB, now, request_key), opportunity, today)


NO_AMOUNT: Final[Values] = {
    "gross_minor": 0, "discount_minor": 0, "net_minor": 0, "net_base_minor": 0, "amount_known": False,
}  # fmt: skip


def made_earlier(session: Session, principal: Principal, request_key: str | None) -> Change | None:
    """Return what a request with this key has already created."""
    if request_key is None:
        return None
    event = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
    if event is not None and event.entity != ENTITY:
        raise MalformedInput
    return earlier(session, principal, request_key, event.entity_id if event else 0)


def begun(session: Session, entry: Entry, opportunity: Opportunity, today: date) -> Change:
    """Give a new opportunity its number and its first day, and tell of it."""
    opportunity.number = next_number(session, Opportunity, opportunity.company_id, today)
    opportunity.created_on = today
    session.add(opportunity)
    session.flush()
    told: Values = {
        name: getattr(opportunity, name)
        for name in ("number", "title", "stage_id", "stated_percent", "net_minor", "owner_id", "contact_id")
    }
    event = journal.tell(session, entry, opportunity, {}, plain(told), version=opportunity.version)
    enter_stage(session, opportunity, entry.principal.user_id, entry.now)
    return Change(opportunity.id, event.id, opportunity.version, entry.verb, {}, event.after or {})


def currency_of(contact: Contact | None, company: Company) -> str:
    """Return the currency in which one deals with a contact."""
    return (contact.currency_code if contact else None) or company.currency_code


def first_place(session: Session, pipeline_id: int | None) -> Values:
    """Return pipeline, first stage and its probability; the first pipeline in use where none is proposed."""
    if pipeline_id is None:
        pipelines = select(Pipeline.id).where(Pipeline.active).order_by(Pipeline.sort_order, Pipeline.id)
        pipeline_id = session.scalars(pipelines.limit(1)).one_or_none()
    stage = first_stage(session, pipeline_id, "open") if pipeline_id else None
    if stage is None:
        raise NotOffered
    probability = _probability(session, stage)
    return {
        "pipeline_id": stage.pipeline_id, "stage_id": stage.id, "probability_id": probability.id,
        "stated_percent": probability.percent,
    }  # fmt: skip


def _probability(session: Session, stage: Stage) -> Probability:
    """Return the stage's own row, else the lowest that closes nothing."""
    if stage.default_probability_id:
        return session.get_one(Probability, stage.default_probability_id)
    closes = or_(Company.won_probability_id == Probability.id, Company.lost_probability_id == Probability.id)
    rows = select(Probability).where(Probability.active, ~select(Company.id).where(closes).exists())
    return session.scalars(rows.order_by(Probability.percent, Probability.id).limit(1)).one()


def _currency(session: Session, new: New, contact: Contact | None, company: Company) -> str:
    if new.currency_code is None:
        return currency_of(contact, company)
    if session.get(Currency, new.currency_code) is None:
        raise NotOffered
    return new.currency_code


def _typed_probability(session: Session, probability_id: int | None) -> Values:
    """Return the probability that was chosen; those that stand for won and lost cannot be."""
    if probability_id is None:
        return {}
    closes = or_(Company.won_probability_id == Probability.id, Company.lost_probability_id == Probability.id)
    offered = select(Probability).where(Probability.active, ~select(Company.id).where(closes).exists())
    row = session.scalars(offered.where(Probability.id == probability_id)).one_or_none()
    if row is None:
        raise NotOffered
    return {"probability_id": row.id, "stated_percent": row.percent}


def _contact(session: Session, new: New) -> Contact | None:
    if new.contact_id is not None:
        contact = session.get(Contact, new.contact_id)
        if contact is None or contact.company_id != new.company_id:
            raise NotThatContact(company=session.get_one(Company, new.company_id).name)
        return contact
    name = " ".join(new.contact_name.split())
    return _registered(session, new.company_id, name) if name else None


def _registered(session: Session, company_id: int, name: str) -> Contact:
    if len(name) > LONGEST_NAME:
        raise NameNeeded(length=LONGEST_NAME)
    if session.scalars(same_name(company_id, name).limit(1)).one_or_none():
        raise ContactExists(name=name)
    contact = Contact(company_id=company_id, name=name)
    session.add(contact)
    session.flush()
    return contact
