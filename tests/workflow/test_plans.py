"""Plans are made, grow, are filled, spread, copied and closed, and what came is set against them; on both databases."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.invoicing.months import Exchange
from data.queries.plans.facts import facts
from data.queries.plans.listing import PlanRow, choices, plan, plans, spans
from data.queries.plans.tree import ancestors, cells, tree
from data.schema.campaign import CampaignCost
from data.schema.contact import Contact
from data.schema.forecast import ForecastPoint, ForecastRun
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.people import Zone
from data.schema.product import ProductFamily
from data.schema.sales import SalesOrder
from data.session import Database
from domain.access import Principal
from domain.errors import CannotUndo, NameTaken, NotFound, NotPermitted
from domain.invoicing import STATUSES, Kind
from domain.plan.errors import (
    BadCell,
    BadNode,
    NodeNotEmpty,
    NodeTwice,
    NotACut,
    NothingToSpreadBy,
    PlanChanged,
    PlanClosed,
    RangesNeeded,
)
from domain.plan.matching import Closing, Source, close
from domain.plan.periods import Span
from domain.plan.spreading import How
from domain.plan.tree import Value
from tests.books import add_books
from tests.world import NOW, TODAY, World
from workflow import plans as verbs
from workflow.plans import Changed, Target, Wish
from workflow.plans.growing import Line

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


class Planner:
    """Somebody who plans: each call is one transaction on the plan as it stands."""

    def __init__(self, database: Database, world: World, login: str = "executive") -> None:
        self.database, self.world = database, world
        self.person: Principal = world.principal(login)
        self.id = 0

    def make(self, kind: str = "sales", cut: str = "months", name: str = "Plan 2026") -> "Planner":
        with self.database.write() as session:
            period_type = verbs.create_period_type(session, self.person, f"{cut} for {name}", cut, 2026)
            type_id = verbs.add_plan_type(session, self.person, f"{kind} for {name}", kind, period_type)
            wish = Wish(self.world.companies["IT"], type_id, name, FIRST, LAST)
            self.id = verbs.create(session, self.person, wish, now=NOW).plan_id
        return self

    def row(self) -> PlanRow:
        with self.database.read() as session:
            return plan(session, self.person, self.id)

    def target(self) -> Target:
        return Target(self.id, self.row().version)

    def do(self, verb: str, *args: object, **named: object) -> Changed:
        target = self.target()
        with self.database.write() as session:
            done: Changed = getattr(verbs, verb)(session, self.person, target, *args, now=NOW, **named)
        return done

    def add(self, about: str, id_: int | None = None, name: str = "", parent: int | None = None) -> int:
        self.do("add_node", Line(parent, about, id_, name))
        with self.database.read() as session:
            return max(node.id for node in tree(session, self.id).nodes)

    def held(self) -> dict[tuple[int, int], Value]:
        with self.database.read() as session:
            return cells(session, self.id)

    def spans(self) -> list[int]:
        row = self.row()
        with self.database.read() as session:
            return list(spans(session, row))

    def closing(self) -> Closing:
        row = self.row()
        with self.database.read() as session:
            came = facts(session, self.person, row, spans(session, row), today=TODAY)
            return close(tree(session, self.id), came, ancestors(session))


def family(session: Session, code: str) -> int:
    return session.scalars(select(ProductFamily.id).where(ProductFamily.code == code)).one()


def families(database: Database) -> tuple[int, int]:
    with database.read() as session:
        return family(session, "MACHINE"), family(session, "SERVICE")


def test_a_plan_grows_is_filled_and_what_was_typed_is_taken_back(database: Database, world: World) -> None:
    planner = Planner(database, world).make()
    machines, service = families(database)
    sara = planner.add("user", world.users["sales"])
    detail = planner.add("family", machines, parent=sara)
    january, february, *_ = planner.spans()
    typed = {(detail, january): Value(100_00, Decimal("2.5")), (detail, february): Value(50_00)}
    first = planner.do("set_cells", typed)
    assert planner.held() == typed
    assert planner.row().total_minor == 150_00
    assert planner.do("set_cells", {(detail, january): Value(100_00, Decimal("2.5"))}).event_id is None
    planner.do("set_cells", {(detail, february): Value()})
    assert planner.held() == {(detail, january): typed[detail, january]}
    with pytest.raises(CannotUndo):
        planner.do("undo_cells", first.event_id)
    last = planner.do("set_cells", {(detail, january): Value(1)})
    planner.do("undo_cells", last.event_id)
    assert planner.held() == {(detail, january): typed[detail, january]}
    refused = (
        ("set_cells", NotFound, [{(sara, january): Value(1)}]), ("set_cells", NotFound, [{(detail, 10**9): Value(1)}]),
        ("set_cells", BadCell, [{(detail, january): Value(-1)}]),
        ("set_cells", BadCell, [{(detail, january): Value(1, Decimal(-1))}]),
        ("add_node", NodeTwice, [Line(sara, "family", machines)]), ("add_node", BadNode, [Line(detail, "family", service)]),
        ("add_node", BadNode, [Line(None, "campaign", world.campaigns["Fair"])]), ("add_node", BadNode, [Line(None, "name", None, " ")]),
        ("add_node", BadNode, [Line(None, "user", world.users["foreign"])]), ("drop_node", NodeNotEmpty, [sara]),
    )  # fmt: skip
    for verb, refusal, wish in refused:
        with pytest.raises(refusal):
            planner.do(verb, *wish)
    planner.do("drop_node", detail)
    planner.do("drop_node", sara)
    assert planner.held() == {}
    planner.do("drop")
    with database.read() as session:
        assert plans(session, planner.person) == []
        assert [
            event.verb for event in session.scalars(select(Event).where(Event.entity == "plan").order_by(Event.id))
        ][-1] == "drop"


def test_who_may_not_plan_is_refused_and_old_versions_too(database: Database, world: World) -> None:
    planner = Planner(database, world).make()
    for login in ("sales", "analyst"):
        with pytest.raises(NotPermitted), database.write() as session:
            verbs.close(session, world.principal(login), planner.target(), now=NOW)
    with database.write() as session, pytest.raises(NotFound):
        verbs.close(session, world.principal("manager"), Target(10**9, 1), now=NOW)
    with database.write() as session, pytest.raises(PlanChanged):
        verbs.close(session, planner.person, Target(planner.id, 9), now=NOW)
    with database.read() as session:
        assert plans(session, world.principal("sales")) == []
        assert [row.id for row in plans(session, world.principal("analyst"))] == [planner.id]
        with pytest.raises(NotFound):
            plan(session, world.principal("foreign"), planner.id)
    planner.do("close")
    with pytest.raises(PlanClosed):
        planner.do("add_node", Line(None, "name", None, "More"))
    planner.do("reopen")
    planner.do("add_node", Line(None, "name", None, "More"))


def test_ranges_are_added_by_year_and_never_overlap(database: Database, world: World) -> None:
    person = world.principal("executive")
    with database.write() as session:
        quarters = verbs.create_period_type(session, person, "Quarters", "quarters", 2026)
        assert (verbs.add_year(session, person, quarters, 2026), verbs.add_year(session, person, quarters, 2027)) == (
            0,
            4,
        )
        free = verbs.create_period_type(session, person, "Seasons", "free", 0, "Spring 2026-03-01 2026-05-31")
        with pytest.raises(NotACut):
            verbs.add_year(session, person, free, 0, "May 2026-05-01 2026-05-31")
        with pytest.raises(NameTaken):
            verbs.create_period_type(session, person, "Quarters", "months", 2026)
        type_id = verbs.add_plan_type(session, person, "Sales", "sales", quarters)
        wish = Wish(world.companies["IT"], type_id, "Far away", date(2040, 1, 1), date(2040, 12, 31))
        with pytest.raises(RangesNeeded):
            verbs.create(session, person, wish, now=NOW)
        with pytest.raises(NotPermitted):
            verbs.create_period_type(session, world.principal("analyst"), "Mine", "months", 2026)


def with_lines(database: Database, world: World) -> None:
    """Give the books lines: families for two thirds of the invoices, zones for some contacts."""
    with database.write() as session:
        add_books(session, world, documents=40)
        zones = [Zone(code=code, name=code) for code in ("NW", "NE")]
        session.add_all(zones)
        session.flush()
        for contact, zone in (("Officine Alfa", zones[0]), ("Delta Sud", zones[1])):
            session.get_one(Contact, world.contacts[contact]).zone_id = zone.id
        both = family(session, "MACHINE"), family(session, "SERVICE")
        for number, invoice in enumerate(session.scalars(select(Invoice).order_by(Invoice.id)).all()):
            if number % 3:
                half = invoice.net_minor // 2
                for line_no, minor in enumerate((half, invoice.net_minor - half)):
                    session.add(
                        InvoiceLine(
                            invoice_id=invoice.id, line_no=line_no, product_family_id=both[(number + line_no) % 2],
                            net_minor=minor, quantity=Decimal(line_no + 1),
                        )
                    )  # fmt: skip


def test_what_came_is_set_against_the_lines_and_nothing_is_lost(database: Database, world: World) -> None:
    with_lines(database, world)
    planner = Planner(database, world).make()
    machines, _service = families(database)
    with database.read() as session:
        west = session.scalars(select(Zone.id).where(Zone.code == "NW")).one()
    zone = planner.add("zone", west)
    detail = planner.add("family", machines, parent=zone)
    found = planner.closing()
    by_hand, everything, quantity = 0, 0, Decimal(0)
    with database.read() as session:
        exchange = Exchange(session, "EUR", TODAY)
        query = (
            select(Invoice, InvoiceLine, Contact.zone_id)
            .join(InvoiceLine, isouter=True)
            .join(Contact, Contact.id == Invoice.contact_id, isouter=True)
        )
        sums: dict[tuple[object, ...], int] = {}
        for invoice, found_line, zone_id in session.execute(query):
            line: InvoiceLine | None = found_line
            if invoice.company_id != world.companies["IT"] or invoice.status not in STATUSES[Kind.INVOICES]:
                continue
            if not FIRST <= invoice.issued_on <= LAST:
                continue
            ours = zone_id == west and line is not None and line.product_family_id == machines
            key = (
                ours,
                invoice.currency_code,
                invoice.issued_month,
                zone_id,
                invoice.owner_id,
                invoice.agent_id,
                line.product_family_id if line else None,
            )
            sums[key] = sums.get(key, 0) + (line.net_minor if line else invoice.net_minor)
            quantity += line.quantity if ours and line else 0
        for (is_ours, currency, month, *_rest), minor in sums.items():
            amount = exchange.minor(minor, str(currency), min(int(str(month)), TODAY.year * 12 + TODAY.month - 1))
            by_hand, everything = by_hand + (amount if is_ours else 0), everything + amount
    came = found.came(detail, Source.INVOICES, planner.spans())
    assert (came.minor, came.quantity) == (by_hand, quantity)
    assert by_hand != 0
    rest = sum(why.minor for (source, _), why in found.unmatched.items() if source is Source.INVOICES)
    assert came.minor + rest == everything
    orders = sum(why.count for (source, _), why in found.unmatched.items() if source is Source.ORDERS)
    with database.read() as session:
        known = select(SalesOrder).where(
            SalesOrder.company_id == world.companies["IT"],
            SalesOrder.status.in_(STATUSES[Kind.ORDERS]),
            SalesOrder.ordered_on.between(FIRST, LAST),
        )
        assert orders == len(session.scalars(known).all())
        deals = select(Opportunity).where(
            Opportunity.company_id == world.companies["IT"],
            Opportunity.outcome == "open",
            Opportunity.expected_order_on.between(FIRST, LAST),
            Opportunity.currency_code == "EUR",
        )
        open_minor = sum(each.net_minor for each in session.scalars(deals))
    franc = round(3_333_333 / Decimal("0.9375"))
    seen = sum(why.minor for (source, _), why in found.unmatched.items() if source is Source.OPPORTUNITIES)
    assert abs(seen - open_minor - franc) <= 1


def test_totals_are_spread_like_last_year_and_by_the_seasons_of_the_stored_forecast(
    database: Database, world: World
) -> None:
    with_lines(database, world)
    planner = Planner(database, world).make(cut="quarters")
    machines, service = families(database)
    detail, other = planner.add("family", machines), planner.add("family", service)
    total = Value(1_000_001, Decimal("10.5"))
    planner.do("spread_total", detail, total, How.EVENLY, today=TODAY)
    assert [planner.held()[detail, place].minor for place in planner.spans()] == [250_000, 250_000, 250_001, 250_000]
    assert sum((planner.held()[detail, place].quantity for place in planner.spans()), Decimal(0)) == Decimal("10.5")
    with pytest.raises(NothingToSpreadBy):
        planner.do("spread_total", other, total, How.SEASONS, today=TODAY)
    with database.write() as session:
        run = ForecastRun(
            company_id=world.companies["IT"],
            model="blend",
            measure="invoicing",
            cutoff_on=date(2026, 6, 30),
            run_at=NOW,
        )
        session.add(run)
        session.flush()
        for horizon in range(1, 13):
            month = 2026 * 12 + 5 + horizon
            mean = 300.0 if month % 12 in {3, 4, 5} else 100.0  # April, May, June
            session.add(
                ForecastPoint(forecast_run_id=run.id, month=month, horizon=horizon, level=80, mean=mean, low=0, high=0)
            )
    planner.do("spread_total", other, Value(6_000_00), How.SEASONS, today=TODAY)
    assert [planner.held()[other, place].minor for place in planner.spans()] == [1_000_00, 3_000_00, 1_000_00, 1_000_00]
    planner.do("spread_total", detail, Value(10**6), How.LAST_YEAR, today=TODAY)
    row = planner.row()
    with database.read() as session:
        before = {
            place: Span("", span.starts_on.replace(year=2025), span.ends_on.replace(year=2025))
            for place, span in spans(session, row).items()
        }
        came = [
            fact
            for fact in facts(session, planner.person, row, before, today=TODAY)
            if fact.family_id == machines and fact.source is Source.INVOICES
        ]
    weights = [max(sum(fact.minor for fact in came if fact.span_id == place), 0) for place in planner.spans()]
    for place, weight in zip(planner.spans(), weights, strict=True):
        minor = planner.held().get((detail, place), Value()).minor
        assert abs(minor - 10**6 * weight / sum(weights)) <= 1


def test_a_copy_is_a_new_edition_or_the_next_year_with_everything_in_it(database: Database, world: World) -> None:
    planner = Planner(database, world).make(cut="quarters")
    machines, _ = families(database)
    group = planner.add("name", name="All")
    detail = planner.add("family", machines, parent=group)
    planner.do(
        "set_cells",
        {
            (detail, place): Value(1_000_00 * number, Decimal(number))
            for number, place in enumerate(planner.spans(), start=1)
        },
    )
    with pytest.raises(RangesNeeded):
        planner.do("copy", years=1, percent=Decimal(10))
    with database.write() as session:
        verbs.add_year(session, planner.person, planner.row().period_type_id, 2027)
    edition = planner.do("copy", years=0, percent=Decimal(0)).plan_id
    following = planner.do("copy", years=1, percent=Decimal(10)).plan_id
    with database.read() as session:
        rows = {row.id: row for row in plans(session, planner.person)}
        assert (rows[edition].edition, rows[edition].total_minor) == (2, 10_000_00)
        assert (rows[following].edition, rows[following].starts_on, rows[following].total_minor) == (
            1,
            date(2027, 1, 1),
            11_000_00,
        )
        assert [(branch.depth, branch.node.name) for branch in tree(session, following).branches()] == [
            (0, "All"),
            (1, "Machines"),
        ]
        places = list(spans(session, rows[following]))
        copied = cells(session, following)
        assert [copied[node.id, place].quantity for node in tree(session, following).details() for place in places] == [
            Decimal("1.1"), Decimal("2.2"), Decimal("3.3"), Decimal("4.4"),
        ]  # fmt: skip


def test_costs_of_campaigns_are_set_against_a_marketing_budget(database: Database, world: World) -> None:
    planner = Planner(database, world).make("marketing")
    with database.write() as session:
        for day, minor in ((date(2026, 2, 3), 100_00), (date(2026, 2, 28), 23_00), (date(2025, 2, 3), 7_00)):
            session.add(
                CampaignCost(campaign_id=world.campaigns["Fair"], spent_on=day, description="More", amount_minor=minor)
            )
    assert planner.closing().matched == {}
    (why,) = planner.closing().unmatched.values()
    assert why.minor == 123_00 + 800_000  # the stand of the known company was paid in January
    detail = planner.add("campaign", world.campaigns["Fair"], parent=planner.add("name", name="Fairs"))
    found = planner.closing()
    january, february, *_ = planner.spans()
    assert (found.came(detail, Source.COSTS, [february]).minor, found.came(detail, Source.COSTS, [january]).minor) == (
        123_00,
        800_000,
    )
    assert found.unmatched == {}
    with database.read() as session:
        assert [name for _, name in choices(session, world.companies["IT"]).campaigns] == ["Fair"]
