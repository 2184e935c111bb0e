"""Running: a company's forecast as of a day, by every method, stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.forecasting.known import Known
from data.schema.company import Company
from data.session import Database
from domain.errors import NotFound
from forecasting.forecast import Forecast
from forecasting.record.baselines import run_rate, seasonal_naive, stated_weighted
from workflow.forecasts.material import Material, material
from workflow.forecasts.storing import Subject, store

HORIZON = 12
SEED = 7
SMALLEST_HISTORY = 3  # months; with less there is nothing to repeat


@dataclass(frozen=True, slots=True)
class Done:
    """What a run has written: how many forecasts, and the last whole month they follow."""

    count: int
    last_month: str


Show = Callable[[str, int], Callable[[int], None]]


def forecast(database: Database, company_id: int, as_of: date, *, now: datetime, show: Show) -> Done:
    """Forecast a company as of a day and store the result; `show` is told of each series that is done."""
    with database.read() as session:
        known = Known(session, company_id)
        found = material(session, known, as_of)
    advance = show("forecast", len(found.series))
    made = []
    for measure, scope, id_ in found.series:
        subject = Subject(company_id, known.currency, measure, as_of, scope, id_)
        made += [(subject, outlook) for outlook in outlooks(found, measure, scope, id_)]
        advance(1)
    database.run(lambda session: store_all(session, found, made, now))
    return Done(len(made), str(found.last_month))


def companies(database: Database, codes: Sequence[str]) -> list[tuple[int, str]]:
    """Return id and code of the companies, of all without codes; raise NotFound for a code that is none."""
    with database.read() as session:
        found = session.execute(select(Company.id, Company.code).order_by(Company.code)).all()
    if not set(codes) <= {code for _, code in found}:
        raise NotFound
    return [(id_, code) for id_, code in found if not codes or code in codes]


def outlooks(found: Material, measure: str, scope: str = "company", id_: int = 0) -> list[Forecast]:
    """Return what each method says of one series; nothing when it is too short."""
    history = found.series[measure, scope, id_]
    if len(history) < SMALLEST_HISTORY:
        return []
    said = [seasonal_naive(history, HORIZON), run_rate(history, HORIZON)]
    if (measure, scope) == ("invoicing", "company"):
        said.append(stated_weighted(history, found.deals, found.orders, HORIZON, found.invoiced_so_far))
    return said


def store_all(session: Session, found: Material, made: list[tuple[Subject, Forecast]], now: datetime) -> None:
    """Store outlooks, each with the first month of the series it was made of."""
    for subject, outlook in made:
        first = found.series[subject.measure, subject.scope, subject.scope_id].index[0]
        store(session, subject, outlook, first.start_time.date(), SEED, now)
