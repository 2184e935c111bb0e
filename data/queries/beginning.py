"""Beginning: what the dialog of a new opportunity offers, and the contacts that may be the one meant."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import naming
from data.schema.company import Company, Currency
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.people import Agent
from data.schema.pipeline import OpportunityType, Pipeline, Probability
from data.scope import visible, visible_contacts
from domain.access import Principal
from domain.filter import LONGEST_TEXT
from domain.outcome import Outcome


@dataclass(frozen=True, slots=True)
class CompanyChoice:
    """A company in which the person may begin one, with its currency."""

    id: int
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type and the name of the pipeline that it proposes."""

    id: int
    name: str
    pipeline: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a new opportunity can begin with; probabilities are (id, percent, words) without those of won and lost."""

    companies: tuple[CompanyChoice, ...]
    types: tuple[TypeChoice, ...]
    probabilities: tuple[tuple[int, int, str], ...]
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likely:
    """A contact that may be the one meant; `open_count` are the open opportunities with it that the person sees."""

    id: int
    company_id: int
    name: str
    city: str | None
    country_code: str | None
    agent: str | None
    currency: str | None
    open_count: int


def ground(session: Session, principal: Principal) -> Ground:
    """Return what the dialog offers to a person."""
    return Ground(
        companies=_companies(session, principal),
        types=_types(session),
        probabilities=_probabilities(session),
        currencies=tuple(session.scalars(select(Currency.code).order_by(Currency.code))),
    )


def likely(session: Session, principal: Principal, company_id: int, text: str) -> tuple[tuple[Likely, ...], bool]:
    """Return contacts of a company that may be meant by a name, and whether one bears exactly this name."""
    name = " ".join(text.replace("\x00", " ").split())[:LONGEST_TEXT]
    if company_id not in principal.company_ids or not name:
        return (), False
    ids = [contact.id for contact in naming.similar(session, company_id, name)]
    same = naming.same_name(company_id, name).with_only_columns(Contact.id).order_by(Contact.id)
    exact = list(session.scalars(same.limit(naming.SIMILAR)))
    listed = list(dict.fromkeys([*exact, *ids]))[: naming.SIMILAR]
    return _described(session, principal, listed), bool(exact)


def contact(session: Session, principal: Principal, contact_id: int) -> Likely | None:
    """Return a contact that the person sees, None for any other."""
    return next(iter(_described(session, principal, [contact_id])), None)


def _described(session: Session, principal: Principal, ids: list[int]) -> tuple[Likely, ...]:
    opened = (
        select(func.count())
        .select_from(Opportunity)
        .where(Opportunity.contact_id == Contact.id, Opportunity.outcome == Outcome.OPEN.value, *visible(principal))
        .scalar_subquery()
    )
    columns = (
        Contact.id, Contact.company_id, Contact.name, Contact.city, Contact.country_code, Agent.name.label("agent"),
        Contact.currency_code, opened.label("open_count"),
    )  # fmt: skip
    query = select(*columns).outerjoin(Agent, Agent.id == Contact.main_agent_id)
    found = {
        row.id: Likely(*row) for row in session.execute(query.where(Contact.id.in_(ids), *visible_contacts(principal)))
    }
    return tuple(found[id_] for id_ in ids if id_ in found)


def _companies(session: Session, principal: Principal) -> tuple[CompanyChoice, ...]:
    query = select(Company.id, Company.name, Company.currency_code).where(Company.id.in_(sorted(principal.company_ids)))
    return tuple(CompanyChoice(*row) for row in session.execute(query.order_by(Company.name, Company.id)))


def _types(session: Session) -> tuple[TypeChoice, ...]:
    first = select(Pipeline.description).where(Pipeline.active).order_by(Pipeline.sort_order, Pipeline.id).limit(1)
    usual = first.scalar_subquery()
    query = (
        select(OpportunityType.id, OpportunityType.description, func.coalesce(Pipeline.description, usual))
        .outerjoin(Pipeline, Pipeline.id == OpportunityType.default_pipeline_id)
        .where(OpportunityType.active)
        .order_by(OpportunityType.sort_order, OpportunityType.id)
    )
    return tuple(TypeChoice(*row) for row in session.execute(query))


def _probabilities(session: Session) -> tuple[tuple[int, int, str], ...]:
    closing = {
        id_
        for row in session.execute(select(Company.won_probability_id, Company.lost_probability_id))
        for id_ in row
        if id_
    }
    query = select(Probability.id, Probability.percent, Probability.description).where(
        Probability.active, Probability.id.not_in(sorted(closing))
    )
    ordered = query.order_by(Probability.percent, Probability.sort_order, Probability.id)
    return tuple((row.id, row.percent, row.description) for row in session.execute(ordered))
