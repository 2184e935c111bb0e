"""The database of an earlier day is what the database was on that day, whatever was done since."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from data.past import PastDatabase, Shelf
from data.queries import board
from data.queries.weighing import Weighing
from data.schema import Base
from data.schema.activity import Activity, ActivityType
from data.schema.campaign import Campaign, CampaignMember
from data.schema.company import SourceSystem
from data.schema.contact import Contact
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity, OpportunitySnapshot
from data.session import Database, Session
from data.summary import differences
from domain.activity import Plan, Report
from domain.basis import Basis
from domain.errors import PastIsReadOnly
from domain.filter import PipelineFilter
from tests.selling import Seller
from tests.world import NOW, TODAY, World
from workflow import activities, contacts, documents
from workflow.activities import About
from workflow.opportunities import Closing, LineValues, Merge, New, create, lose, merge, reopen
from workflow.opportunities.won_order import OrderWish
from workflow.snapshots import take_snapshot

DAY = TODAY
AFTER = NOW + timedelta(days=1)
KEPT = (
    "opportunity", "opportunity_line", "stage_history", "opportunity_task", "quote", "quote_line", "sales_order",
    "sales_order_line", "invoice", "invoice_line", "payment", "activity", "contact", "opportunity_total",
    "document_total", "expected_invoicing", "event",
)  # fmt: skip
NOT_COMPARED = frozenset({"version", "updated_at"})


def picture(database: Database, names: tuple[str, ...] = KEPT) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of the tables that change from day to day, without their versions."""
    found = {}
    with database.read() as session:
        for name in names:
            columns = [column for column in Base.metadata.tables[name].c if column.name not in NOT_COMPARED]
            found[name] = sorted(tuple(map(str, row)) for row in session.execute(select(*columns)))
    return found


def busy_days(seller: Seller) -> None:
    """Do what people do, on the days after."""
    world, who = seller.world, seller.principal
    seller.now = AFTER
    seller.edit("press", gross_minor=13_000_000, expected_order_on=date(2027, 1, 31), title="Press, larger")
    seller.edit("robot", owner_id=world.users["colleague"])
    seller.save("lines", [LineValues(gross_minor=1_000_00, discount_minor=100_00, description="Only this")])
    won = seller.win("silent", final_minor=123_456, order=OrderWish("lines"))
    seller.run(lambda unit: reopen(unit, who, seller.target("won"), today=TODAY, now=seller.now))
    new = New(world.companies["IT"], "Brand new", world.types["new"], contact_name="Nuova Srl", net_minor=5_000_00)
    made = seller.run(lambda unit: create(unit, who, new, today=TODAY, now=seller.now))
    seller.offer(made.opportunity_id)
    log_and_plan(seller, "press")
    with seller.database.read() as session:
        order_id = session.scalars(text("SELECT max(id) FROM sales_order")).one()
    invoice(seller, int(order_id))
    assert won.event_id


def log_and_plan(seller: Seller, key: str) -> None:
    with seller.database.read() as session:
        call = session.scalars(select(ActivityType.id).order_by(ActivityType.id).limit(1)).one()
    about = About(opportunity_id=seller.id(key))
    report, plan = Report(call, "Called again"), Plan(call, "Visit", TODAY + timedelta(days=9))
    seller.run(lambda unit: activities.log(unit, seller.principal, about, report, now=seller.now))
    seller.run(lambda unit: activities.plan(unit, seller.principal, about, plan, now=seller.now))


def invoice(seller: Seller, order_id: int) -> None:
    boss = seller.world.principal("manager")
    target = documents.Target(order_id, 1)
    issue = documents.Issue(TODAY)
    made = seller.run(lambda unit: documents.issue_invoice(unit, boss, target, issue, today=TODAY, now=seller.now))
    bill = documents.Target(int(str(made.after["invoice_id"])), 1)
    receipt = documents.Receipt(TODAY)
    seller.run(lambda unit: documents.register_payment(unit, boss, bill, receipt, today=TODAY, now=seller.now))


def past_of(database: Database, folder: Path, day: date = DAY) -> PastDatabase:
    return Shelf(folder / "past", database).make(day)


def test_what_was_done_later_is_taken_back_to_the_last_row(database: Database, world: World, tmp_path: Path) -> None:
    before = picture(database)
    busy_days(Seller(database, world))
    assert picture(database) != before
    past = past_of(database, tmp_path)
    found = picture(past)
    for name in KEPT:
        assert found[name] == before[name], name
    with past.read() as session:
        assert differences(session) == []
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert session.execute(text("SELECT count(*) FROM user_session")).scalar_one() == 0


