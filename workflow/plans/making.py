"""Plans are made, copied as a new edition or for another year, closed, reopened and dropped."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from data.queries.plans.listing import ranges
from data.queries.plans.tree import cells
from data.schema.company import Company, Currency
from data.schema.forecast import Forecast, ForecastCell, ForecastNode, ForecastType, PeriodType
from domain.access import Permission, Principal
from domain.errors import NameNeeded, NotFound, NotOffered
from domain.money import LARGEST_MINOR
from domain.period import add_months
from domain.plan.errors import BadCell, RangesNeeded
from domain.plan.tree import Value
from domain.quota import grown
from workflow.plans.change import Act, Changed, Target, begun, born, earlier, told

LONGEST_NAME, LONGEST_NOTE = 200, 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new plan is to be; without a currency that of the company."""

    company_id: int
    type_id: int
    name: str
    starts_on: date
    ends_on: date
    note: str = ""
    currency: str | None = None


def create(
    session: Session, principal: Principal, wish: Wish, *, request_key: str | None = None, now: datetime
) -> Changed:
    """Make an empty plan; raise NotPermitted, NotFound, NameNeeded, NotOffered, RangesNeeded."""
    principal.require(Permission.SET_TARGETS)
    if done := earlier(session, principal, request_key):
        return done
    company = session.get(Company, wish.company_id) if wish.company_id in principal.company_ids else None
    kind = session.get(ForecastType, wish.type_id)
    if company is None or kind is None:
        raise NotFound
    currency = wish.currency or company.currency_code
    if session.get(Currency, currency) is None:
        raise NotOffered
    _check_ranges(session, kind, wish.starts_on, wish.ends_on)
    plan = Forecast(
        company_id=company.id, forecast_type_id=kind.id, name=_name(wish.name), currency_code=currency,
        starts_on=wish.starts_on, ends_on=wish.ends_on, note=wish.note.strip()[:LONGEST_NOTE] or None,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    return born(Act(session, principal, plan, request_key, now), "create", {"name": plan.name, "currency": currency})


def copy(
    session: Session, principal: Principal, target: Target, *, years: int, percent: Decimal, now: datetime
) -> Changed:
    """Copy a plan with its lines and values, each amount grown by a percentage; 0 years on is a new edition.

    A range takes the values of the one that starts the same number of years before, else of the one at its place.
    Raises NotPermitted, NotFound, PlanChanged, RangesNeeded.
    """
    act, done = begun(session, principal, target, now, closed=True)
    if done:
        return done
    former, kind = act.plan, session.get_one(ForecastType, act.plan.forecast_type_id)
    starts_on, ends_on = (add_months(day, 12 * years) for day in (former.starts_on, former.ends_on))
    _check_ranges(session, kind, starts_on, ends_on)
    plan = Forecast(
        company_id=former.company_id, forecast_type_id=kind.id, name=former.name, currency_code=former.currency_code,
        starts_on=starts_on, ends_on=ends_on, note=former.note, copied_from_id=former.id,
        edition=_next_edition(session, former, starts_on),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    places = _places(session, kind.period_type_id, former, plan)
    _copy_lines(session, former, plan, places, percent)
    return born(
        Act(session, principal, plan, target.request_key, now), "copy", {"of": former.id, "percent": str(percent)}
    )


def close(session: Session, principal: Principal, target: Target, *, now: datetime) -> Changed:
    """Close a plan: nobody changes it any more."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    act.plan.closed_at = now
    session.flush()
    return told(act, "close", {"closed_at": None}, {"closed_at": now.isoformat()})


def reopen(session: Session, principal: Principal, target: Target, *, now: datetime) -> Changed:
    """Open a closed plan again."""
    act, done = begun(session, principal, target, now, closed=True)
    if done or act.plan.closed_at is None:
        return done or Changed(act.plan.id, None)
    before = act.plan.closed_at.isoformat()
    act.plan.closed_at = None
    session.flush()
    return told(act, "reopen", {"closed_at": before}, {"closed_at": None})


def drop(session: Session, principal: Principal, target: Target, *, now: datetime) -> Changed:
    """Remove an open plan with everything in it; the log keeps that it was there. Raises PlanClosed."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    changed = told(act, "drop", {"name": act.plan.name, "edition": act.plan.edition}, {})
    nodes = select(ForecastNode.id).where(ForecastNode.forecast_id == act.plan.id)
    session.execute(delete(ForecastCell).where(ForecastCell.forecast_node_id.in_(nodes)))
    remaining = list(session.scalars(select(ForecastNode).where(ForecastNode.forecast_id == act.plan.id)))
    while remaining:  # the leaves first: a node refers to its group
        parents = {node.parent_id for node in remaining}
        leaves = [node for node in remaining if node.id not in parents]
        session.execute(delete(ForecastNode).where(ForecastNode.id.in_([node.id for node in leaves])))
        remaining = [node for node in remaining if node.id in parents]
    copies = select(Forecast).where(Forecast.copied_from_id == act.plan.id)
    for each in session.scalars(copies):
        each.copied_from_id = None
    session.flush()
    session.execute(delete(Forecast).where(Forecast.id == act.plan.id))
    return changed


def _check_ranges(session: Session, kind: ForecastType, starts_on: date, ends_on: date) -> None:
    if not ranges(session, kind.period_type_id, starts_on, ends_on):
        period_type = session.get_one(PeriodType, kind.period_type_id)
        raise RangesNeeded(name=period_type.description, first=starts_on, last=ends_on)


def _next_edition(session: Session, former: Forecast, starts_on: date) -> int:
    query = select(func.max(Forecast.edition)).where(
        Forecast.company_id == former.company_id, Forecast.forecast_type_id == former.forecast_type_id,
        Forecast.name == former.name, Forecast.starts_on == starts_on,
    )  # fmt: skip
    return (session.scalar(query) or 0) + 1


def _places(session: Session, period_type_id: int, former: Forecast, plan: Forecast) -> dict[int, int]:
    """Return which range of the copy takes the values of which former one."""
    before = list(ranges(session, period_type_id, former.starts_on, former.ends_on))
    after = list(ranges(session, period_type_id, plan.starts_on, plan.ends_on))
    return dict(zip(before, after, strict=False))


def _copy_lines(session: Session, former: Forecast, plan: Forecast, places: dict[int, int], percent: Decimal) -> None:
    values = cells(session, former.id)
    query = select(ForecastNode).where(ForecastNode.forecast_id == former.id).order_by(ForecastNode.id)
    new: dict[int, int] = {}
    for node in session.scalars(query).all():  # a group is always older than what is in it
        twin = ForecastNode(
            forecast_id=plan.id, parent_id=new.get(node.parent_id or 0), kind=node.kind, name=node.name,
            zone_id=node.zone_id, user_id=node.user_id, agent_id=node.agent_id,
            product_family_id=node.product_family_id, campaign_id=node.campaign_id, sort_order=node.sort_order,
        )  # fmt: skip
        session.add(twin)
        session.flush()
        new[node.id] = twin.id
    for (node_id, range_id), value in values.items():
        if range_id in places:
            session.add(_cell(new[node_id], places[range_id], value, percent, plan.currency_code))
    session.flush()


def _cell(node_id: int, range_id: int, value: Value, percent: Decimal, currency: str) -> ForecastCell:
    minor = grown(value.minor, percent, currency) if percent else value.minor
    if minor > LARGEST_MINOR:
        raise BadCell(text=str(minor))
    quantity = (value.quantity * (100 + percent) / 100).quantize(Decimal("0.0001")) if value.quantity else None
    return ForecastCell(forecast_node_id=node_id, period_range_id=range_id, amount_minor=minor, quantity=quantity)


def _name(name: str) -> str:
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise NameNeeded(length=LONGEST_NAME)
    return called
