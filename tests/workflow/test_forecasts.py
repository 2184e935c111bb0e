"""A forecast is stored as of a day, replaced when it is made again, settled later, and asked how far off it was."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from data.queries.forecasting.record import track_record
from data.schema.forecast import ForecastPoint, ForecastRun, OpportunityForecast
from data.schema.invoice import Invoice
from data.session import Database
from domain.errors import NotFound
from domain.period import month_of
from tests.world import NOW, TODAY, World
from workflow.forecasts.backtest import backtest
from workflow.forecasts.judging import verdict
from workflow.forecasts.running import companies, forecast
from workflow.forecasts.settling import settled

MONTHS = 30


def quiet(_label: str, _total: int) -> Callable[[int], None]:
    return lambda _count: None


@pytest.fixture
def billed(database: Database, world: World) -> int:
    """Give a company an invoice of one value in every month of two and a half years; return its id."""
    company = world.companies["CH"]
    with database.write() as session:
        for number in range(MONTHS):
            month = month_of(TODAY) - number
            on = date(month // 12, month % 12 + 1, 10)
            session.add(
                Invoice(
                    company_id=company, number=f"B-{number}", issued_on=on, issued_month=month, currency_code="CHF",
                    net_minor=1_000_000, gross_minor=1_000_000, owner_id=world.users["foreign"], team_id=world.teams["ALPS"],
                )
            )  # fmt: skip
    return company


def run(database: Database, company_id: int, as_of: date) -> int:
    return forecast(database, company_id, as_of, now=NOW, show=quiet).count


def test_the_month_that_still_runs_is_forecast_not_learned_from(database: Database, billed: int) -> None:
    assert run(database, billed, TODAY) > 0
    with database.read() as session:
        points = session.execute(
            select(ForecastPoint.month, ForecastPoint.mean)
            .join(ForecastRun, ForecastRun.id == ForecastPoint.forecast_run_id)
            .where(ForecastRun.model == "run_rate", ForecastRun.scope == "company", ForecastPoint.level == 80)
            .order_by(ForecastPoint.month)
        ).all()
    assert [tuple(row) for row in points] == [(month_of(TODAY) + step, 10_000.0) for step in range(12)]


def test_the_owners_add_up_to_the_company(sqlite_database: Database, sqlite_world: World) -> None:
    company = sqlite_world.companies["IT"]
    run(sqlite_database, company, TODAY + timedelta(days=90))
    with sqlite_database.read() as session:
        rows = session.execute(
            select(ForecastRun.scope, ForecastPoint.month, func.sum(ForecastPoint.mean))
            .join(ForecastPoint, ForecastPoint.forecast_run_id == ForecastRun.id)
            .where(
                ForecastRun.measure == "invoicing", ForecastPoint.level == 80, ForecastRun.model.in_(("blend", "fast"))
            )
            .group_by(ForecastRun.scope, ForecastPoint.month)
        ).all()
    sums = {(scope, month): mean for scope, month, mean in rows}
    assert len(sums) == 36
    assert all(mean == pytest.approx(sums["company", month], abs=0.01) for (_, month), mean in sums.items())


def test_the_same_forecast_again_takes_the_place_of_the_first(database: Database, billed: int) -> None:
    counts = []
    for _ in range(2):
        run(database, billed, TODAY)
        with database.read() as session:
            counts.append(
                [session.scalars(select(func.count(table.id))).one() for table in (ForecastRun, ForecastPoint)]
            )
    assert counts[0] == counts[1]


def test_what_came_is_written_beside_the_forecast_and_seen_by_the_companys_people(
    database: Database, world: World, billed: int
) -> None:
    run(database, billed, TODAY - timedelta(days=90))
    assert settled(database, billed, TODAY) > 0
    assert settled(database, billed, TODAY) == 0
    with database.read() as session:
        found = track_record(session, world.principal("foreign"), billed, backtest=False)
        assert track_record(session, world.principal("manager"), billed, backtest=False) == []
    assert {row.horizon for row in found} == {1, 2, 3}
    assert {row.actual for row in found} == {10_000.0}


def test_a_backtest_says_how_far_off_each_method_would_have_been(database: Database, world: World, billed: int) -> None:
    assert backtest(database, billed, TODAY, now=NOW, show=quiet).count > 0
    line = next(line.split() for line in verdict(database, billed).splitlines() if "run_rate" in line)
    assert line[:5] == ["run_rate", "1", "1", line[3], "0.0%"]
    with database.read() as session:
        said = session.execute(
            select(ForecastRun.cutoff_on, OpportunityForecast.outcome, OpportunityForecast.months)
            .join(OpportunityForecast, OpportunityForecast.forecast_run_id == ForecastRun.id)
            .where(ForecastRun.is_backtest, OpportunityForecast.opportunity_id == world.opportunities["alpine_won"])
            .order_by(ForecastRun.cutoff_on)
        ).all()
    assert [tuple(row) for row in said] == [(date(2026, 4, 30), "won", None), (date(2026, 5, 31), "won", None)]


def test_a_company_that_is_none_is_refused(database: Database, world: World) -> None:
    assert [code for _, code in companies(database, ["IT"])] == ["IT"]
    with pytest.raises(NotFound):
        companies(database, ["XX"])


def test_each_open_opportunity_keeps_what_was_said_of_it_and_then_what_became_of_it(
    sqlite_database: Database, sqlite_world: World
) -> None:
    company = sqlite_world.companies["IT"]
    month_end = date(2026, 6, 30)
    run(sqlite_database, company, month_end)
    assert settled(sqlite_database, company, TODAY) > 0
    with sqlite_database.read() as session:
        said = {row.opportunity_id: row for row in session.scalars(select(OpportunityForecast))}
        press, lost = (said[sqlite_world.opportunities[key]] for key in ("press", "lost"))
        assert (press.used, press.outcome) == ("base", None), "too few closed ones: the gate keeps to the base rate"
        assert 0 < press.chance < 1
        assert press.months is not None
        assert {name: len(chances) for name, chances in press.months.items()} == {
            "won": 12,
            "ordered": 12,
            "invoiced": 12,
        }
        assert lost.outcome == "lost"
