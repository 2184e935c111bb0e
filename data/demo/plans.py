"""Typed plans of the demo: last year's, closed, this year's, and a marketing budget, from what was ordered before."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.schema.campaign import Campaign
from data.schema.company import Company
from data.schema.forecast import Forecast, ForecastCell, ForecastNode, ForecastType, PeriodRange, PeriodType
from data.schema.people import User
from data.schema.sales import SalesOrder, SalesOrderLine
from domain.plan.periods import Cut, Span, cut

NAMES: Final = ((Cut.MONTHS, "Months"), (Cut.QUARTERS, "Quarters"), (Cut.WEEKS_445, "Weeks 4-4-5"))
MORE: Final = 108  # percent of the year before
STEP: Final = 10_000  # plans are whole hundreds
FAMILIES: Final = 4  # of each person, those with the most orders
BOOKED: Final = ("open", "invoiced")


def plan_ahead(session: Session, today: date, now: datetime) -> None:
    """Write the types, and for the first company two plans of sales and a budget."""
    years = (today.year - 1, today.year, today.year + 1)
    months = {cut_: _period_type(session, cut_, name, years) for cut_, name in NAMES}[Cut.MONTHS]
    sales = ForecastType(code="sales-1", description="Sales forecast", kind="sales", period_type_id=months)
    budget = ForecastType(code="marketing-2", description="Marketing budget", kind="marketing", period_type_id=months)
    session.add_all([sales, budget])
    session.flush()
    company = session.scalars(select(Company).order_by(Company.id).limit(1)).one()
    for year in years[:2]:
        ranges = _ranges(session, months, year)
        plan = _plan(session, company, sales.id, f"Sales {year}", year, now, is_closed=year < today.year)
        _sales(session, company.id, plan, ranges, year)
    marketing = _plan(session, company, budget.id, f"Marketing {today.year}", today.year, now, is_closed=False)
    _budget(session, company.id, marketing, _ranges(session, months, today.year))
    session.flush()


def _period_type(session: Session, cut_: Cut, name: str, years: tuple[int, ...]) -> int:
    row = PeriodType(code=f"{cut_}-{name}", description=name)
    session.add(row)
    session.flush()
    for year in years:
        session.add_all(_range(row.id, span) for span in cut(cut_, year))
    session.flush()
    return row.id


def _range(period_type_id: int, span: Span) -> PeriodRange:
    return PeriodRange(
        period_type_id=period_type_id, label=span.label, starts_on=span.starts_on, ends_on=span.ends_on
    )  # fmt: skip


def _ranges(session: Session, period_type_id: int, year: int) -> list[int]:
    """Return the ranges of a year of months, by id in their order."""
    query = select(PeriodRange.id).where(
        PeriodRange.period_type_id == period_type_id,
        PeriodRange.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    return list(session.scalars(query.order_by(PeriodRange.starts_on)))


def _plan(
    session: Session, company: Company, type_id: int, name: str, year: int, now: datetime, *, is_closed: bool
) -> int:
    row = Forecast(
        company_id=company.id, forecast_type_id=type_id, name=name, currency_code=company.currency_code,
        starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), closed_at=now if is_closed else None, created_at=now,
        updated_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _sales(session: Session, company_id: int, plan_id: int, ranges: list[int], year: int) -> None:
    """Plan each seller's largest families: the year before and a little more, month by month."""
    before = _ordered(session, company_id, year - 1)
    for number, (owner_id, families) in enumerate(_largest(before)):
        group = _node(session, plan_id, number, None, user_id=owner_id)
        for place, family_id in enumerate(families):
            detail = _node(session, plan_id, place, group, product_family_id=family_id)
            sums = before[owner_id, family_id]
            cells = {ranges[month]: _planned(*sums.get(month, (0, 0))) for month in range(12)}
            session.add_all(
                ForecastCell(forecast_node_id=detail, period_range_id=range_id, amount_minor=minor, quantity=quantity or None)
                for range_id, (minor, quantity) in cells.items()
                if minor
            )  # fmt: skip


Sums = Mapping[int, tuple[int, int]]  # month 0…11 → amount in minor units, quantity


def _ordered(session: Session, company_id: int, year: int) -> dict[tuple[int, int], dict[int, tuple[int, int]]]:
    """Return what each person ordered of each family in a year; orders in another currency are left out."""
    order, line = SalesOrder, SalesOrderLine
    keys = (order.owner_id, line.product_family_id, order.ordered_month)
    query = (
        select(*keys, func.sum(line.net_minor), func.sum(line.quantity))
        .join(line, line.sales_order_id == order.id)
        .join(Company, Company.id == order.company_id)
        .join(User, User.id == order.owner_id)
        .where(
            order.company_id == company_id, order.currency_code == Company.currency_code, User.active,
            order.status.in_(BOOKED), order.ordered_month.between(year * 12, year * 12 + 11), line.product_family_id.is_not(None),
        )
        .group_by(*keys)
        .order_by(*keys)
    )  # fmt: skip
    found: dict[tuple[int, int], dict[int, tuple[int, int]]] = {}
    for owner_id, family_id, month, minor, quantity in session.execute(query):
        place = int(owner_id or 0), int(family_id or 0)
        found.setdefault(place, {})[month % 12] = int(minor), round(quantity or 0)
    return found


def _largest(before: Mapping[tuple[int, int], Sums]) -> Iterator[tuple[int, list[int]]]:
    """Yield each person with the families that brought most."""
    totals = {key: sum(minor for minor, _ in sums.values()) for key, sums in before.items()}
    for owner_id in sorted({owner for owner, _ in before}):
        families = [family for owner, family in before if owner == owner_id]
        yield owner_id, sorted(families, key=lambda family, owner=owner_id: (-totals[owner, family], family))[:FAMILIES]  # type: ignore[misc]  # the default binds it now


def _planned(minor: int, quantity: int) -> tuple[int, int]:
    return max(minor * MORE // 100 // STEP * STEP, 0), max(quantity * MORE // 100, 0)


def _budget(session: Session, company_id: int, plan_id: int, ranges: list[int]) -> None:
    """Plan the budget of the year's campaigns in the month in which each starts; the last one was forgotten."""
    group = _node(session, plan_id, 0, None, name="Campaigns")
    query = select(Campaign).where(Campaign.company_id == company_id).order_by(Campaign.starts_on, Campaign.id)
    plan = session.get_one(Forecast, plan_id)
    ours = [row for row in session.scalars(query) if row.starts_on and plan.starts_on <= row.starts_on <= plan.ends_on]
    for place, campaign in enumerate(ours[:-1] or ours):
        detail = _node(session, plan_id, place, group, campaign_id=campaign.id)
        month = campaign.starts_on.month if campaign.starts_on else 1
        session.add(
            ForecastCell(forecast_node_id=detail, period_range_id=ranges[month - 1], amount_minor=campaign.budget_minor)
        )


def _node(session: Session, plan_id: int, place: int, parent: int | None, **about: object) -> int:
    kind = "detail" if {"product_family_id", "campaign_id"} & about.keys() else "group"
    row = ForecastNode(forecast_id=plan_id, parent_id=parent, kind=kind, sort_order=place, **about)
    session.add(row)
    session.flush()
    return row.id
