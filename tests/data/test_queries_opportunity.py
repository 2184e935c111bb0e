"""The page of one opportunity, the lists to choose from, the search and the export rows."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from data.fx import converted
from data.queries import board, export, opportunity, options, search
from data.queries.export import HEADINGS, Cell
from data.schema.contact import Contact, ContactQuality
from data.schema.invoice import DocumentLink, Invoice
from data.schema.opportunity import Opportunity, OpportunityTask
from data.schema.pipeline import OpportunityType, Stage, StageTask
from data.session import Database
from domain import period
from domain.detail import Detail
from domain.errors import NotFound
from domain.filter import PipelineFilter
from domain.money import Money
from domain.period import month_of
from tests.world import NOW, TODAY, World
from workflow import opportunities as verbs


def detail_of(database: Database, world: World, key: str, login: str = "administrator") -> Detail:
    with database.read() as session:
        return opportunity.detail(session, world.principal(login), world.opportunities[key], today=TODAY)


# ── The page ───────────────────────────────────────────────────────────────────────────────────────


def test_the_page_names_everything_in_words(shelf: Database, stock: World) -> None:
    header = detail_of(shelf, stock, "press", "sales").header
    assert (header.number, header.title, header.company) == ("IT-0001", "Hydraulic press", "Caudal Italia")
    assert (header.type, header.pipeline, header.stage) == ("New business", "New business", "Detailed offer")
    assert (header.owner, header.team, header.probability) == ("Sara Vendi", "Team North", "50 %")
    assert (header.net_minor, header.weighted_minor, header.currency) == (12_000_000, 6_000_000, "EUR")
    assert (header.age_days, header.idle_days, header.changeable) == (60, 3, True)


@pytest.mark.parametrize(("login", "key"), [("sales", "south"), ("foreign", "press"), ("manager", "teamless")])
def test_the_page_outside_the_scope_does_not_exist(shelf: Database, stock: World, login: str, key: str) -> None:
    with pytest.raises(NotFound):
        detail_of(shelf, stock, key, login)


@pytest.mark.parametrize("login", ["colleague", "analyst", "executive"])
def test_who_may_only_look_is_told_so(shelf: Database, stock: World, login: str) -> None:
    assert not detail_of(shelf, stock, "press", login).header.changeable


def test_the_contact_comes_with_its_stars(shelf: Database, stock: World) -> None:
    contact = detail_of(shelf, stock, "press").contact
    assert contact is not None
    assert (contact.name, contact.city, contact.stars) == ("Officine Alfa", "Torino", 5)


def test_stars_given_to_the_opportunity_go_first(database: Database, world: World) -> None:
    with database.write() as session:
        one_star = session.scalars(select(ContactQuality).where(ContactQuality.stars == 1)).one()
        session.get_one(Opportunity, world.opportunities["press"]).contact_quality_id = one_star.id
    contact = detail_of(database, world, "press").contact
    assert contact is not None
    assert contact.stars == 1


def test_an_opportunity_without_contact_still_has_a_page(database: Database, world: World) -> None:
    with database.write() as session:
        session.get_one(Opportunity, world.opportunities["press"]).contact_id = None
    assert detail_of(database, world, "press").contact is None


def test_the_lines_add_up_to_the_header(shelf: Database, stock: World) -> None:
    found = detail_of(shelf, stock, "lines")
    assert [line.line_no for line in found.lines] == [1, 2, 3]
    assert sum(line.net_minor for line in found.lines) == found.header.net_minor
    assert {line.product_family for line in found.lines} == {"Machines", "Service"}


def test_the_steps_are_past_current_and_future(shelf: Database, stock: World) -> None:
    steps = detail_of(shelf, stock, "press").steps
    assert [step.place for step in steps] == ["past", "past", "past", "current", "future", "future"]
    assert [step.glyph for step in steps] == [0, 1, 2, 3, 4, 5]
    assert steps[0].days == 30
    assert steps[3].days == 30
    assert steps[1].days is None


def test_the_usual_stay_is_the_median_of_the_companys_finished_ones(shelf: Database, stock: World) -> None:
    steps = detail_of(shelf, stock, "press").steps
    # press 30, robot 60, franc 16, south 100, won 130, lost 90, lost_franc 78; those of the other company stay out.
    assert steps[0].median_days == 78
    assert steps[3].median_days is None


def test_a_won_one_ends_its_steps_with_the_won_stage(shelf: Database, stock: World) -> None:
    steps = detail_of(shelf, stock, "won").steps
    assert [step.kind for step in steps] == ["open"] * 6 + ["won"]
    assert steps[-1].place == "current"


def test_the_stays_tell_the_way_it_went(database: Database, world: World) -> None:
    with database.write() as session:
        target = verbs.Target(world.opportunities["press"], 1)
        closing = verbs.Closing(world.reasons["PRICE"], TODAY)
        verbs.lose(session, world.principal("sales"), target, closing, today=TODAY, now=NOW)
    stays = detail_of(database, world, "press").stays
    assert [stay.stage for stay in stays] == ["First contact", "Detailed offer", "Lost"]
    assert [stay.left_at is None for stay in stays] == [False, False, True]


def test_the_events_tell_who_changed_what_the_latest_first(database: Database, world: World) -> None:
    with database.write() as session:
        target = verbs.Target(world.opportunities["press"], 1)
        verbs.move(session, world.principal("sales"), target, world.probabilities[75], today=TODAY, now=NOW)
    first, last = detail_of(database, world, "press").events
    assert (first.verb, first.user, first.after["stated_percent"], first.before["stated_percent"]) == (
        "move", "Sara Vendi", 75, 50,
    )  # fmt: skip
    assert last.verb == "create"


def test_activities_are_planned_by_day_then_done(shelf: Database, stock: World) -> None:
    activities = detail_of(shelf, stock, "press").activities
    assert [activity.subject for activity in activities] == [
        "Ask for the order", "Show the press", "Presented the offer",
    ]  # fmt: skip


def test_the_tasks_of_the_stage_say_what_is_done(database: Database, world: World) -> None:
    with database.write() as session:
        drawing = StageTask(stage_id=world.stages["new", 3], name="Drawing", sort_order=1, mandatory=True)
        price = StageTask(stage_id=world.stages["new", 3], name="Price", sort_order=2)
        session.add_all([drawing, price, StageTask(stage_id=world.stages["new", 4], name="Other stage")])
        session.flush()
        session.add(
            OpportunityTask(
                opportunity_id=world.opportunities["press"], stage_task_id=drawing.id, done_at=NOW,
                done_by_user_id=world.users["sales"],
            )
        )  # fmt: skip
    tasks = detail_of(database, world, "press").tasks
    assert [(task.name, task.mandatory, task.done_at, task.done_by) for task in tasks] == [
        ("Drawing", True, NOW, "Sara Vendi"), ("Price", False, None, None),
    ]  # fmt: skip


def test_the_chain_goes_from_the_quote_to_the_invoice(shelf: Database, stock: World) -> None:
    chain = detail_of(shelf, stock, "won").chain
    assert [quote.number for quote in chain.quotes] == ["Q-1"]
    assert [(order.number, order.invoiced_minor) for order in chain.orders] == [("O-1", 2_000_000)]
    assert [(invoice.number, invoice.order_id) for invoice in chain.invoices] == [("I-1", chain.orders[0].id)]


def test_the_chain_holds_what_bills_its_order_and_what_an_extra_link_names(database: Database, world: World) -> None:
    with database.write() as session:
        order_id = session.scalars(select(Invoice.sales_order_id)).one()
        amounts = {
            "company_id": world.companies["IT"],
            "currency_code": "EUR",
            "issued_on": TODAY,
            "issued_month": month_of(TODAY),
        }
        of_order = Invoice(number="I-2", sales_order_id=order_id, **amounts)
        linked = Invoice(number="I-3", **amounts)
        session.add_all([of_order, linked, Invoice(number="I-4", **amounts)])
        session.flush()
        session.add(DocumentLink(opportunity_id=world.opportunities["won"], invoice_id=linked.id))
    numbers = [invoice.number for invoice in detail_of(database, world, "won").chain.invoices]
    assert numbers == ["I-1", "I-2", "I-3"]


# ── The lists ──────────────────────────────────────────────────────────────────────────────────────


def test_one_can_choose_only_what_one_sees(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = options.filter_options(session, stock.principal("sales"))
    assert [option.label for option in found.companies] == ["Caudal Italia"]
    assert [(option.label, option.count) for option in found.owners] == [("Nico Vicino", 2), ("Sara Vendi", 4)]
    assert found.currencies == ("EUR", "CHF")


def test_the_lists_count_the_open_ones(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = options.filter_options(session, stock.principal("administrator"))
    assert sum(option.count or 0 for option in found.companies) == 11
    assert sum(option.count or 0 for option in found.types) == 11
    assert {option.percent: option.count for option in found.percents} == {
        0: 0,
        10: 3,
        25: 3,
        50: 3,
        75: 1,
        90: 1,
        100: 0,
    }
    assert sum(stage.count for stage in found.stages) == 11


def test_a_retired_value_is_offered_while_opportunities_have_it(database: Database, world: World) -> None:
    with database.write() as session:
        for kind in session.scalars(select(OpportunityType)):
            kind.active = False
        for stage in session.scalars(select(Stage)):
            stage.active = False
        session.add(OpportunityType(code="OLD", description="Never used", active=False))
    with database.read() as session:
        found = options.filter_options(session, world.principal("foreign"))
    assert [option.label for option in found.types] == ["New business", "Renewal business"]
    assert {stage.id for stage in found.stages} == {
        world.stages["new", 3], world.stages["new", 1], world.stages["new", "won"], world.stages["renewal", 0],
    }  # fmt: skip


def test_a_person_without_companies_can_choose_nothing(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = options.filter_options(session, replace(stock.principal("sales"), company_ids=frozenset()))
    assert (found.companies, found.owners) == ((), ())


def test_stages_fill_up_along_their_pipeline(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = options.stages(session, stock.principal("sales"))
    of_new = [(stage.glyph, stage.kind) for stage in found if stage.pipeline_id == stock.pipelines["new"]]
    assert of_new == [*((glyph, "open") for glyph in range(6)), (5, "won"), (0, "lost")]


# ── The search ─────────────────────────────────────────────────────────────────────────────────────


def found_by(database: Database, world: World, text: str, login: str = "administrator") -> tuple[list[str], list[str]]:
    with database.read() as session:
        hits = search.find(session, world.principal(login), text)
    return [hit.title for hit in hits.opportunities], [hit.name for hit in hits.contacts]


def test_search_finds_titles_numbers_and_contacts(shelf: Database, stock: World) -> None:
    assert found_by(shelf, stock, "hydraulic") == (["Hydraulic press"], [])
    assert found_by(shelf, stock, "ch-0016") == (["Export machine"], [])
    titles, contacts = found_by(shelf, stock, "meccanica")
    assert set(titles) == {"Silent pump", "Amount unknown", "Old lathe"}
    assert contacts == ["Beta Meccanica"]


def test_search_shows_open_ones_first(shelf: Database, stock: World) -> None:
    assert found_by(shelf, stock, "cutter")[0] == ["Swiss cutter", "Cutter, lost"]


def test_search_stays_within_the_scope(shelf: Database, stock: World) -> None:
    assert found_by(shelf, stock, "alpen", "sales") == ([], [])
    assert found_by(shelf, stock, "line", "sales")[0] == []
    assert found_by(shelf, stock, "line", "other_team")[0] == ["South line"]


def test_search_counts_of_a_contact_what_the_person_sees(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        of_all = search.find(session, stock.principal("administrator"), "officine").contacts
        of_other = search.find(session, stock.principal("other_team"), "officine").contacts
    assert [contact.open_count for contact in of_all] == [2]
    assert [contact.open_count for contact in of_other] == [0]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\x00", "'; DROP TABLE opportunity --", '"', "x" * 5000, "😀"])
def test_search_answers_anything_at_all(shelf: Database, stock: World, text: str) -> None:
    assert found_by(shelf, stock, text) == ([], [])


def test_search_keeps_to_its_limit(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        assert len(search.find(session, stock.principal("administrator"), "it-", limit=3).opportunities) == 3


# ── The export ─────────────────────────────────────────────────────────────────────────────────────


def exported(database: Database, world: World, login: str, wanted: PipelineFilter) -> list[dict[str, Cell]]:
    with database.read() as session:
        rows = list(export.rows(session, world.principal(login), wanted))
        assert len(rows) == export.count(session, world.principal(login), wanted)
    return [dict(zip((heading.name for heading in HEADINGS), row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    "wanted",
    [
        PipelineFilter(),
        PipelineFilter(percent_min=25, percent_max=50),
        PipelineFilter(period=period.parse("2026-Q3", TODAY)),
        PipelineFilter(text="presse"),
    ],
)
@pytest.mark.parametrize("login", ["administrator", "sales", "foreign"])
def test_the_export_adds_up_to_the_board(shelf: Database, stock: World, login: str, wanted: PipelineFilter) -> None:
    rows = exported(shelf, stock, login, wanted)
    with shelf.read() as session:
        found = board.columns(session, stock.principal(login), wanted, currency="EUR", as_of=TODAY)
    assert len(rows) == sum(column.totals.count for column in found.columns)
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        assert isinstance(row["net"], Money)
        group = (f"{row['outcome']} {row['probability']}", row["net"].currency)
        sums[group] = sums.get(group, 0) + row["net"].minor
    with shelf.read() as session:
        converted_sums = sum(
            converted(session, Money(minor, code), "EUR", TODAY).minor for (_, code), minor in sums.items()
        )
    assert converted_sums == sum(column.totals.net_minor for column in found.columns)


def test_a_row_of_the_export_holds_money_and_days_as_such(shelf: Database, stock: World) -> None:
    (row,) = exported(shelf, stock, "foreign", PipelineFilter(text="export machine"))
    assert (row["number"], row["contact"], row["currency"]) == ("CH-0016", "Alpen Werk", "JPY")
    assert row["net"] == Money(5_000_001, "JPY")
    assert isinstance(row["net"], Money)
    assert row["net"].major == Decimal(5_000_001)
    assert row["weighted"] == Money(1_250_000, "JPY")
    assert row["expected_order_on"] == TODAY + timedelta(days=40)
    assert isinstance(row["created_on"], date)
    assert (row["closed_on"], row["reason"]) == (None, None)


def test_the_export_goes_by_company_and_number(shelf: Database, stock: World) -> None:
    numbers = [str(row["number"]) for row in exported(shelf, stock, "administrator", PipelineFilter())]
    assert numbers == sorted(numbers, key=lambda number: (number.startswith("CH"), number))


def test_an_opportunity_without_contact_is_exported_too(database: Database, world: World) -> None:
    with database.write() as session:
        session.get_one(Opportunity, world.opportunities["press"]).contact_id = None
        assert session.scalars(select(Contact)).first() is not None
    assert "IT-0001" in {row["number"] for row in exported(database, world, "sales", PipelineFilter())}
