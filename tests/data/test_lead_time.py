"""The lead time of a company is the median of what its orders took, and dates opportunities that do not say when."""

from datetime import date, timedelta

from sqlalchemy import select

from data.lead_time import FEWEST_ORDERS, learn_lead_times
from data.schema.company import Company
from data.schema.invoice import Invoice
from data.schema.invoicing import ExpectedInvoicing
from data.schema.sales import SalesOrder
from data.session import Database
from data.summary import differences
from domain.period import month_of
from tests.world import TODAY, World, build


def add_orders(database: Database, world: World, days: list[int], *, ordered_on: date, status: str = "issued") -> None:
    with database.write() as session:
        for number, wait in enumerate(days):
            shared = {"company_id": world.companies["IT"], "currency_code": "EUR", "net_minor": 100}
            order = SalesOrder(
                number=f"L-{ordered_on}-{status}-{number}", ordered_on=ordered_on, ordered_month=month_of(ordered_on), **shared
            )  # fmt: skip
            session.add(order)
            session.flush()
            for part in (0, 30):  # the second invoice comes later and does not count
                issued_on = ordered_on + timedelta(days=wait + part)
                session.add(
                    Invoice(
                        number=f"{order.number}-{part}", sales_order_id=order.id, status=status, issued_on=issued_on,
                        issued_month=month_of(issued_on), **shared,
                    )
                )  # fmt: skip


def learned(database: Database, world: World) -> int:
    with database.write() as session:
        learn_lead_times(session, TODAY)
    with database.read() as session:
        assert differences(session) == []
        return int(session.execute(select(Company.invoice_lead_days).where(Company.code == "IT")).scalar_one())


def test_the_median_of_the_first_invoices_is_learned(database: Database, world: World) -> None:
    add_orders(database, world, [1, 2, 3, 4, 5, 6, 90, 91, 92, 93, 94], ordered_on=TODAY - timedelta(days=200))
    assert learned(database, world) in {6, 5}, "the known company has one order of its own"


def test_a_few_orders_teach_nothing(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    add_orders(sqlite_database, world, [3] * (FEWEST_ORDERS - 2), ordered_on=TODAY - timedelta(days=90))
    assert learned(sqlite_database, world) == 30


def test_old_orders_and_drafts_do_not_count(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    add_orders(sqlite_database, world, [80] * 30, ordered_on=TODAY - timedelta(days=800))
    add_orders(sqlite_database, world, [70] * 30, ordered_on=TODAY - timedelta(days=100), status="draft")
    add_orders(sqlite_database, world, [9] * 12, ordered_on=TODAY - timedelta(days=100))
    assert learned(sqlite_database, world) == 9


def test_opportunities_that_do_not_say_when_follow_the_lead_time(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    add_orders(sqlite_database, world, [45] * 12, ordered_on=TODAY - timedelta(days=100))
    assert learned(sqlite_database, world) == 45
    with sqlite_database.read() as session:
        query = select(ExpectedInvoicing).where(ExpectedInvoicing.opportunity_id == world.opportunities["press"])
        part = session.scalars(query).one()
        assert part.dated_by == "lead_time"
        assert part.expected_invoice_on == TODAY + timedelta(days=30 + 45)
