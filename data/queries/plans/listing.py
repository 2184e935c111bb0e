"""Plans: which there are, the types they are made of, and what their lines can be about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.campaign import Campaign
from data.schema.company import Company
from data.schema.forecast import Forecast, ForecastCell, ForecastNode, ForecastType, PeriodRange, PeriodType
from data.schema.people import Agent, User, UserCompany, Zone
from data.schema.product import ProductFamily
from domain.access import Principal, Role
from domain.errors import NotFound
from domain.plan.periods import Span
from domain.plan.tree import PlanKind

SELLING = (Role.SALES_PERSON.value, Role.SALES_MANAGER.value)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as lists show it; amounts in minor units of its currency."""

    id: int
    version: int
    company_id: int
    company: str
    name: str
    type: str
    kind: PlanKind
    currency: str
    starts_on: date
    ends_on: date
    edition: int
    note: str
    closed_at: datetime | None
    updated_at: datetime
    type_id: int
    period_type_id: int
    total_minor: int = 0


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A plan type or a period type: what it is called, how many plans or ranges it has, and its first and last day."""

    id: int
    name: str
    about: str
    count: int
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lines of a plan can be about, by kind, as id and name."""

    zones: Sequence[tuple[int, str]]
    users: Sequence[tuple[int, str]]
    agents: Sequence[tuple[int, str]]
    families: Sequence[tuple[int, str]]
    campaigns: Sequence[tuple[int, str]]


def may_see(principal: Principal) -> bool:
    """Tell whether a person sees plans: they hold what is planned of everybody, so sales people do not."""
    return principal.role is not Role.SALES_PERSON


def plans(session: Session, principal: Principal, *, only: int | None = None) -> list[PlanRow]:
    """Return the plans of the person's companies, the latest days first."""
    if not may_see(principal):
        return []
    query = (
        select(Forecast, Company.name, ForecastType)
        .join(Company, Company.id == Forecast.company_id)
        .join(ForecastType, ForecastType.id == Forecast.forecast_type_id)
        .where(Forecast.company_id.in_(sorted(principal.company_ids)))
        .order_by(Forecast.starts_on.desc(), Forecast.name, Forecast.edition.desc(), Forecast.id)
    )
    if only is not None:
        query = query.where(Forecast.id == only)
    totals = _totals(session)
    return [_plan(plan, company, kind, totals) for plan, company, kind in session.execute(query)]


def plan(session: Session, principal: Principal, plan_id: int) -> PlanRow:
    """Return one plan; raise NotFound outside what the person sees."""
    found = plans(session, principal, only=plan_id)
    if not found:
        raise NotFound
    return found[0]


def spans(session: Session, row: PlanRow) -> dict[int, Span]:
    """Return the ranges of a plan by id, in their order."""
    return ranges(session, row.period_type_id, row.starts_on, row.ends_on)


def ranges(session: Session, period_type_id: int, starts_on: date, ends_on: date) -> dict[int, Span]:
    """Return the ranges of a period type that lie between two days by id, in their order."""
    query = (
        select(PeriodRange)
        .where(
            PeriodRange.period_type_id == period_type_id, PeriodRange.starts_on >= starts_on,
            PeriodRange.ends_on <= ends_on,
        )
        .order_by(PeriodRange.starts_on, PeriodRange.id)
    )  # fmt: skip
    return {row.id: Span(row.label, row.starts_on, row.ends_on) for row in session.scalars(query)}


def plan_types(session: Session) -> list[TypeRow]:
    """Return the types of plans by name, with how many plans each has; `about` is its kind."""
    query = (
        select(ForecastType, func.count(Forecast.id))
        .join(Forecast, Forecast.forecast_type_id == ForecastType.id, isouter=True)
        .group_by(ForecastType.id)
        .order_by(ForecastType.sort_order, ForecastType.description, ForecastType.id)
    )
    return [TypeRow(row.id, row.description, row.kind, count) for row, count in session.execute(query)]


def period_types(session: Session) -> list[TypeRow]:
    """Return the period types by name, with their ranges; `about` is how they cut."""
    ranges_ = (func.count(PeriodRange.id), func.min(PeriodRange.starts_on), func.max(PeriodRange.ends_on))
    query = (
        select(PeriodType, *ranges_)
        .join(PeriodRange, PeriodRange.period_type_id == PeriodType.id, isouter=True)
        .group_by(PeriodType.id)
        .order_by(PeriodType.sort_order, PeriodType.description, PeriodType.id)
    )
    return [
        TypeRow(row.id, row.description, row.code.partition("-")[0], count, first, last)
        for row, count, first, last in session.execute(query)
    ]


def companies(session: Session, principal: Principal) -> list[tuple[int, str]]:
    """Return the companies whose plans a person makes, by name."""
    query = select(Company.id, Company.name).where(Company.id.in_(sorted(principal.company_ids)))
    return [(id_, name) for id_, name in session.execute(query.order_by(Company.name, Company.id))]


def choices(session: Session, company_id: int) -> Choices:
    """Return what the lines of a company's plans can be about."""
    users = (
        select(User.id, User.display_name)
        .join(UserCompany, UserCompany.user_id == User.id)
        .where(UserCompany.company_id == company_id, User.active, User.role.in_(SELLING))
        .order_by(User.display_name, User.id)
    )
    agents = select(Agent.id, Agent.name).where(Agent.company_id == company_id).order_by(Agent.name, Agent.id)
    campaigns = select(Campaign.id, Campaign.name).where(Campaign.company_id == company_id)
    return Choices(
        zones=_pairs(session, select(Zone.id, Zone.name).where(Zone.active).order_by(Zone.name, Zone.id)),
        users=_pairs(session, users),
        agents=_pairs(session, agents),
        families=_pairs(
            session,
            select(ProductFamily.id, ProductFamily.description)
            .where(ProductFamily.active)
            .order_by(ProductFamily.sort_order, ProductFamily.description, ProductFamily.id),
        ),
        campaigns=_pairs(session, campaigns.order_by(Campaign.starts_on.desc(), Campaign.id.desc())),
    )


def _pairs(session: Session, query: object) -> list[tuple[int, str]]:
    return [(id_, name) for id_, name in session.execute(query)]  # type: ignore[call-overload]  # any select of two columns


def _totals(session: Session) -> Mapping[int, int]:
    query = (
        select(ForecastNode.forecast_id, func.sum(ForecastCell.amount_minor))
        .join(ForecastCell, ForecastCell.forecast_node_id == ForecastNode.id)
        .group_by(ForecastNode.forecast_id)
    )
    return {id_: int(minor) for id_, minor in session.execute(query)}


def _plan(row: Forecast, company: str, kind: ForecastType, totals: Mapping[int, int]) -> PlanRow:
    return PlanRow(
        id=row.id, version=row.version, company_id=row.company_id, company=company, name=row.name,
        type=kind.description, kind=PlanKind(kind.kind), currency=row.currency_code, starts_on=row.starts_on,
        ends_on=row.ends_on, edition=row.edition, note=row.note or "", closed_at=row.closed_at,
        updated_at=row.updated_at, type_id=kind.id, period_type_id=kind.period_type_id,
        total_minor=totals.get(row.id, 0),
    )  # fmt: skip
