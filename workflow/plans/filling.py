"""The values of a plan: typed, spread, imported, and taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.queries.forecasting.profile import months_of_forecast
from data.queries.plans.facts import facts
from data.queries.plans.listing import plan as plan_row
from data.queries.plans.listing import spans as spans_of
from data.queries.plans.tree import ancestors, cells, tree
from data.schema.forecast import ForecastCell, ForecastNode
from data.schema.log import Event
from domain.access import Principal
from domain.errors import CannotUndo, NotFound
from domain.money import LARGEST_MINOR
from domain.plan.errors import BadCell, NothingToSpreadBy
from domain.plan.matching import Source, close
from domain.plan.periods import Span, a_year_before
from domain.plan.spreading import How, by_season, spread
from domain.plan.tree import PlanKind, Value
from workflow.plans.change import ENTITY, Act, Changed, Target, begun, told

LARGEST_QUANTITY: Final = Decimal(10) ** 12
UNITS: Final = 10_000  # parts of one that quantities are kept in
Place = tuple[int, int]  # node, range
UNDOABLE: Final = ("set_values", "spread", "import_values")


def set_cells(
    session: Session, principal: Principal, target: Target, wanted: Mapping[Place, Value], *, verb: str = "set_values",
    now: datetime,
) -> Changed:  # fmt: skip
    """Set values of details; raise NotPermitted, NotFound, PlanChanged, PlanClosed, BadCell."""
    act, done = begun(session, principal, target, now)
    return done or _written(act, wanted, verb)


def spread_total(
    session: Session, principal: Principal, target: Target, node_id: int, total: Value, how: How, *, today: date,
    now: datetime,
) -> Changed:  # fmt: skip
    """Spread a total of a detail over the ranges of its plan: evenly, like last year's result, or by the seasons.

    Last year's result is what was invoiced (spent, for campaigns) on the line a year before; the seasons are those of
    the stored company forecast. Raises NothingToSpreadBy where there is none of it.
    """
    act, done = begun(session, principal, target, now)
    if done:
        return done
    row = plan_row(session, principal, act.plan.id)
    spans = spans_of(session, row)
    weights = {
        How.EVENLY: lambda: [1.0] * len(spans),
        How.LAST_YEAR: lambda: _last_year(act, node_id, spans, today),
        How.SEASONS: lambda: by_season(months_of_forecast(session, act.plan.company_id), list(spans.values())),
    }[how]()
    if sum(max(weight, 0.0) for weight in weights) <= 0:
        raise NothingToSpreadBy
    amounts = spread(total.minor, weights)
    quantities = spread(int(total.quantity * UNITS), weights)
    wanted = {
        (node_id, span_id): Value(minor, Decimal(quantity) / UNITS)
        for span_id, minor, quantity in zip(spans, amounts, quantities, strict=True)
    }
    return _written(act, wanted, "spread")


def undo_cells(session: Session, principal: Principal, target: Target, event_id: int, *, now: datetime) -> Changed:
    """Take back one's own last change of values; raise NotFound, CannotUndo when something changed since."""
    act, done = begun(session, principal, target, now)
    if done:
        return done
    event = session.get(Event, event_id)
    if event is None or (event.entity, event.entity_id) != (ENTITY, act.plan.id):
        raise NotFound
    if event.user_id != principal.user_id or event.verb not in UNDOABLE or event.entity_version != act.plan.version:
        raise CannotUndo
    former: list[tuple[int, int, int, str]] = (event.before or {})["values"]  # type: ignore[assignment]  # as _plain wrote them
    wanted = {(node, place): Value(minor, Decimal(quantity)) for node, place, minor, quantity in former}
    return _written(act, wanted, "undo", undoes=event.id)


def _written(act: Act, wanted: Mapping[Place, Value], verb: str, undoes: int | None = None) -> Changed:
    _check(act, wanted)
    held = cells(act.session, act.plan.id)
    changed = {place: value for place, value in wanted.items() if held.get(place, Value()) != value}
    if not changed:
        return Changed(act.plan.id, None)
    for (node_id, range_id), value in changed.items():
        where = ForecastCell.forecast_node_id == node_id, ForecastCell.period_range_id == range_id
        act.session.execute(delete(ForecastCell).where(*where))
        if value != Value():
            act.session.add(
                ForecastCell(
                    forecast_node_id=node_id, period_range_id=range_id, amount_minor=value.minor,
                    quantity=value.quantity or None,
                )
            )  # fmt: skip
    act.session.flush()
    before = [_plain(place, held.get(place, Value())) for place in changed]
    return told(act, verb, {"values": before}, {"values": [_plain(*each) for each in changed.items()]}, undoes=undoes)


def _plain(place: Place, value: Value) -> list[int | str]:
    return [*place, value.minor, str(value.quantity)]


def _check(act: Act, wanted: Mapping[Place, Value]) -> None:
    details = set(
        act.session.scalars(
            select(ForecastNode.id).where(ForecastNode.forecast_id == act.plan.id, ForecastNode.kind == "detail")
        )
    )
    spans = spans_of(act.session, plan_row(act.session, act.principal, act.plan.id))
    for (node_id, range_id), value in wanted.items():
        if node_id not in details or range_id not in spans:
            raise NotFound
        if not 0 <= value.minor <= LARGEST_MINOR or not 0 <= value.quantity < LARGEST_QUANTITY:
            raise BadCell(text=str(value.minor if value.quantity >= 0 else value.quantity))


def _last_year(act: Act, node_id: int, spans: Mapping[int, Span], today: date) -> list[float]:
    """Return what came against a detail in each range a year before, in minor units of the plan's currency."""
    row = plan_row(act.session, act.principal, act.plan.id)
    before = {
        id_: Span(span.label, a_year_before(span.starts_on), a_year_before(span.ends_on)) for id_, span in spans.items()
    }
    came = facts(act.session, act.principal, row, before, today=today)
    found = close(tree(act.session, act.plan.id), came, ancestors(act.session))
    source = Source.COSTS if row.kind is PlanKind.MARKETING else Source.INVOICES
    return [float(found.came(node_id, source, [id_]).minor) for id_ in spans]
