"""The track record: chances and forecasts beside what came, each number against a computation by hand."""

from datetime import UTC, date, datetime
from math import sqrt

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from data.schema.forecast import ForecastPoint, ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.filter import PipelineFilter
from tests.world import NOW, TODAY, World
from workflow.forecasts.record import accuracy, owner_bias, reliability

NOTHING = PipelineFilter()
CASES: tuple[tuple[str, str, float, float, float | None, str], ...] = (  # key, month-end, stated, stage, model, outcome
    ("won", "2026-04-30", 0.5, 0.62, 0.71, "won"),
    ("won", "2026-05-31", 0.75, 0.7, 0.8, "won"),
    ("lost", "2026-04-30", 0.5, 0.4, 0.3, "lost"),
    ("lost", "2026-05-31", 0.5, 0.4, None, "lost"),
    ("lost_franc", "2026-05-31", 0.3, 0.2, 0.1, "lost"),
    ("won_before", "2025-07-31", 0.9, 0.9, 0.9, "won"),
)
BASES = {"2026-04-30": 0.4, "2026-05-31": 0.45, "2025-07-31": 0.5}


@pytest.fixture
def said(database: Database, world: World) -> World:
    """Store chances of the known company's closed opportunities, and a young month-end that is mostly open."""
    with database.write() as session:
        runs = {day: _run(session, world, day, base) for day, base in BASES.items()}
        for key, day, stated, stage, model, outcome in CASES:
            session.add(
                OpportunityForecast(
                    forecast_run_id=runs[day], opportunity_id=world.opportunities[key], stated=stated, stage=stage,
                    model=model, used="model", chance=model or 0.5, outcome=outcome,
                )
            )  # fmt: skip
        young = _run(session, world, "2026-06-30", 0.4)
        young_ones: dict[str, str | None] = {"lost": "lost", "press": None, "robot": None}
        for key, ended in young_ones.items():
            session.add(
                OpportunityForecast(
                    forecast_run_id=young, opportunity_id=world.opportunities[key], stated=0.01, stage=0.01,
                    model=0.01, used="model", chance=0.01, outcome=ended,
                )
            )  # fmt: skip
    return world