def test_merging_deleting_and_losing_are_taken_back_as_well(database: Database, world: World, tmp_path: Path) -> None:
    seller = Seller(database, world)
    log_and_plan(seller, "robot")
    before = picture(database)
    seller.now = AFTER
    robot = Merge(seller.id("robot"), seller.read("robot").version, ("title",), "both")
    seller.run(lambda unit: merge(unit, seller.principal, seller.target("press"), robot, today=TODAY, now=seller.now))
    with database.read() as session:
        visit = session.scalars(select(Activity.id).where(Activity.subject == "Visit")).one()
    gone = activities.Target(visit, 1)
    seller.run(lambda unit: activities.delete(unit, seller.principal, gone, now=seller.now))
    closing = Closing(world.reasons["PRICE"], TODAY)
    seller.run(lambda unit: lose(unit, seller.principal, seller.target("lines"), closing, today=TODAY, now=seller.now))
    found = picture(past_of(database, tmp_path))
    for name in KEPT:
        assert found[name] == before[name], name


REGISTER = ("campaign_member", "contact_person", "contact_address")


@pytest.mark.parametrize("what", ["merged", "undone", "merged again"])
def test_contacts_that_were_merged_are_two_again_whether_that_was_undone_or_not(
    database: Database, world: World, tmp_path: Path, what: str
) -> None:
    with database.write() as session:
        linked(session, world)
    before = picture(database, KEPT + REGISTER)
    clerk = Seller(database, world, "country_manager")
    clerk.now = AFTER
    merged = merge_contacts(clerk)
    if what != "merged":
        clerk.now += timedelta(seconds=5)
        clerk.run(lambda unit: contacts.undo(unit, clerk.principal, merged.event_id or 0, now=clerk.now))
    if what == "merged again":
        clerk.now += timedelta(seconds=5)
        merge_contacts(clerk)
    found = picture(past_of(database, tmp_path), KEPT + REGISTER)
    for name in KEPT + REGISTER:
        assert found[name] == before[name], name


def test_what_was_undone_after_midnight_was_still_merged_before(
    database: Database, world: World, tmp_path: Path
) -> None:
    with database.write() as session:
        linked(session, world)
    clerk = Seller(database, world, "country_manager")
    clerk.now = datetime.combine(DAY + timedelta(days=1), datetime.min.time(), UTC) - timedelta(seconds=5)
    merged = merge_contacts(clerk)
    before = picture(database, KEPT + REGISTER)
    clerk.now += timedelta(seconds=10)
    clerk.run(lambda unit: contacts.undo(unit, clerk.principal, merged.event_id or 0, now=clerk.now))
    assert picture(database, KEPT + REGISTER) != before
    found = picture(past_of(database, tmp_path), KEPT + REGISTER)
    for name in KEPT + REGISTER:
        assert found[name] == before[name], name


def linked(session: Session, world: World) -> None:
    """Let both contacts be members of a campaign, one of a second one; and one come from elsewhere."""
    alfa, beta = (world.contacts[name] for name in ("Officine Alfa", "Beta Meccanica"))
    for code, members in (("K1", [alfa, beta]), ("K2", [beta])):
        campaign = Campaign(company_id=world.companies["IT"], code=code, name=code, currency_code="EUR")
        session.add(campaign)
        session.flush()
        session.add_all([CampaignMember(campaign_id=campaign.id, contact_id=member) for member in members])
    elsewhere = SourceSystem(code="OLD", name="The old system")
    session.add(elsewhere)
    session.flush()
    contact = session.get_one(Contact, beta)
    contact.source_system_id, contact.source_id = elsewhere.id, "4711"


def merge_contacts(clerk: Seller) -> contacts.Change:
    """Take Beta Meccanica into Officine Alfa, after giving it another telephone."""
    alfa, beta = (clerk.world.contacts[name] for name in ("Officine Alfa", "Beta Meccanica"))

    def target(id_: int) -> contacts.Target:
        with clerk.database.read() as session:
            return contacts.Target(id_, session.get_one(Contact, id_).version)

    phone = {"phone": f"+39 {clerk.now:%H%M%S}"}
    clerk.run(lambda unit: contacts.edit(unit, clerk.principal, target(beta), phone, today=TODAY, now=clerk.now))
    asked = contacts.Merge(beta, target(beta).version)
    return clerk.run(lambda unit: contacts.merge(unit, clerk.principal, target(alfa), asked, now=clerk.now))


def test_opportunities_merged_and_parted_again_are_what_they_were(
    database: Database, world: World, tmp_path: Path
) -> None:
    seller = Seller(database, world)
    log_and_plan(seller, "robot")
    before = picture(database)
    seller.now = AFTER
    robot = Merge(seller.id("robot"), seller.read("robot").version, ("title",), "both")
    done = seller.run(
        lambda unit: merge(unit, seller.principal, seller.target("press"), robot, today=TODAY, now=seller.now)
    )
    seller.now += timedelta(seconds=5)
    seller.undo(done)
    found = picture(past_of(database, tmp_path))
    for name in KEPT:
        assert found[name] == before[name], name


