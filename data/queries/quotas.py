"""Quotas: the sheets of targets that a person sets, with last year's result beside each month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from data.queries.invoicing.months import Exchange
from data.schema.company import Company
from data.schema.invoicing import DocumentTotal
from data.schema.log import Event
from data.schema.people import Agent, Team
from data.schema.quota import Quota
from data.schema.sales import SalesOrder
from data.scope import visible
from domain.access import Principal, Reach
from domain.errors import NotFound, NotPermitted
from domain.invoicing import INVOICE_KINDS, STATUSES, Kind
from domain.quota import Level, Measure, SheetKey, levels_of

ENTITY = "quota"
SAVED = ("set_targets", "copy_targets", "import_targets")
LOOKED_AT = 50  # of a company's latest changes, for the last one of a sheet
Minors = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class CompanyOption:
    """A company whose targets the person sets, and the currency they are in."""

    id: int
    code: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Member:
    """Whose targets a row holds."""

    id: int
    code: str
    name: str
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: minor units by month, None where there is no target; `last_year` is the result."""

    member: Member
    targets: Minors
    last_year: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LastSave:
    """The person's own latest change of a sheet, if nobody changed the sheet since."""

    event_id: int
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it stands; `sums` add up the targets of each level by month, for comparison."""

    key: SheetKey
    company: CompanyOption
    rows: tuple[Row, ...]
    sums: Mapping[Level, Minors]
    last_save: LastSave | None


def companies(session: Session, principal: Principal) -> tuple[CompanyOption, ...]:
    """Return the companies whose targets the person sets, by name."""
    query = select(Company.id, Company.code, Company.name, Company.currency_code)
    query = query.where(Company.id.in_(sorted(principal.company_ids))).order_by(Company.name)
    return tuple(CompanyOption(*row) for row in session.execute(query))


def company(session: Session, principal: Principal, company_id: int) -> CompanyOption:
    """Return one of them; raise NotFound for another."""
    found = next((each for each in companies(session, principal) if each.id == company_id), None)
    if found is None:
        raise NotFound
    return found


def members(session: Session, principal: Principal, key: SheetKey) -> tuple[Member, ...]:
    """Return whose targets a sheet holds, in the order of its rows.

    Agents who have left by then are listed only if they have targets in the year. Raises NotFound for a company out of
    reach, NotPermitted for a level at which the person sets no targets.
    """
    chosen = company(session, principal, key.company_id)
    if key.level not in levels_of(principal):
        raise NotPermitted
    if key.level is Level.COMPANY:
        return (Member(chosen.id, chosen.code, chosen.name),)
    query = _teams(principal, key) if key.level is Level.TEAM else _agents(principal, key)
    return tuple(Member(*row) for row in session.execute(query))


def targets(session: Session, key: SheetKey, ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the targets of some members in minor units, by member and month."""
    column = _COLUMNS[key.level]
    query = (
        select(column, Quota.month, func.sum(Quota.target_minor))
        .where(
            Quota.company_id == key.company_id,
            Quota.measure == key.measure.value,
            Quota.month.in_(key.months),
            column.in_(ids),
            *of_level(key.level),
        )
        .group_by(column, Quota.month)
    )
    return {(member, month): int(minor) for member, month, minor in session.execute(query)}


def results(session: Session, principal: Principal, key: SheetKey, today: date) -> dict[tuple[int, int], int]:
    """Return what was invoiced or ordered in a sheet's year in minor units of the company's currency.

    By member and month; raises RateMissing where an amount cannot be converted.
    """
    exchange = Exchange(session, company(session, principal, key.company_id).currency, today)
    found: dict[tuple[int, int], int] = {}
    query = _billings(principal, key) if key.measure is Measure.BILLINGS else _bookings(principal, key)
    for member, month, currency, minor in session.execute(query):
        if member:
            place = member, month
            found[place] = found.get(place, 0) + exchange.minor(int(minor), currency, month)
    return found


def sheet(session: Session, principal: Principal, key: SheetKey, *, today: date) -> Sheet:
    """Return a sheet as it stands; raise NotFound and NotPermitted as `members` does."""
    rows = members(session, principal, key)
    held = targets(session, key, [member.id for member in rows])
    before = results(session, principal, key.a_year_before(), today)
    return Sheet(
        key=key,
        company=company(session, principal, key.company_id),
        rows=tuple(
            Row(
                member,
                tuple(held.get((member.id, month)) for month in key.months),
                tuple(before.get((member.id, month - 12), 0) for month in key.months),
            )
            for member in rows
        ),
        sums={level: _sum(session, principal, key, level) for level in levels_of(principal)},
        last_save=last_save(session, principal, key),
    )