def _run(session: Session, world: World, day: str, base: float) -> int:
    run = ForecastRun(
        company_id=world.companies["IT"], model="win", measure="winning", is_backtest=True, currency_code="EUR",
        parameters={"method": "model", "base": base}, cutoff_on=date.fromisoformat(day), run_at=NOW,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return int(run.id)


def test_each_tenth_says_what_was_said_and_what_came_of_it(database: Database, said: World) -> None:
    with database.read() as session:
        found = reliability(session, said.principal("analyst"), NOTHING)
    assert (found.deals, found.won) == (4, 2), "the month-end at which most is still open would show only quick endings"
    assert (found.first_on, found.last_on) == (date(2025, 7, 31), date(2026, 5, 31))
    stated = found.curve("stated")
    assert stated is not None
    assert [(round(one.said, 4), round(one.rate, 4), one.cases, one.deals) for one in stated.bins] == [
        (0.3, 0.0, 1, 1), (0.5, round(1 / 3, 4), 3, 2), (0.75, 1.0, 1, 1), (0.9, 1.0, 1, 1),
    ]  # fmt: skip
    half = stated.bins[1]
    z, n, p = 1.6448536, 2, 1 / 3
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert (half.low, half.high) == pytest.approx(
        ((middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n))
    )


@pytest.mark.parametrize(("method", "place"), [("stated", 2), ("stage", 3), ("model", 4)])
def test_brier_score_and_skill_are_those_of_the_cases(database: Database, said: World, method: str, place: int) -> None:
    cases = [
        (float(str(case[place])), int(case[5] == "won"), BASES[case[1]]) for case in CASES if case[place] is not None
    ]
    brier = sum((chance - won) ** 2 for chance, won, _base in cases) / len(cases)
    usual = sum((base - won) ** 2 for _chance, won, base in cases) / len(cases)
    with database.read() as session:
        curve = reliability(session, said.principal("analyst"), NOTHING).curve(method)
    assert curve is not None
    assert (curve.cases, curve.brier, curve.skill) == pytest.approx((len(cases), brier, 1 - brier / usual))


def test_only_what_a_person_sees_and_asks_for_is_judged(database: Database, said: World) -> None:
    with database.read() as session:
        assert reliability(session, said.principal("sales"), NOTHING).deals == 2  # the team's: won, lost
        assert reliability(session, said.principal("foreign"), NOTHING).deals == 0
        only = PipelineFilter(owner_ids=frozenset({said.users["other_team"]}))
        assert reliability(session, said.principal("analyst"), only).deals == 2


def test_an_owners_record_is_for_the_owner_and_the_manager_alone(
    database: Database, said: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.forecasts.record.FEWEST_OF_AN_OWNER", 1)
    with database.write() as session:  # an opportunity that changes hands is its new owner's
        session.execute(
            update(Opportunity).where(Opportunity.id == said.opportunities["lost"]).values(owner_id=said.users["sales"])
        )
    shown = {}
    for login in ("analyst", "sales", "manager", "country_manager", "other_team"):
        with database.read() as session:
            shown[login] = {one.name: one for one in owner_bias(session, said.principal(login), NOTHING)}
    assert {login: sorted(rows) for login, rows in shown.items()} == {
        "analyst": [""],
        "sales": ["", "Sara Vendi"],
        "manager": ["", "Sara Vendi"],
        "country_manager": ["", "Olga Meridione", "Sara Vendi"],
        "other_team": ["", "Olga Meridione"],
    }
    sara = shown["sales"]["Sara Vendi"]
    assert [sara.deals, sara.stated, sara.rate] == pytest.approx([2, (0.5 + 0.75 + 0.5 + 0.5) / 4, 0.5])
    assert not sara.is_sure, "two opportunities say nothing"


def test_too_few_deals_are_nobodys_record(database: Database, said: World) -> None:
    with database.read() as session:
        assert owner_bias(session, said.principal("country_manager"), NOTHING) == []


LEVELS = ("0.025", "0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95", "0.975")
FORECASTS = {  # company, month ahead: mean and half width of blend, mean of naive, actual; thousands
    ("IT", 1): (100, 20, 80, 115),
    ("IT", 2): (90, 10, 120, 101),
    ("CH", 1): (47, 9, 50, 28),
    ("CH", 2): (40, 15, 10, 40),
}


@pytest.fixture
def forecast(database: Database, world: World) -> World:
    """Store a backtest of two companies in two currencies, with what came."""
    with database.write() as session:
        for code, currency in (("IT", "EUR"), ("CH", "CHF")):
            for model, is_backtest in (("blend", True), ("seasonal_naive", True), ("blend", False)):
                run = ForecastRun(
                    company_id=world.companies[code], model=model, measure="invoicing", is_backtest=is_backtest,
                    currency_code=currency, parameters={}, weights={"chain 1": 0.8, "width": 1.1}, notes=[],
                    cutoff_on=date(2026, 4, 30), run_at=datetime(2026, 5, 1, tzinfo=UTC),
                )  # fmt: skip
                session.add(run)
                session.flush()
                session.add_all(_points(run.id, code, model) if is_backtest else [])
    return world


def _points(run_id: int, code: str, model: str) -> list[ForecastPoint]:
    points = []
    for ahead in (1, 2):
        mean, half, naive, actual = (1000.0 * value for value in FORECASTS[code, ahead])
        centre = mean if model == "blend" else naive
        spread = {level: centre + half * (float(level) - 0.5) / 0.4 for level in LEVELS}
        points.append(
            ForecastPoint(
                forecast_run_id=run_id, month=2026 * 12 + 3 + ahead, horizon=ahead, level=95, mean=centre,
                low=spread["0.025"], high=spread["0.975"], quantiles=spread, actual_minor=round(100 * actual),
            )
        )  # fmt: skip
    return points


def test_errors_of_all_companies_are_added_up_in_one_currency(database: Database, forecast: World) -> None:
    with database.read() as session:
        found = accuracy(session, forecast.principal("executive"), PipelineFilter(currency="EUR"), TODAY)
    franc = 1 / 0.9375  # euros for a franc on the day before
    (own, naive), (own_2, naive_2) = (
        [
            (abs(it[i] - it[3]) + franc * abs(ch[i] - ch[3])) / (it[3] + franc * ch[3])
            for i in (0, 2)
        ]
        for it, ch in ((FORECASTS["IT", ahead], FORECASTS["CH", ahead]) for ahead in (1, 2))
    )  # fmt: skip
    first, second = found.horizons
    assert first.run_rate is None, "it was not forecast"
    assert [first.caudal, first.naive, first.n] == pytest.approx([own, naive, 2])
    assert [second.caudal, second.naive, second.n] == pytest.approx([own_2, naive_2, 2])
    assert first.better == pytest.approx(1 - own / naive)
    assert (first.covered, second.covered) == (0.5, 0.5), "the franc's first month and the euro's second came outside"
    assert [(one.company, one.chain, one.width) for one in found.weights] == [
        ("Caudal Italia", (0.8,), 1.1), ("Caudal Schweiz", (0.8,), 1.1)
    ]  # fmt: skip


def test_a_band_of_two_companies_takes_their_errors_as_independent(database: Database, forecast: World) -> None:
    with database.read() as session:
        executive = forecast.principal("executive")
        (band,) = accuracy(session, executive, PipelineFilter(currency="EUR"), TODAY).bands
        assert accuracy(session, forecast.principal("sales"), NOTHING, TODAY).bands == (), "she sees a part of it"
    franc = 1 / 0.9375
    middle, half, came = 100 + franc * 47, sqrt(20**2 + (franc * 9) ** 2), 115 + franc * 28
    wanted = (middle - half, middle, middle + half, came)
    assert [band.low_minor, band.middle_minor, band.high_minor, band.actual_minor] == pytest.approx(
        [100_000 * value for value in wanted], abs=2
    )
    assert band.holds == (wanted[0] <= came <= wanted[2])