def test_totals_of_a_day_are_those_of_its_snapshot(database: Database, world: World, tmp_path: Path) -> None:
    seller = Seller(database, world)
    seller.edit("press", gross_minor=13_000_000)
    noon = NOW + timedelta(hours=2)
    with database.write() as session:
        take_snapshot(session, DAY, noon)
    seller.now = NOW + timedelta(hours=5)  # on the same day, after its snapshot
    seller.edit("robot", gross_minor=77)
    busy_days(seller)
    past = past_of(database, tmp_path)
    assert past.at == noon
    with database.read() as session:
        rows = session.execute(
            select(
                OpportunitySnapshot.currency_code, OpportunitySnapshot.net_minor, OpportunitySnapshot.stated_percent
            ).where(OpportunitySnapshot.snapshot_on == DAY)
        ).all()
    weighted: dict[str, int] = {}
    for currency, net_minor, percent in rows:
        weighted[currency] = weighted.get(currency, 0) + net_minor * percent
    with past.read() as session:
        found = session.execute(
            select(
                Opportunity.currency_code, func.count(), func.sum(Opportunity.net_minor * Opportunity.stated_percent)
            )
            .where(Opportunity.outcome == "open")
            .group_by(Opportunity.currency_code)
        ).all()
        summary = board.columns(
            session, world.principal("executive"), PipelineFilter(), currency="EUR", as_of=DAY
        ).summary
    assert {currency: total for currency, _, total in found} == weighted
    assert sum(count for _, count, _ in found) == len(rows) == summary.count


def test_of_forecasts_is_kept_what_looked_from_the_day_or_earlier(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path
) -> None:
    press, won = (sqlite_world.opportunities[key] for key in ("press", "won"))
    runs = ((date(2026, 5, 31), True, 0.31), (date(2026, 6, 30), True, 0.42), (date(2026, 7, 31), False, 0.53))
    with sqlite_database.write() as session:
        for cutoff_on, is_backtest, chance in runs:
            run = ForecastRun(
                company_id=sqlite_world.companies["IT"], model="win", measure="winning", is_backtest=is_backtest,
                cutoff_on=cutoff_on, run_at=NOW + timedelta(days=90),
            )  # fmt: skip
            session.add(run)
            session.flush()
            session.add_all(
                OpportunityForecast(
                    forecast_run_id=run.id, opportunity_id=id_, stated=0.5, used="model", chance=chance, outcome="won"
                )
                for id_ in (press, won)
            )
    with past_of(sqlite_database, tmp_path).read() as session:
        found = session.execute(
            select(ForecastRun.cutoff_on, ForecastRun.is_backtest, OpportunityForecast.outcome)
            .join(OpportunityForecast, OpportunityForecast.forecast_run_id == ForecastRun.id)
            .order_by(ForecastRun.cutoff_on, OpportunityForecast.opportunity_id)
        ).all()
        weighing = Weighing.of(session, sqlite_world.principal("executive"), PipelineFilter(basis=Basis.MODEL))
        said = session.scalars(select(weighing.percent).where(Opportunity.id == press)).one()
    assert [tuple(row) for row in found] == [
        (date(2026, 5, 31), True, None), (date(2026, 5, 31), True, "won"),
        (date(2026, 6, 30), False, None), (date(2026, 6, 30), False, "won"),
    ]  # fmt: skip
    assert said == 42


def test_the_past_cannot_be_changed(sqlite_database: Database, sqlite_world: World, tmp_path: Path) -> None:
    past = past_of(sqlite_database, tmp_path)
    with pytest.raises(PastIsReadOnly):
        past.run(lambda session: session.get(Opportunity, 1))
    with pytest.raises(PastIsReadOnly):
        past.write()
    with past.read() as session, pytest.raises(OperationalError, match="readonly"):
        session.execute(text("DELETE FROM opportunity"))


def test_a_day_is_made_anew_when_something_before_it_comes_later(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path / "past", sqlite_database)
    day = DAY - timedelta(days=1)
    first = shelf.make(day)
    assert shelf.make(day) is shelf.find(day) is first
    seller = Seller(sqlite_database, sqlite_world)
    seller.edit("press", title="After it: that changes nothing")
    shelf = Shelf(tmp_path / "past", sqlite_database)
    assert shelf.make(day).url == first.url
    seller.now = datetime(2026, 7, 13, 12, tzinfo=UTC)
    seller.edit("press", title="Before it")
    shelf = Shelf(tmp_path / "past", sqlite_database)
    assert shelf.find(day) is None
    assert shelf.make(day).url != first.url


def test_what_could_not_be_made_leaves_no_file_behind(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path
) -> None:
    assert sqlite_world.opportunities
    with sqlite_database.write() as session:
        session.execute(text("ALTER TABLE opportunity_pause RENAME TO elsewhere"))
    with pytest.raises(OperationalError):
        past_of(sqlite_database, tmp_path)
    assert list((tmp_path / "past").glob("*.db*")) == []


def test_only_the_days_asked_for_last_are_kept(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.past.shelf.MOST_KEPT", 2)
    monkeypatch.setattr("data.past.shelf.LONGEST_MAKING_SECONDS", 0)
    shelf = Shelf(tmp_path / "past", sqlite_database)
    for days in (3, 2, 1):
        shelf.make(DAY - timedelta(days=days))
    assert [shelf.find(DAY - timedelta(days=days)) is None for days in (3, 2, 1)] == [True, False, False]
    assert len(list((tmp_path / "past").glob("*.db"))) == 2
