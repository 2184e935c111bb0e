"""The path of a year: months that are over, what is to come by hand from the stored claims, filters, scope and scenarios."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from data.queries.invoicing import board
from data.schema.company import Company
from data.schema.forecast import ForecastPoint, ForecastRun
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.outlook import ForecastClaims
from data.schema.sales import SalesOrder
from data.session import Database
from domain.errors import NoForecastYet
from domain.filter import PipelineFilter
from domain.invoicing import InvoicingView, Kind
from domain.outlook import Cell, Measure, OutlookPath, Part
from domain.period import month_of
from domain.scenario import Scenario
from forecasting.total.packing import unpack
from forecasting.total.standing import OPEN, ORDERED, Standing
from tests.documents import add_documents
from tests.world import NOW, TODAY, World
from workflow.forecasts.drill import behind
from workflow.forecasts.outlook import outlook
from workflow.forecasts.running import forecast

MONTHS = 30


def quiet(_label: str, _total: int) -> Callable[[int], None]:
    return lambda _count: None


@pytest.fixture
def told(database: Database, world: World) -> int:
    """Invoice in every month of two and a half years, leave an order open, and forecast; return the company's id."""
    company, owner = world.companies["IT"], {"owner_id": world.users["sales"], "team_id": world.teams["NORTH"]}
    with database.write() as session:
        for number in range(MONTHS):
            month = month_of(TODAY) - number
            on = date(month // 12, month % 12 + 1, 10)
            common = {"company_id": company, "currency_code": "EUR", **owner}
            order = SalesOrder(
                number=f"FC-{number}", ordered_on=on - timedelta(days=40), ordered_month=month - 1, net_minor=3_000_000,
                invoiced_minor=1_000_000, **common,
            )  # fmt: skip
            session.add(order)
            session.flush()
            session.add(
                Invoice(
                    number=f"FB-{number}", issued_on=on, issued_month=month, net_minor=1_000_000, gross_minor=1_000_000,
                    sales_order_id=order.id, **common,
                )
            )  # fmt: skip
    forecast(database, company, TODAY, now=NOW, show=quiet)
    return company


def ask(database: Database, world: World, login: str = "country_manager", **more: object) -> OutlookPath:
    asked = more.pop("asked", PipelineFilter())
    with database.read() as session:
        return outlook(session, world.principal(login), asked, today=TODAY, **more)  # type: ignore[arg-type]  # passed on


def stored(database: Database) -> Standing:
    with database.read() as session:
        found = unpack(session.scalars(select(ForecastClaims.packed)).one())
    assert found is not None
    return found


def test_there_is_nothing_to_show_before_the_first_run(sqlite_database: Database, sqlite_world: World) -> None:
    with pytest.raises(NoForecastYet):
        ask(sqlite_database, sqlite_world)


def test_companies_without_a_forecast_are_named_until_they_have_one(
    sqlite_database: Database, sqlite_world: World
) -> None:
    forecast(sqlite_database, sqlite_world.companies["IT"], TODAY, now=NOW, show=quiet)
    assert ask(sqlite_database, sqlite_world).without == (), "the person sees Italy alone"
    with sqlite_database.read() as session:
        known = dict(session.execute(select(Company.code, Company.name)).all())
    others = {name for code, name in known.items() if code != "IT"}
    assert set(ask(sqlite_database, sqlite_world, "executive").without) == others
    for code in known.keys() - {"IT"}:
        forecast(sqlite_database, sqlite_world.companies[code], TODAY, now=NOW, show=quiet)
    assert ask(sqlite_database, sqlite_world, "executive").without == ()


def test_the_year_is_what_came_and_what_claims_and_history_say(database: Database, world: World, told: int) -> None:
    path, claims = ask(database, world), stored(database)
    with database.read() as session:
        bills = session.execute(select(Invoice.issued_month, Invoice.net_minor).where(Invoice.company_id == told)).all()
        points = session.execute(
            select(ForecastPoint.month, ForecastPoint.mean)
            .join(ForecastRun, ForecastRun.id == ForecastPoint.forecast_run_id)
            .where(ForecastRun.model == "recipe", ForecastRun.measure == "invoicing", ForecastRun.scope == "company",
                   ForecastRun.is_backtest.is_(False), ForecastPoint.level == 80)
        ).all()  # fmt: skip
        blend = session.scalars(
            select(ForecastRun.weights).where(
                ForecastRun.model == "blend", ForecastRun.measure == "invoicing", ForecastRun.scope == "company"
            )
        ).one()
    history, weights = dict(points), blend or {}
    assert claims.first_month == month_of(TODAY)
    chances, still = claims.claims("invoiced").chances, claims.kinds == OPEN
    fresh = claims.fresh_means("invoiced")
    for month in path.months:
        number = month_of(month.month)
        assert month.actual_minor == sum(net for when, net in bills if when == number)
        if number < month_of(TODAY):
            assert month.is_over
            assert month.mean_minor == month.band.p10 == month.band.p90 == month.actual_minor
            continue
        ahead = number - claims.first_month
        part = claims.remaining if ahead == 0 else 1
        pipeline = float(claims.amounts[still] @ chances[still, ahead])
        backlog = float(claims.amounts[~still] @ chances[~still, ahead])
        chain = pipeline + backlog + float(fresh[ahead])
        weight = weights[f"chain {ahead + 1}"]
        likely = weight * chain + (1 - weight) * history[number] * part
        assert month.pipeline_minor == pytest.approx(pipeline * 100, abs=1)
        assert month.backlog_minor == pytest.approx(backlog * 100, abs=1)
        assert month.mean_minor - month.actual_minor == pytest.approx(likely * 100, abs=2)
    assert sum(path.total(part) for part in Part) == path.mean_minor
    assert path.months[-1].so_far == path.band
    assert sum(path.histogram.counts) == path.draws
    assert path.band.p10 <= path.band.p25 <= path.band.p50 <= path.band.p75 <= path.band.p90
    assert path.known_on == TODAY - timedelta(days=1)


def test_what_came_is_what_the_invoicing_page_says(
    sqlite_database: Database, sqlite_world: World, sqlite_told: int
) -> None:
    add_documents(sqlite_database, sqlite_world)
    view = InvoicingView.from_query("period=2026&currency=EUR&show=invoices", TODAY)
    path = ask(sqlite_database, sqlite_world, "executive")
    with sqlite_database.read() as session:
        (section,) = board(session, sqlite_world.principal("executive"), view, today=TODAY)
    cells = section.lane(Kind.INVOICES).cells
    wanted = [cells[number].net_minor if number in cells else 0 for number in view.months]
    assert [month.actual_minor for month in path.months] == wanted


def test_a_filter_means_its_own_claims_and_its_share_of_new_business(
    sqlite_database: Database, sqlite_world: World, sqlite_told: int
) -> None:
    sales = sqlite_world.users["sales"]
    path = ask(sqlite_database, sqlite_world, asked=PipelineFilter(owner_ids=frozenset({sales})), measure=Measure.WON)
    claims = stored(sqlite_database)
    with sqlite_database.read() as session:
        deals = list(session.scalars(select(Opportunity).where(Opportunity.company_id == sqlite_told)))
        theirs = {deal.id for deal in deals if deal.owner_id == sales}
        team = {deal.id for deal in deals if deal.team_id == sqlite_world.teams["NORTH"]}
        recent = [deal for deal in deals if date(2025, 7, 1) < deal.created_on < TODAY and deal.outcome != "cancelled"]
        worth = {deal.id: deal.net_minor / (0.9375 if deal.currency_code == "CHF" else 1) for deal in recent}
    chances = claims.claims("won").chances
    rows = [row for row in range(len(claims.ids)) if claims.kinds[row] == OPEN and claims.ids[row] in theirs]
    wanted = [sum(claims.amounts[row] * chances[row, ahead] for row in rows) * 100 for ahead in range(6)]
    assert [month.pipeline_minor for month in path.months[6:]] == pytest.approx(wanted, abs=1)
    share = sum(amount for id_, amount in worth.items() if id_ in theirs) / sum(worth.values())
    assert path.fresh_share == pytest.approx(share, rel=1e-3)
    assert path.total(Part.HISTORY) == 0
    mine = ask(sqlite_database, sqlite_world, "sales", measure=Measure.WON)  # who sees the team
    rows = [row for row in range(len(claims.ids)) if claims.kinds[row] == OPEN and claims.ids[row] in team]
    wanted = [sum(claims.amounts[row] * chances[row, ahead] for row in rows) * 100 for ahead in range(6)]
    assert [month.pipeline_minor for month in mine.months[6:]] == pytest.approx(wanted, abs=1)
    assert {owned.opportunity_id for owned in mine.owned} <= team
    none = ask(sqlite_database, sqlite_world, "other_team", asked=PipelineFilter(owner_ids=frozenset({sales})))
    assert none.mean_minor == none.band.p90 == 0


def test_what_happens_after_the_run_is_counted_once(
    sqlite_database: Database, sqlite_world: World, sqlite_told: int
) -> None:
    before, claims = ask(sqlite_database, sqlite_world), stored(sqlite_database)
    with sqlite_database.write() as session:
        order = session.scalars(select(SalesOrder).where(SalesOrder.number == "FC-0")).one()
        order.invoiced_minor += 500_000
        session.add(
            Invoice(
                company_id=sqlite_told, number="AFTER", issued_on=TODAY, issued_month=month_of(TODAY), currency_code="EUR",
                net_minor=500_000, gross_minor=500_000, sales_order_id=order.id, owner_id=order.owner_id, team_id=order.team_id,
            )
        )  # fmt: skip
        lost = session.get_one(Opportunity, sqlite_world.opportunities["press"])
        lost.outcome, lost.closed_on = "lost", TODAY
        order_id, lost_id = order.id, lost.id
    after = ask(Database(sqlite_database.url), sqlite_world)  # another process, which remembers nothing
    chances = claims.claims("invoiced").chances[:, :6]
    row = np.flatnonzero((claims.kinds == ORDERED) & (claims.ids == order_id))[0]
    gone = np.flatnonzero((claims.kinds == OPEN) & (claims.ids == lost_id))[0]
    assert after.total(Part.ACTUAL) == before.total(Part.ACTUAL) + 500_000
    assert before.total(Part.BACKLOG) - after.total(Part.BACKLOG) == pytest.approx(500_000 * chances[row].sum(), abs=6)
    lost_amount = claims.amounts[gone] * 100 * chances[gone].sum()
    assert before.total(Part.PIPELINE) - after.total(Part.PIPELINE) == pytest.approx(lost_amount, abs=6)


def test_a_scenario_changes_what_it_names(sqlite_database: Database, sqlite_world: World, sqlite_told: int) -> None:
    base = ask(sqlite_database, sqlite_world, measure=Measure.WON)
    lines, press = sqlite_world.opportunities["lines"], sqlite_world.opportunities["press"]

    def under(scenario: Scenario) -> OutlookPath:
        return ask(sqlite_database, sqlite_world, measure=Measure.WON, scenario=scenario)

    won = under(Scenario(fixed={lines: "2026-09"}))
    claims = stored(sqlite_database)
    row = np.flatnonzero((claims.kinds == OPEN) & (claims.ids == lines))[0]
    before = claims.amounts[row] * 100 * claims.claims("won").chances[row, :6]
    added = [
        month.pipeline_minor - was.pipeline_minor for month, was in zip(won.months[6:], base.months[6:], strict=True)
    ]
    assert added == pytest.approx(np.array([0, 0, claims.amounts[row] * 100, 0, 0, 0]) - before, abs=2)
    lost = under(Scenario(fixed={press: "lost"}))
    assert lost.total(Part.PIPELINE) < base.total(Part.PIPELINE)
    assert under(Scenario(run_rate=-100)).total(Part.FRESH) == 0
    assert under(Scenario(size=10)).total(Part.PIPELINE) == pytest.approx(base.total(Part.PIPELINE) * 1.1, rel=1e-6)
    everyone = dict.fromkeys(sqlite_world.users.values(), 100)
    assert under(Scenario(leaving=everyone)).total(Part.PIPELINE) < base.total(Part.PIPELINE) / 1000
    dearer = under(Scenario(fx={"CHF": 50}))
    franc = np.flatnonzero((claims.kinds == OPEN) & (claims.ids == sqlite_world.opportunities["franc"]))[0]
    gained = claims.amounts[franc] * 50 * claims.claims("won").chances[franc, :6].sum()
    assert dearer.total(Part.PIPELINE) - base.total(Part.PIPELINE) == pytest.approx(gained, abs=6)


@pytest.fixture
def sqlite_told(sqlite_database: Database, sqlite_world: World) -> int:
    """Forecast the company with open orders and a few invoices, on SQLite alone."""
    company = sqlite_world.companies["IT"]
    with sqlite_database.write() as session:
        session.add_all(
            SalesOrder(
                company_id=company, number=f"FC-{number}", ordered_on=TODAY - timedelta(days=30 * number + 20),
                ordered_month=month_of(TODAY - timedelta(days=30 * number + 20)), net_minor=3_000_000,
                currency_code="EUR", owner_id=sqlite_world.users["sales"], team_id=sqlite_world.teams["NORTH"],
            )
            for number in range(3)
        )  # fmt: skip
        session.flush()
        for order in session.scalars(select(SalesOrder).where(SalesOrder.number.in_(["FC-1", "FC-2"]))):
            order.invoiced_minor = 1_000_000
            on = order.ordered_on + timedelta(days=15)
            session.add(
                Invoice(
                    company_id=company, number=f"FB-{order.number}", issued_on=on, issued_month=month_of(on),
                    currency_code="EUR", net_minor=1_000_000, gross_minor=1_000_000, sales_order_id=order.id,
                    owner_id=order.owner_id, team_id=order.team_id,
                )
            )  # fmt: skip
    forecast(sqlite_database, company, TODAY, now=NOW, show=quiet)
    return company


@pytest.mark.parametrize("measure", list(Measure))
def test_the_rows_behind_each_cell_add_up_to_it(
    sqlite_database: Database, sqlite_world: World, sqlite_told: int, measure: Measure
) -> None:
    path, claims = ask(sqlite_database, sqlite_world, measure=measure), stored(sqlite_database)
    months = [None, date(2026, 6, 1), date(2026, 7, 1), date(2026, 9, 1)]
    with sqlite_database.read() as session:
        found = {
            (part, month): behind(
                session, sqlite_world.principal("country_manager"), PipelineFilter(), Cell(part, month, measure), today=TODAY
            )
            for part in Part
            for month in months
        }  # fmt: skip
        deals = dict(session.execute(select(Opportunity.number, Opportunity.id)).all())
    for (part, month), cell in found.items():
        wanted = path.total(part) if month is None else path.months[month.month - 1].part(part)
        assert sum(row.counts_minor for row in cell.rows) == cell.total_minor == wanted
        assert cell.rest_minor == 0
        assert cell.count == len(cell.rows)
        assert not (month == date(2026, 6, 1) and part is not Part.ACTUAL and cell.rows)
    chances = claims.claims(measure.value).chances
    for row in found[Part.PIPELINE, date(2026, 9, 1)].rows:
        place = np.flatnonzero((claims.kinds == OPEN) & (claims.ids == row.id))[0]
        assert row.chance == pytest.approx(chances[place, 2])
        assert row.counts_minor == pytest.approx(row.net_minor * chances[place, 2], abs=2)
        assert deals[row.number] == row.id