def last_save(session: Session, principal: Principal, key: SheetKey) -> LastSave | None:
    """Return the latest change of a sheet if it is the person's own and no undo."""
    query = (
        select(Event)
        .where(Event.entity == ENTITY, Event.entity_id == key.company_id)
        .order_by(Event.id.desc())
        .limit(LOOKED_AT)
    )
    latest = next((event for event in session.scalars(query) if (event.after or {}).get("sheet") == key.name), None)
    if latest is None or latest.user_id != principal.user_id or latest.verb not in SAVED:
        return None
    cells = (latest.after or {})["cells"]
    return LastSave(latest.id, latest.at, len(cells) if isinstance(cells, dict) else 0)


def of_level(level: Level) -> list[ColumnElement[bool]]:
    """Return the conditions that pick the targets of one level."""
    if level is Level.AGENT:
        return [Quota.agent_id.is_not(None)]
    return [Quota.agent_id.is_(None), Quota.team_id.is_(None) if level is Level.COMPANY else Quota.team_id.is_not(None)]


_COLUMNS: Mapping[Level, Any] = {
    Level.COMPANY: Quota.company_id, Level.TEAM: Quota.team_id, Level.AGENT: Quota.agent_id,
}  # fmt: skip


def _sum(session: Session, principal: Principal, key: SheetKey, level: Level) -> Minors:
    at_level = SheetKey(key.company_id, key.year, key.measure, level)
    ids = [member.id for member in members(session, principal, at_level)]
    by_month: dict[int, int] = {}
    for (_, month), minor in targets(session, at_level, ids).items():
        by_month[month] = by_month.get(month, 0) + minor
    return tuple(by_month.get(month) for month in key.months)


def _teams(principal: Principal, key: SheetKey) -> Any:
    query = select(Team.id, Team.code, Team.name, Team.id.label("team_id")).where(Team.company_id == key.company_id)
    if principal.changes is not Reach.COMPANY:
        query = query.where(Team.id.in_(sorted(principal.team_ids)))
    return query.where(or_(Team.active, _has_targets(key, Quota.team_id == Team.id))).order_by(Team.name, Team.id)


def _agents(principal: Principal, key: SheetKey) -> Any:
    query = select(Agent.id, Agent.code, Agent.name, Agent.team_id).where(Agent.company_id == key.company_id)
    if principal.changes is not Reach.COMPANY:
        query = query.where(Agent.team_id.in_(sorted(principal.team_ids)))
    here = or_(Agent.active_to_on.is_(None), Agent.active_to_on >= date(key.year, 1, 1))
    come = or_(Agent.active_from_on.is_(None), Agent.active_from_on <= date(key.year, 12, 31))
    in_year = or_(here & come, _has_targets(key, Quota.agent_id == Agent.id))
    return query.where(in_year).order_by(Agent.name, Agent.id)


def _has_targets(key: SheetKey, whose: ColumnElement[bool]) -> ColumnElement[bool]:
    query = select(Quota.id).where(whose, Quota.month.in_(key.months), Quota.measure == key.measure.value)
    return query.where(*of_level(key.level)).exists()


def _billings(principal: Principal, key: SheetKey) -> Any:
    total = DocumentTotal
    column = {Level.COMPANY: total.company_id, Level.TEAM: total.team_id, Level.AGENT: total.agent_id}[key.level]
    return (
        select(column, total.month, total.currency_code, func.sum(total.net_minor))
        .where(
            *visible(principal, total),
            total.company_id == key.company_id,
            total.kind.in_(INVOICE_KINDS),
            total.status.in_(STATUSES[Kind.INVOICES]),
            total.month.in_(key.months),
        )
        .group_by(column, total.month, total.currency_code)
    )


def _bookings(principal: Principal, key: SheetKey) -> Any:
    order = SalesOrder
    column = {Level.COMPANY: order.company_id, Level.TEAM: order.team_id, Level.AGENT: order.agent_id}[key.level]
    return (
        select(column, order.ordered_month, order.currency_code, func.sum(order.net_minor))
        .where(
            *visible(principal, order),
            order.company_id == key.company_id,
            order.status.in_(STATUSES[Kind.ORDERS]),
            order.ordered_month.in_(key.months),
        )
        .group_by(column, order.ordered_month, order.currency_code)
    )
