"""What is invoiced when: the months kept by triggers equal the truth after any history, and the truth is the rule."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.invoice import Invoice
from data.schema.invoicing import DocumentTotal, ExpectedInvoicing
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import SalesOrder
from data.session import Database
from data.summary import differences, without_triggers
from domain.period import month_of
from tests.data.test_summary import rows_for
from tests.world import World

JULY = month_of(date(2026, 7, 1))
Part = tuple[int, str, int, int, bool]


def add_opportunity(session: Session, world: World, **values: object) -> int:
    (row,) = rows_for(world, 1, **values)
    return int(session.execute(insert(Opportunity).returning(Opportunity.id), row).scalar_one())


def add_lines(session: Session, opportunity_id: int, *lines: tuple[int, date | None]) -> None:
    for number, (net_minor, day) in enumerate(lines, start=1):
        session.add(
            OpportunityLine(
                opportunity_id=opportunity_id,
                line_no=number,
                gross_minor=net_minor,
                net_minor=net_minor,
                expected_invoice_on=day,
            )
        )
    session.flush()


def add_order(session: Session, world: World, number: str, **values: Any) -> SalesOrder:
    order = SalesOrder(
        **{
            "company_id": world.companies["IT"],
            "number": number,
            "ordered_on": date(2026, 6, 1),
            "ordered_month": month_of(date(2026, 6, 1)),
            "currency_code": "EUR",
            "net_minor": 600,
            "invoiced_minor": 0,
            "status": "open",
        }
        | values
    )
    session.add(order)
    session.flush()
    return order


def parts(session: Session, opportunity_id: int) -> list[Part]:
    query = (
        select(
            ExpectedInvoicing.month,
            ExpectedInvoicing.dated_by,
            ExpectedInvoicing.net_minor,
            ExpectedInvoicing.remaining_minor,
            ExpectedInvoicing.is_expected,
        )
        .where(ExpectedInvoicing.opportunity_id == opportunity_id)
        .order_by(ExpectedInvoicing.month)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(query)]


def test_lines_say_when_each_part_is_expected(database: Database, world: World) -> None:
    with database.write() as session:
        which = add_opportunity(
            session, world, gross_minor=1_000, net_minor=1_000, expected_invoice_on=date(2026, 8, 9)
        )
        add_lines(session, which, (300, date(2026, 7, 4)), (200, date(2026, 7, 30)), (500, None))
        assert parts(session, which) == [(JULY, "line", 500, 500, True), (JULY + 1, "header", 500, 500, True)]


def test_lines_that_do_not_add_up_leave_the_word_to_the_header(database: Database, world: World) -> None:
    with database.write() as session:
        which = add_opportunity(
            session, world, gross_minor=1_000, net_minor=1_000, expected_invoice_on=date(2026, 8, 9)
        )
        add_lines(session, which, (300, date(2026, 7, 4)))
        assert parts(session, which) == [(JULY + 1, "header", 1_000, 1_000, True)]


def test_without_a_date_the_lead_time_of_the_company_is_added_to_the_order(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(update(Company).values(invoice_lead_days=31))
        which = add_opportunity(session, world, expected_order_on=date(2026, 6, 30), gross_minor=7, net_minor=7)
        assert parts(session, which) == [(JULY, "lead_time", 7, 7, True)]
        session.execute(update(Company).values(invoice_lead_days=40))
        assert parts(session, which) == [(JULY + 1, "lead_time", 7, 7, True)]


def test_without_any_date_it_is_kept_apart(database: Database, world: World) -> None:
    with database.write() as session:
        which = add_opportunity(session, world, gross_minor=7, net_minor=7)
        assert parts(session, which) == [(0, "none", 7, 7, True)]


def test_what_is_ordered_is_no_longer_expected_and_the_rest_comes_last(database: Database, world: World) -> None:
    with database.write() as session:
        which = add_opportunity(session, world, gross_minor=1_000, net_minor=1_000)
        add_lines(session, which, (500, date(2026, 7, 4)), (500, date(2026, 9, 4)))
        order = add_order(session, world, "N-1", opportunity_id=which)
        assert parts(session, which) == [(JULY, "line", 500, 0, False), (JULY + 2, "line", 500, 400, True)]
        order.status = "cancelled"
        session.flush()
        assert parts(session, which) == [(JULY, "line", 500, 500, True), (JULY + 2, "line", 500, 500, True)]


@pytest.mark.parametrize(("net_minor", "left"), [(600, []), (599, []), (601, [1])])
def test_a_won_opportunity_is_expected_until_it_is_ordered(
    database: Database, world: World, net_minor: int, left: list[int]
) -> None:
    with database.write() as session:
        won = {"outcome": "won", "closed_on": date(2026, 6, 1), "expected_invoice_on": date(2026, 7, 1)}
        which = add_opportunity(session, world, gross_minor=net_minor, net_minor=net_minor, **won)
        assert [part[3] for part in parts(session, which)] == [net_minor]
        add_order(session, world, "N-1", opportunity_id=which)
        assert [part[3] for part in parts(session, which) if part[4]] == left


def test_a_cancelled_order_takes_the_money_of_a_won_opportunity_with_it(database: Database, world: World) -> None:
    with database.write() as session:
        won = {"outcome": "won", "closed_on": date(2026, 6, 1), "expected_invoice_on": date(2026, 7, 1)}
        which = add_opportunity(session, world, gross_minor=600, net_minor=600, **won)
        add_order(session, world, "N-1", opportunity_id=which, status="cancelled")
        assert [part[3:] for part in parts(session, which)] == [(0, False)]
        session.execute(update(Opportunity).where(Opportunity.id == which).values(outcome="open", closed_on=None))
        assert [part[3:] for part in parts(session, which)] == [(600, True)], "reopened, it is expected again"


def test_lost_and_cancelled_ones_are_not_expected(database: Database, world: World) -> None:
    with database.write() as session:
        for outcome in ("lost", "cancelled"):
            session.execute(delete(Opportunity).where(Opportunity.number == "X-0"))
            which = add_opportunity(session, world, outcome=outcome, closed_on=date(2026, 6, 1))
            assert parts(session, which) == []


def test_an_open_order_falls_in_the_month_its_next_invoice_is_planned(database: Database, world: World) -> None:
    with database.write() as session:
        owner_id = world.users["analyst"]  # who has no other order
        order = add_order(session, world, "N-1", planned_invoice_month=JULY, invoiced_minor=200, owner_id=owner_id)

        def total() -> list[tuple[Any, ...]]:
            columns = DocumentTotal.month, DocumentTotal.status, DocumentTotal.net_minor, DocumentTotal.open_minor
            query = select(*columns).where(DocumentTotal.kind == "order", DocumentTotal.owner_id == owner_id)
            return [tuple(row) for row in session.execute(query)]

        assert total() == [(JULY, "open", 600, 400)]
        order.planned_invoice_month = None
        session.flush()
        assert total() == [(0, "open", 600, 400)]
        order.status, order.invoiced_minor = "invoiced", 600
        session.flush()
        assert total() == [(0, "invoiced", 600, 0)]


DAYS = st.sampled_from([None, date(2026, 7, 4), date(2026, 8, 31), date(2027, 1, 1)])
AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)
SMALL = st.integers(min_value=0, max_value=2_000)
PLACES = st.integers(min_value=0, max_value=3)
CHANGES = st.one_of(
    st.tuples(st.just("opportunity"), SMALL, DAYS, DAYS),
    st.tuples(st.just("line"), PLACES, SMALL, DAYS),
    st.tuples(st.just("line date"), PLACES, DAYS),
    st.tuples(st.just("no lines"), PLACES),
    st.tuples(st.just("header"), PLACES, AMOUNTS, DAYS),
    st.tuples(st.just("outcome"), PLACES, st.sampled_from(["open", "won", "lost", "cancelled"])),
    st.tuples(st.just("order"), PLACES, SMALL, DAYS),
    st.tuples(st.just("order status"), st.sampled_from(["draft", "open", "invoiced", "cancelled"])),
    st.tuples(st.just("order moves"), PLACES),
    st.tuples(st.just("invoice"), PLACES, AMOUNTS, st.sampled_from(["draft", "issued", "paid", "cancelled"])),
    st.tuples(st.just("invoice status"), st.sampled_from(["draft", "issued", "paid", "cancelled"])),
    st.tuples(st.just("lead time"), st.integers(0, 90)),
    st.tuples(st.just("owner"), st.sampled_from(["sales", "colleague", "manager"])),
    st.tuples(st.just("delete documents")),
    st.tuples(st.just("delete"), PLACES),
)


class History:
    """Does what an example says to rows of its own, the last ones first."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world, self.count = session, world, 0
        self.made: list[int] = []

    def apply(self, change: tuple[Any, ...]) -> None:
        verb, *details = change
        self.count += 1
        method: Callable[..., None] = getattr(self, "do_" + verb.replace(" ", "_"))
        method(*details)

    def pick(self, place: int) -> int | None:
        return self.made[-1 - place % len(self.made)] if self.made else None

    def change(self, entity: Any, where: Any, **values: Any) -> None:
        statement = update(entity).where(where).values(**values)
        self.session.execute(statement, execution_options={"synchronize_session": False})

    def do_opportunity(self, net_minor: int, expected: date | None, invoiced: date | None) -> None:
        values = {"number": f"H-{self.count}", "expected_order_on": expected, "expected_invoice_on": invoiced}
        self.made.append(
            add_opportunity(self.session, self.world, gross_minor=net_minor, net_minor=net_minor, **values)
        )

    def do_line(self, place: int, net_minor: int, day: date | None) -> None:
        if which := self.pick(place):
            add_lines(self.session, which, (net_minor, day))
            lines = select(func.coalesce(func.sum(OpportunityLine.net_minor), 0)).where(
                OpportunityLine.opportunity_id == which
            )
            total = self.session.scalar(lines) if self.count % 2 else net_minor
            self.change(Opportunity, Opportunity.id == which, net_minor=total, gross_minor=total)

    def do_line_date(self, place: int, day: date | None) -> None:
        self.change(OpportunityLine, OpportunityLine.opportunity_id == self.pick(place), expected_invoice_on=day)

    def do_no_lines(self, place: int) -> None:
        self.session.execute(delete(OpportunityLine).where(OpportunityLine.opportunity_id == self.pick(place)))

    def do_header(self, place: int, net_minor: int, day: date | None) -> None:
        values = {"net_minor": net_minor, "gross_minor": net_minor, "expected_invoice_on": day}
        self.change(Opportunity, Opportunity.id == self.pick(place), **values)

    def do_outcome(self, place: int, outcome: str) -> None:
        closed_on = None if outcome == "open" else date(2026, 7, 1)
        self.change(Opportunity, Opportunity.id == self.pick(place), outcome=outcome, closed_on=closed_on)

    def do_order(self, place: int, net_minor: int, day: date | None) -> None:
        planned = {"planned_invoice_on": day, "planned_invoice_month": month_of(day) if day else None}
        values = {"opportunity_id": self.pick(place), "net_minor": net_minor, "invoiced_minor": net_minor // 3}
        add_order(self.session, self.world, f"H-{self.count}", **planned, **values)

    def do_order_status(self, status: str) -> None:
        self.change(SalesOrder, SalesOrder.number.like("H-%") & (SalesOrder.id % 2 == self.count % 2), status=status)

    def do_order_moves(self, place: int) -> None:
        self.change(SalesOrder, SalesOrder.number.like("H-%"), opportunity_id=self.pick(place))

    def do_invoice(self, place: int, net_minor: int, status: str) -> None:
        kind = "credit_note" if net_minor < 0 else "invoice"
        self.session.add(
            Invoice(
                company_id=self.world.companies["IT"],
                number=f"H-{self.count}",
                kind=kind,
                status=status,
                opportunity_id=self.pick(place),
                issued_on=date(2026, 7, 9),
                issued_month=JULY,
                currency_code="EUR",
                net_minor=net_minor,
            )
        )
        self.session.flush()

    def do_invoice_status(self, status: str) -> None:
        self.change(Invoice, Invoice.number.like("H-%") & (Invoice.id % 2 == self.count % 2), status=status)

    def do_lead_time(self, days: int) -> None:
        self.change(Company, Company.id == self.world.companies["IT"], invoice_lead_days=days)

    def do_owner(self, login: str) -> None:
        for entity in (Opportunity, SalesOrder, Invoice):
            self.change(entity, entity.number.like("H-%"), owner_id=self.world.users[login])

    def do_delete_documents(self) -> None:
        for entity in (Invoice, SalesOrder):
            self.session.execute(delete(entity).where(entity.number.like("H-%")))

    def do_delete(self, place: int) -> None:
        if which := self.pick(place):
            self.do_delete_documents()
            self.do_no_lines(place)
            self.session.execute(delete(Opportunity).where(Opportunity.id == which))
            self.made.remove(which)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, max_size=25))
def test_after_any_history_the_months_equal_the_truth(
    database: Database, world: World, changes: list[tuple[Any, ...]]
) -> None:
    with database.read() as session:  # which leaves nothing behind
        history = History(session, world)
        for change in changes:
            history.apply(change)
        session.flush()
        assert differences(session) == []


def test_a_bulk_load_of_documents_leaves_true_months(database: Database, world: World) -> None:
    with database.write() as session, without_triggers(session):
        which = add_opportunity(session, world, gross_minor=1_000, net_minor=1_000, expected_order_on=date(2026, 7, 1))
        add_order(session, world, "N-1", opportunity_id=which)
        assert parts(session, which) == []
    with database.write() as session:
        assert [part[3] for part in parts(session, which)] == [400]
        assert differences(session) == []
