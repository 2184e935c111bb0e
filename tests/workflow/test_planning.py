"""When orders and opportunities are to be invoiced, moved from month to month and back, on both databases."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.invoicing import ExpectedInvoicing
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import SalesOrder
from data.session import Database
from domain.billing import moved
from domain.errors import (
    CannotUndo,
    Conflict,
    InvoiceNotMoved,
    MalformedInput,
    MonthOver,
    NotFound,
    NotPermitted,
    NotPlanned,
    OrderClosed,
    OrderedAlready,
)
from domain.invoicing import Kind
from domain.period import month_of
from tests.documents import Documents, add_documents
from tests.world import NOW, TODAY, World
from workflow import documents as verbs
from workflow.documents import Change, Target

AUGUST, SEPTEMBER, OCTOBER = (2026 * 12 + number for number in (7, 8, 9))


class Desk:
    """A person at work: each call is one transaction of its own, as a request makes it."""

    def __init__(self, database: Database, world: World, documents: Documents, login: str = "country_manager") -> None:
        self.database = database
        self.world = world
        self.documents = documents
        self.principal = world.principal(login)
        self.now = NOW

    def as_(self, login: str) -> "Desk":
        return Desk(self.database, self.world, self.documents, login)

    def order(self, key: str) -> SalesOrder:
        with self.database.read() as session:
            order = session.get_one(SalesOrder, self.documents.orders[key])
            session.expunge(order)
            return order

    def opportunity(self, key: str) -> Opportunity:
        with self.database.read() as session:
            opportunity = session.get_one(Opportunity, self.world.opportunities[key])
            session.expunge(opportunity)
            return opportunity

    def set(self, key: str, **values: object) -> None:
        """Give an opportunity other values, past the verbs."""
        with self.database.write() as session:
            opportunity = session.get_one(Opportunity, self.world.opportunities[key])
            for name, value in values.items():
                setattr(opportunity, name, value)

    def date_lines(self, *days: date | None) -> None:
        with self.database.write() as session:
            for line, day in zip(self._lines(session), days, strict=True):
                line.expected_invoice_on = day

    def line_days(self) -> list[date | None]:
        with self.database.read() as session:
            return [line.expected_invoice_on for line in self._lines(session)]

    def _lines(self, session: Session) -> list[OpportunityLine]:
        query = select(OpportunityLine).where(OpportunityLine.opportunity_id == self.world.opportunities["lines"])
        return list(session.scalars(query.order_by(OpportunityLine.line_no)))

    def months(self, key: str) -> dict[int, str]:
        query = select(ExpectedInvoicing.month, ExpectedInvoicing.dated_by).where(
            ExpectedInvoicing.opportunity_id == self.world.opportunities[key]
        )
        with self.database.read() as session:
            return {month: dated_by for month, dated_by in session.execute(query)}  # noqa: C416  rows are no pairs

    def plan(self, kind: Kind, target: Target, from_month: int, to_month: int) -> Change:
        with self.database.write() as session:
            return verbs.plan_invoice(
                session, self.principal, target, from_month, to_month, kind=kind, today=TODAY, now=self.now
            )

    def plan_order(self, key: str, from_month: int, to_month: int, request_key: str | None = None) -> Change:
        target = Target(self.documents.orders[key], self.order(key).version, request_key)
        return self.plan(Kind.ORDERS, target, from_month, to_month)

    def plan_opportunity(self, key: str, from_month: int, to_month: int) -> Change:
        target = Target(self.world.opportunities[key], self.opportunity(key).version)
        return self.plan(Kind.OPPORTUNITIES, target, from_month, to_month)

    def undo(self, change: Change, request_key: str | None = None) -> Change:
        assert change.event_id is not None
        with self.database.write() as session:
            return verbs.undo(session, self.principal, change.event_id, request_key=request_key, now=self.now)

    def last_event(self, change: Change) -> Event:
        with self.database.read() as session:
            event = session.get_one(Event, change.event_id)
            session.expunge(event)
            return event


@pytest.fixture
def desk(database: Database, world: World) -> Desk:
    return Desk(database, world, add_documents(database, world))


@pytest.fixture
def one_desk(sqlite_database: Database) -> Desk:
    from tests.world import build

    world = build(sqlite_database)
    return Desk(sqlite_database, world, add_documents(sqlite_database, world))


# ── Orders ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_keeps_its_day_in_the_new_month(desk: Desk) -> None:
    change = desk.plan_order("press", AUGUST, OCTOBER)
    order = desk.order("press")
    assert (order.planned_invoice_on, order.planned_invoice_month) == (date(2026, 10, 14), OCTOBER)
    assert (order.version, change.version, change.entity) == (2, 2, "sales_order")
    event = desk.last_event(change)
    assert (event.verb, event.at, event.user_id) == ("plan_invoice", NOW, desk.principal.user_id)
    assert event.before == {"planned_invoice_on": "2026-08-14", "planned_invoice_month": AUGUST}
    assert event.after == {"planned_invoice_on": "2026-10-14", "planned_invoice_month": OCTOBER}


def test_an_order_without_a_date_gets_the_last_day_of_the_month(desk: Desk) -> None:
    change = desk.plan_order("teamless", 0, SEPTEMBER)
    assert desk.order("teamless").planned_invoice_on == date(2026, 9, 30)
    desk.undo(change)
    order = desk.order("teamless")
    assert (order.planned_invoice_on, order.planned_invoice_month) == (None, None)


def test_an_order_put_back_where_it_was_changes_nothing(desk: Desk) -> None:
    change = desk.plan_order("press", AUGUST, AUGUST)
    assert (change.event_id, change.version) == (None, 1)


def test_a_draft_order_can_be_planned_and_a_cancelled_or_invoiced_one_not(desk: Desk) -> None:
    desk.plan_order("draft", SEPTEMBER, OCTOBER)
    with pytest.raises(OrderClosed, match="IT-O-8"):
        desk.plan_order("cancelled", month_of(TODAY), OCTOBER)


def test_a_day_that_the_month_does_not_have_becomes_its_last() -> None:
    assert moved(date(2026, 8, 31), 2027 * 12 + 1) == date(2027, 2, 28)
    assert moved(None, 2028 * 12 + 1) == date(2028, 2, 29)


def test_what_is_somewhere_else_by_now_is_not_moved(desk: Desk) -> None:
    with pytest.raises(NotPlanned):
        desk.plan_order("press", SEPTEMBER, OCTOBER)


def test_nothing_is_planned_for_a_month_that_is_over(desk: Desk) -> None:
    with pytest.raises(MonthOver):
        desk.plan_order("press", AUGUST, month_of(TODAY) - 1)


@pytest.mark.parametrize("month", [0, -1, 1, 2101 * 12])
def test_a_month_that_no_calendar_has_is_refused(desk: Desk, month: int) -> None:
    with pytest.raises(MalformedInput):
        desk.plan_order("press", AUGUST, month)


def test_of_two_who_move_the_same_order_the_later_one_is_told(desk: Desk) -> None:
    seen = Target(desk.documents.orders["press"], 1)
    desk.plan(Kind.ORDERS, seen, AUGUST, SEPTEMBER)
    with pytest.raises(Conflict, match="IT-O-1") as refusal:
        desk.plan(Kind.ORDERS, seen, AUGUST, OCTOBER)
    assert refusal.value.params["sales_order_id"] == seen.record_id


def test_a_repeated_request_moves_once(desk: Desk) -> None:
    first = desk.plan_order("press", AUGUST, OCTOBER, "key-1")
    again = desk.plan(Kind.ORDERS, Target(desk.documents.orders["press"], 1, "key-1"), AUGUST, OCTOBER)
    assert (again.event_id, again.repeated) == (first.event_id, True)
    with pytest.raises(MalformedInput):
        desk.plan_order("bare", AUGUST, OCTOBER, "key-1")


@pytest.mark.parametrize(
    ("login", "key", "refusal"),
    [
        ("sales", "press", NotPermitted),
        ("analyst", "press", NotPermitted),
        ("executive", "press", NotPermitted),
        ("manager", "south", NotFound),
        ("country_manager", "alpine", NotFound),
    ],
)
def test_who_may_not_change_an_order_is_refused(desk: Desk, login: str, key: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        desk.as_(login).plan_order(key, AUGUST, OCTOBER)
    assert desk.order(key).version == 1


def test_an_invoice_is_not_moved(desk: Desk) -> None:
    with pytest.raises(InvoiceNotMoved, match="An invoice cannot be moved"):
        desk.plan(Kind.INVOICES, Target(desk.documents.invoices["franc"], 1), AUGUST, OCTOBER)
    with pytest.raises(NotPermitted):
        desk.as_("sales").plan(Kind.INVOICES, Target(desk.documents.invoices["franc"], 1), AUGUST, OCTOBER)


# ── Opportunities ──────────────────────────────────────────────────────────────────────────────────


def test_the_lines_of_the_month_move_and_the_others_stay(desk: Desk) -> None:
    desk.date_lines(date(2026, 8, 31), date(2026, 8, 2), date(2026, 10, 5))
    change = desk.plan_opportunity("lines", AUGUST, SEPTEMBER)
    assert desk.line_days() == [date(2026, 9, 30), date(2026, 9, 2), date(2026, 10, 5)]
    assert desk.opportunity("lines").expected_invoice_on is None
    assert desk.months("lines") == {SEPTEMBER: "line", OCTOBER: "line"}
    assert change.version == 2
    desk.undo(change)
    assert desk.line_days() == [date(2026, 8, 31), date(2026, 8, 2), date(2026, 10, 5)]


def test_lines_without_a_day_move_with_the_header(desk: Desk) -> None:
    desk.set("lines", expected_invoice_on=date(2026, 8, 20))
    desk.date_lines(date(2026, 8, 1), None, date(2026, 10, 5))
    desk.plan_opportunity("lines", AUGUST, SEPTEMBER)
    assert desk.line_days() == [date(2026, 9, 1), None, date(2026, 10, 5)]
    assert desk.opportunity("lines").expected_invoice_on == date(2026, 9, 20)
    assert set(desk.months("lines")) == {SEPTEMBER, OCTOBER}


def test_lines_that_do_not_add_up_say_nothing_and_the_header_moves(desk: Desk) -> None:
    desk.set("lines", expected_invoice_on=date(2026, 8, 20), gross_minor=11_000_000, net_minor=10_000_000)
    desk.date_lines(date(2026, 8, 1), None, None)
    desk.plan_opportunity("lines", AUGUST, OCTOBER)
    assert desk.line_days() == [date(2026, 8, 1), None, None]
    assert desk.opportunity("lines").expected_invoice_on == date(2026, 10, 20)


def test_a_day_guessed_by_lead_time_becomes_a_stated_one(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Company, desk.world.companies["IT"]).invoice_lead_days = 20
    guessed = TODAY + timedelta(days=14 + 20)  # the 18th of August
    assert desk.months("lines") == {AUGUST: "lead_time"}
    change = desk.plan_opportunity("lines", AUGUST, OCTOBER)
    assert desk.opportunity("lines").expected_invoice_on == date(2026, 10, guessed.day)
    assert desk.months("lines") == {OCTOBER: "header"}
    event = desk.last_event(change)
    assert (event.before, event.after) == ({"expected_invoice_on": None}, {"expected_invoice_on": "2026-10-18"})
    desk.undo(change)
    assert desk.months("lines") == {AUGUST: "lead_time"}


def test_one_that_nothing_dates_gets_the_last_day_of_the_month(desk: Desk) -> None:
    desk.plan_opportunity("silent", 0, SEPTEMBER)
    assert desk.opportunity("silent").expected_invoice_on == date(2026, 9, 30)


def test_a_won_one_moves_as_long_as_something_is_not_ordered(desk: Desk) -> None:
    desk.set("won", expected_invoice_on=date(2026, 8, 3), net_minor=6_000_000, gross_minor=6_000_000)
    desk.plan_opportunity("won", AUGUST, SEPTEMBER)
    assert desk.opportunity("won").expected_invoice_on == date(2026, 9, 3)
    desk.set("won", net_minor=5_000_000, gross_minor=5_000_000)
    with pytest.raises(OrderedAlready, match="Move its order"):
        desk.plan_opportunity("won", SEPTEMBER, OCTOBER)


def test_a_lost_one_has_nothing_to_plan(desk: Desk) -> None:
    desk.set("lost", expected_invoice_on=date(2026, 8, 3))
    with pytest.raises(NotPlanned):
        desk.plan_opportunity("lost", AUGUST, SEPTEMBER)


def test_sales_people_plan_their_own_opportunities(desk: Desk) -> None:
    desk.as_("sales").plan_opportunity("silent", 0, SEPTEMBER)
    with pytest.raises(NotPermitted):
        desk.as_("sales").plan_opportunity("zero", month_of(TODAY), SEPTEMBER)
    with pytest.raises(NotPermitted):
        desk.as_("analyst").plan_opportunity("silent", SEPTEMBER, OCTOBER)


# ── Undoing ────────────────────────────────────────────────────────────────────────────────────────


def test_an_undo_brings_the_day_back_once_and_is_told(desk: Desk) -> None:
    change = desk.plan_order("press", AUGUST, OCTOBER)
    undone = desk.undo(change, "undo-1")
    order = desk.order("press")
    assert (order.planned_invoice_on, order.planned_invoice_month, order.version) == (date(2026, 8, 14), AUGUST, 3)
    assert desk.last_event(undone).undoes_event_id == change.event_id
    assert desk.undo(change, "undo-1").repeated
    for final in (undone, change):
        with pytest.raises(CannotUndo):
            desk.undo(final)


def test_an_undo_is_for_oneself_in_time_and_of_the_last_change(desk: Desk) -> None:
    change = desk.plan_order("press", AUGUST, OCTOBER)
    with pytest.raises(CannotUndo):
        desk.as_("administrator").undo(change)
    later = desk.as_("country_manager")
    later.now = NOW + timedelta(minutes=2)
    with pytest.raises(CannotUndo):
        later.undo(change)
    desk.plan_order("press", OCTOBER, SEPTEMBER)
    with pytest.raises(CannotUndo):
        desk.undo(change)


def test_what_is_no_plan_is_not_undone_here(desk: Desk) -> None:
    with desk.database.read() as session:
        created = session.scalars(select(Event.id).where(Event.verb == "create")).first()
    with desk.database.write() as session, pytest.raises(CannotUndo):
        verbs.undo(session, desk.world.principal("administrator"), created or 0, now=NOW)
    with desk.database.write() as session, pytest.raises(NotFound):
        verbs.undo(session, desk.principal, 10**12, now=NOW)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.none() | st.dates(date(2026, 7, 1), date(2026, 12, 31)), min_size=3, max_size=3),
    header=st.none() | st.dates(date(2026, 7, 1), date(2026, 12, 31)),
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(month_of(TODAY), month_of(TODAY) + 30)), max_size=5),
)
def test_whatever_is_moved_lands_where_it_was_put_and_all_of_it_stays(
    one_desk: Desk, days: list[date | None], header: date | None, steps: list[tuple[int, int]]
) -> None:
    one_desk.set("lines", expected_invoice_on=header)
    one_desk.date_lines(*days)
    for place, to_month in steps:
        before = _parts(one_desk)
        from_month = sorted(before)[place % len(before)]
        one_desk.plan_opportunity("lines", from_month, to_month)
        expected = dict(before)
        expected[to_month] = expected.get(to_month, 0) + (expected.pop(from_month) if from_month != to_month else 0)
        assert _parts(one_desk) == expected


def _parts(desk: Desk) -> dict[int, int]:
    query = select(ExpectedInvoicing.month, ExpectedInvoicing.net_minor).where(
        ExpectedInvoicing.opportunity_id == desk.world.opportunities["lines"]
    )
    with desk.database.read() as session:
        return {row.month: row.net_minor for row in session.execute(query)}
