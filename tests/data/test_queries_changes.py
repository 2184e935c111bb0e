"""The bridge between two days of a company, against sums made by hand from the rows of both days."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from data.past import Shelf
from data.queries.forecasting.changes import changes, deals
from data.schema.company import FxRate
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from data.session import Database, Session
from domain.basis import Basis
from domain.changes import Bar, Bridge
from domain.filter import PipelineFilter
from domain.period import parse
from tests.selling import Seller
from tests.world import NOW, TODAY, World
from workflow.opportunities import Closing, New, create, lose

LATER = TODAY + timedelta(days=8)
# Units for one euro on both days: of francs 0.9375 (14 July), and as typed in below.
THEN, AFTER = (
    {"EUR": Decimal(1), "CHF": Decimal("0.9375"), "JPY": Decimal("160.55")},
    {"EUR": Decimal(1), "CHF": Decimal("0.9000"), "JPY": Decimal("160.55")},
)


def sell(seller: Seller) -> None:
    """Let a week pass in which everything happens once."""
    world, who = seller.world, seller.principal
    seller.now = NOW + timedelta(days=3)
    seller.edit("press", expected_order_on=date(2027, 3, 1))
    seller.edit("robot", gross_minor=5_000_050)
    seller.edit("silent", owner_id=world.users["colleague"])
    seller.win("lines")
    closing = Closing(world.reasons["PRICE"], TODAY)
    boss = world.principal("manager")
    seller.run(lambda unit: lose(unit, boss, seller.target("franc"), closing, today=TODAY, now=seller.now))
    new = New(
        world.companies["IT"], "Brand new", world.types["new"], net_minor=700_000, expected_order_on=date(2026, 10, 1)
    )
    seller.run(lambda unit: create(unit, who, new, today=TODAY, now=seller.now))


def weighted(session: Session, world: World, rates: dict[str, Decimal], year: int) -> int:
    """Add up by hand, in cents: each currency by itself, then at its rate."""
    sums: dict[str, int] = {}
    for row in session.execute(select(Opportunity).where(Opportunity.outcome == "open")).scalars():
        if row.expected_order_on and row.expected_order_on.year == year:
            sums[row.currency_code] = sums.get(row.currency_code, 0) + row.net_minor * row.stated_percent
    total = Decimal(0)
    for code, net_percent in sums.items():
        minor = (Decimal(net_percent) / 100).to_integral_value()
        total += (minor * (100 if code == "JPY" else 1) / rates[code]).to_integral_value()
    return int(total)


def read(
    database: Database, world: World, folder: Path, login: str, wanted: PipelineFilter
) -> tuple[Bridge, int, int, dict[int, str]]:
    day = TODAY
    with Shelf(folder / "past", database).make(day).read() as past, database.read() as present:
        who = world.principal(login)
        found = changes(past, present, who, wanted, since=day, today=LATER)
        ids = {effect.opportunity_id for one in found.bars for effect in one.effects}
        names = {id_: deal.title for id_, deal in deals(past, present, who, ids).items()}
        return found, weighted(past, world, THEN, 2026), weighted(present, world, AFTER, 2026), names


def test_the_bridge_leads_from_the_sum_of_then_to_the_sum_of_now(
    database: Database, world: World, tmp_path: Path
) -> None:

    with database.write() as session:
        session.add(
            FxRate(
                base_currency="EUR",
                quote_currency="CHF",
                rate_on=TODAY + timedelta(days=5),
                source="ECB",
                rate=str(AFTER["CHF"]),
            )
        )
    sell(Seller(database, world))
    wanted = PipelineFilter(period=parse("2026", TODAY), currency="EUR")
    found, start, end, names = read(database, world, tmp_path, "executive", wanted)
    assert (found.start_minor, found.end_minor) == (start, end)
    assert found.start_minor + sum(one.minor for one in found.bars) == found.end_minor
    told = {one.bar: sorted(names[effect.opportunity_id] for effect in one.effects) for one in found.bars}
    fx = told.pop(Bar.FX)
    assert told == {
        Bar.NEW: ["Brand new"], Bar.INCREASED: ["Robot cell"], Bar.MOVED_OUT: ["Hydraulic press"],
        Bar.WON: ["Service contract"], Bar.LOST: ["Swiss cutter"],
    }  # fmt: skip
    assert fx == ["Cable car"], "the one in francs that is left"
    assert {one.bar: one.minor for one in found.bars}[Bar.INCREASED] == 125_000


def test_a_deal_that_went_to_somebody_else_is_seen_as_it_was(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path
) -> None:
    sell(Seller(sqlite_database, sqlite_world))
    mine = PipelineFilter(owner_ids=frozenset({sqlite_world.users["sales"]}), currency="EUR")
    found, *_ = read(sqlite_database, sqlite_world, tmp_path, "executive", mine)
    (given,) = [one for one in found.bars if one.bar is Bar.REOWNED]
    assert [effect.opportunity_id for effect in given.effects] == [sqlite_world.opportunities["silent"]]
    assert (given.effects[0].now, given.minor) == (None, -10_000)


def test_nothing_of_other_teams_is_told(sqlite_database: Database, sqlite_world: World, tmp_path: Path) -> None:
    sell(Seller(sqlite_database, sqlite_world))
    found, *_, names = read(sqlite_database, sqlite_world, tmp_path, "other_team", PipelineFilter(currency="EUR"))
    assert (found.bars, names) == ((), {})


def test_a_model_that_judges_the_same_deal_otherwise_has_a_bar_of_its_own(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path
) -> None:
    press = sqlite_world.opportunities["press"]
    with sqlite_database.write() as session:
        for cutoff_on, chance in ((date(2026, 6, 30), 0.40), (date(2026, 7, 20), 0.55)):
            run = ForecastRun(
                company_id=sqlite_world.companies["IT"], model="win", measure="winning", cutoff_on=cutoff_on, run_at=NOW
            )
            session.add(run)
            session.flush()
            session.add(
                OpportunityForecast(
                    forecast_run_id=run.id, opportunity_id=press, stated=0.5, used="model", chance=chance
                )
            )
    wanted = PipelineFilter(basis=Basis.MODEL, currency="EUR", company_ids=frozenset({sqlite_world.companies["IT"]}))
    found, *_ = read(sqlite_database, sqlite_world, tmp_path, "executive", wanted)
    (model,) = [one for one in found.bars if one.bar is Bar.MODEL]
    assert (model.minor, [effect.opportunity_id for effect in model.effects]) == (1_800_000, [press])
    assert not found.unspoken
