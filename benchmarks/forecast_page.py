"""The forecast page on the server: how long a slider, a filter and a cell take to be answered.

    python -m benchmarks.forecast_page FOLDER [--opportunities 10000 100000] [--postgresql URL] [--reopen]

Fills a demo company per size in FOLDER (kept for the next run) and stores made-up claims of every open opportunity and
order: fitting is not measured here. `--reopen` opens what is closed again, for a pipeline as large as the company.
Prints medians and the worst of 20 rounds in milliseconds: the first answer, a slider's step, a new filter, what is
behind the year's pipeline; each as an executive who sees everything.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from benchmarks.board import administrator, filled
from data.queries import options
from data.schema.company import Company
from data.schema.forecast import ForecastRun
from data.schema.opportunity import Opportunity
from data.schema.outlook import ForecastClaims
from data.schema.sales import SalesOrder
from data.session import Database
from domain import clock
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.money import exponent
from domain.outcome import Outcome
from domain.outlook import Cell, Part
from domain.period import month_of
from domain.scenario import Scenario
from forecasting.timing.lags import AT_ONCE, Lags, Profile
from forecasting.total.fresh import Fresh
from forecasting.total.packing import pack
from forecasting.total.standing import OPEN, ORDERED, Standing
from workflow.forecasts.drill import behind
from workflow.forecasts.outlook import outlook
from workflow.forecasts.standing import MEASURE, MODEL

ROUNDS: Final = 20
MONTHS: Final = 12
SIZES: Final = (10_000, 100_000)


def main() -> None:
    """Measure each size in turn and print a table."""
    asked = _arguments()
    print(
        f"{'claims':>9} {'engine':<10} {'first':>7} {'slider':>7} {'(worst)':>8} {'filter':>7} {'cell':>7}   milliseconds"
    )
    for size in asked.opportunities:
        database = filled(asked.folder, size, asked.postgresql)
        if asked.reopen:
            database.run(_reopen)
        count = database.run(_store_claims)
        print(f"{count:>9,} {database.engine.dialect.name:<10} {_row(database)}", flush=True)
        database.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opportunities", type=int, nargs="+", default=SIZES)
    parser.add_argument("--postgresql", help="URL whose database name gets the size appended; the databases must exist")
    parser.add_argument("--reopen", action="store_true", help="open again what is closed")
    return parser.parse_args()


def _reopen(session: Session) -> None:
    closed = Opportunity.outcome != Outcome.OPEN
    session.execute(
        update(Opportunity).where(closed).values(outcome=Outcome.OPEN.value, closed_on=None, closing_reason_id=None)
    )


def _store_claims(session: Session) -> int:
    """Store claims of each company with chances drawn at random; return how many."""
    return sum(
        _of_company(session, id_, currency)
        for id_, currency in session.execute(select(Company.id, Company.currency_code))
    )


def _of_company(session: Session, company_id: int, currency: str) -> int:
    deals = session.execute(
        select(Opportunity.id, Opportunity.net_minor).where(
            Opportunity.company_id == company_id, Opportunity.outcome == Outcome.OPEN
        )
    ).all()
    orders = session.execute(
        select(SalesOrder.id, SalesOrder.net_minor - SalesOrder.invoiced_minor).where(
            SalesOrder.company_id == company_id, SalesOrder.status == "open"
        )
    ).all()
    rows, generator = [*deals, *orders], np.random.default_rng(company_id)
    ever = generator.beta(2, 3, len(rows))
    lags = Profile(np.full(MONTHS, 1 / MONTHS))
    standing = Standing(
        month_of(clock.today()),
        np.array([OPEN] * len(deals) + [ORDERED] * len(orders), dtype=np.int8),
        np.array([id_ for id_, _ in rows], dtype=np.int64),
        np.array([max(minor or 0, 0) for _, minor in rows]) / 10 ** exponent(currency),
        ever,
        generator.dirichlet(np.ones(MONTHS), len(rows)) * ever[:, None] * 0.9,
        Lags(lags, lags, AT_ONCE),
        Fresh(np.full(MONTHS, 100_000.0), lags, 0.3, 0.2),
        0.05,
        0.5,
    )
    run = ForecastRun(
        company_id=company_id, model=MODEL, measure=MEASURE, currency_code=currency, parameters={},
        cutoff_on=clock.today(), run_at=clock.now(),
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add(ForecastClaims(forecast_run_id=run.id, claim_count=len(rows), packed=pack(standing)))
    return len(rows)


def _row(database: Database) -> str:
    with database.read() as session:
        principal = administrator(session)
        owners = [option.id for option in options.filter_options(session, principal).owners]
    ask = partial(_outlook, database, principal)
    first = _timed(ask)
    slider = [
        _timed(partial(ask, scenario=Scenario(win_rate=step, slip_weeks=step % 3))) for step in range(1, ROUNDS + 1)
    ]
    narrowed = [PipelineFilter(owner_ids=frozenset({owner})) for owner in owners[:ROUNDS]]
    filters = [_timed(partial(ask, wanted=wanted)) for wanted in narrowed]
    cell = [_timed(partial(_behind, database, principal)) for _round in range(3)]
    return (
        f"{first:>7.0f} {statistics.median(slider):>7.0f} {max(slider):>8.0f} "
        f"{statistics.median(filters):>7.0f} {statistics.median(cell):>7.0f}"
    )


def _outlook(
    database: Database, principal: Principal, wanted: PipelineFilter | None = None, scenario: Scenario | None = None
) -> None:
    with database.read() as session:
        outlook(session, principal, wanted or PipelineFilter(), today=clock.today(), scenario=scenario)


def _behind(database: Database, principal: Principal) -> None:
    with database.read() as session:
        behind(session, principal, PipelineFilter(), Cell(Part.PIPELINE), today=clock.today())


def _timed(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
