"""Invoices from orders, payments, credit notes and drafts, told on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data.schema.invoice import Invoice, InvoiceLine, Payment
from data.schema.invoicing import DocumentTotal, ExpectedInvoicing
from data.schema.log import Event
from data.schema.sales import SalesOrder, SalesOrderLine
from data.session import Database
from domain.billing import EVERYTHING, Part
from domain.errors import (
    AmountNeeded,
    BadDueDate,
    BadInvoiceDate,
    BadPaymentDate,
    Conflict,
    InvoiceNotOpen,
    MalformedInput,
    MonthOver,
    NotCreditable,
    NotDraft,
    NotFound,
    NotPermitted,
    NotReopened,
    OrderClosed,
    OrderNotInvoiceable,
    SalesError,
    TooMuch,
)
from tests.documents import BARE_NET, Documents, add_documents, tax_of
from tests.world import NOW, TODAY, World, build
from workflow import documents as verbs
from workflow.documents import Change, Credit, Issue, OrderDates, Receipt, Target

NET = 10_000_033  # of the order "press": 7 000 001 + 2 999 999 + 33
LATER = date(2026, 9, 1)


class Desk:
    """A person at work: each call is one transaction of its own, as a request makes it."""

    def __init__(self, database: Database, world: World, documents: Documents, login: str = "administrator") -> None:
        self.database = database
        self.world = world
        self.documents = documents
        self.principal = world.principal(login)
        if login == "administrator":  # the tests' own companies, as the sign-in reads them
            assert self.principal.company_ids

    def as_(self, login: str) -> "Desk":
        return Desk(self.database, self.world, self.documents, login)

    def order(self, key: str = "press") -> SalesOrder:
        with self.database.read() as session:
            order = session.get_one(SalesOrder, self.documents.orders[key])
            session.expunge(order)
            return order

    def invoice(self, id_: int | object) -> Invoice:
        with self.database.read() as session:
            invoice = session.get_one(Invoice, id_)
            session.expunge(invoice)
            return invoice

    def lines(self, id_: int | object) -> list[tuple[int, int]]:
        query = select(InvoiceLine.line_no, InvoiceLine.net_minor).where(InvoiceLine.invoice_id == id_)
        with self.database.read() as session:
            return sorted((row.line_no, row.net_minor) for row in session.execute(query))

    def invoiced(self, key: str = "press") -> list[int]:
        query = select(SalesOrderLine.invoiced_minor).where(SalesOrderLine.sales_order_id == self.documents.orders[key])
        with self.database.read() as session:
            return list(session.scalars(query.order_by(SalesOrderLine.line_no)))

    def invoices(self, key: str = "press") -> list[Invoice]:
        query = select(Invoice).where(Invoice.sales_order_id == self.documents.orders[key]).order_by(Invoice.id)
        with self.database.read() as session:
            found = list(session.scalars(query))
            session.expunge_all()
            return found

    def target(self, key: str = "press", request_key: str | None = None) -> Target:
        return Target(self.documents.orders[key], self.order(key).version, request_key)

    def bill(self, id_: object, request_key: str | None = None) -> Target:
        invoice = self.invoice(id_)
        return Target(invoice.id, invoice.version, request_key)

    def issue(
        self,
        key: str = "press",
        part: Part = EVERYTHING,
        *,
        target: Target | None = None,
        issued_on: date = TODAY,
        due_on: date | None = None,
        next_on: date | None = LATER,
        as_draft: bool = False,
    ) -> Change:
        issue = Issue(issued_on, part, due_on, next_on, as_draft)
        with self.database.write() as session:
            return verbs.issue_invoice(session, self.principal, target or self.target(key), issue, today=TODAY, now=NOW)

    def pay(self, id_: object, amount: int | None = None, *, on: date = TODAY, target: Target | None = None) -> Change:
        with self.database.write() as session:
            return verbs.register_payment(
                session, self.principal, target or self.bill(id_), Receipt(on, amount), today=TODAY, now=NOW
            )

    def credit(
        self,
        id_: object,
        part: Part = EVERYTHING,
        *,
        on: date = TODAY,
        reopen: bool = False,
        planned_on: date | None = None,
        target: Target | None = None,
    ) -> Change:
        credit = Credit(on, part, reopen, planned_on)
        with self.database.write() as session:
            return verbs.credit_invoice(session, self.principal, target or self.bill(id_), credit, today=TODAY, now=NOW)

    def issue_draft(self, id_: object, issued_on: date = TODAY) -> Change:
        with self.database.write() as session:
            return verbs.issue_draft(
                session, self.principal, self.bill(id_), Issue(issued_on, next_on=LATER), today=TODAY, now=NOW
            )

    def cancel_draft(self, id_: object) -> Change:
        with self.database.write() as session:
            return verbs.cancel_draft(session, self.principal, self.bill(id_), now=NOW)

    def change_dates(self, key: str, dates: OrderDates) -> Change:
        with self.database.write() as session:
            return verbs.change_order_dates(session, self.principal, self.target(key), dates, today=TODAY, now=NOW)

    def told(self, change: Change) -> Event:
        with self.database.read() as session:
            event = session.get_one(Event, change.event_id)
            session.expunge(event)
            return event


@pytest.fixture
def desk(database: Database, world: World) -> Desk:
    return Desk(database, world, add_documents(database, world), "country_manager")


def made(change: Change) -> object:
    return change.after.get("invoice_id") or change.after["credit_note_id"]


def check_whole(desk: Desk, key: str) -> None:
    """Lines make the header, invoices and what is open make the order, nothing is paid beyond its gross."""
    order, invoices = desk.order(key), desk.invoices(key)
    for invoice in invoices:
        assert sum(net for _, net in desk.lines(invoice.id)) == invoice.net_minor
        assert invoice.gross_minor == invoice.net_minor + invoice.tax_minor
        assert 0 <= invoice.paid_minor <= max(invoice.gross_minor, 0)
        with desk.database.read() as session:
            paid = session.scalar(select(func.sum(Payment.amount_minor)).where(Payment.invoice_id == invoice.id))
        assert (paid or 0) == invoice.paid_minor
    if desk.invoiced(key):
        assert sum(desk.invoiced(key)) == order.invoiced_minor
    assert 0 <= order.invoiced_minor <= order.net_minor
    assert order.status == ("invoiced" if order.invoiced_minor == order.net_minor else "open")


# ── Invoices from orders ───────────────────────────────────────────────────────────────────────────


def test_an_order_is_invoiced_in_full(desk: Desk) -> None:
    change = desk.issue()
    order, invoice = desk.order(), desk.invoice(made(change))
    assert (order.status, order.invoiced_minor, order.planned_invoice_on) == ("invoiced", NET, None)
    assert order.planned_invoice_month is None
    assert (invoice.net_minor, invoice.tax_minor, invoice.gross_minor) == (NET, tax_of(NET), NET + tax_of(NET))
    assert (invoice.status, invoice.kind, invoice.paid_minor) == ("issued", "invoice", 0)
    assert (invoice.issued_on, invoice.due_on) == (TODAY, TODAY + timedelta(days=30))
    assert (invoice.series, invoice.number) == ("2026", "IT-I-2026-00001")
    assert (invoice.owner_id, invoice.team_id, invoice.opportunity_id, invoice.contact_id) == (
        order.owner_id, order.team_id, order.opportunity_id, order.contact_id,
    )  # fmt: skip
    assert desk.lines(invoice.id) == [(1, 7_000_001), (2, 2_999_999), (3, 33)]
    check_whole(desk, "press")


def test_a_part_is_shared_over_the_lines_and_the_rest_stays_open(desk: Desk) -> None:
    change = desk.issue(part=Part(percent=Decimal(30)))
    order, invoice = desk.order(), desk.invoice(made(change))
    assert invoice.net_minor == 3_000_010
    assert desk.lines(invoice.id) == [(1, 2_100_000), (2, 900_000), (3, 10)]
    assert (order.status, order.invoiced_minor, order.planned_invoice_on) == ("open", 3_000_010, LATER)
    assert desk.invoiced() == [2_100_000, 900_000, 10]
    desk.issue(part=Part(lines={2: 2_099_999, 3: 23}), next_on=None)
    assert desk.invoiced() == [2_100_000, 2_999_999, 33]
    assert desk.order().planned_invoice_on is None
    desk.issue()
    assert desk.order().status == "invoiced"
    assert sum(invoice.tax_minor for invoice in desk.invoices()) == desk.order().tax_minor
    check_whole(desk, "press")


def test_a_discount_line_is_shared_out_too(desk: Desk) -> None:
    desk.issue("south", Part(percent=Decimal(10)))
    assert [net for _, net in desk.lines(desk.invoices("south")[-1].id)] == [50_000, -5_000]
    desk.issue("south")
    check_whole(desk, "south")


def test_an_order_without_lines_is_billed_by_its_number(desk: Desk) -> None:
    invoice = desk.invoice(made(desk.issue("bare", Part(amount_minor=23_457))))
    assert desk.lines(invoice.id) == [(0, 23_457)]
    desk.issue("bare")
    assert [invoice.net_minor for invoice in desk.invoices("bare")] == [23_457, BARE_NET - 23_457]
    check_whole(desk, "bare")


def test_what_lines_and_header_do_not_agree_on_goes_on_a_line_of_its_own(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(SalesOrder, desk.documents.orders["press"]).net_minor += 500
    invoice = desk.invoice(made(desk.issue()))
    assert desk.lines(invoice.id)[0] == (0, 500)
    assert invoice.net_minor == NET + 500


def test_the_order_tells_what_was_invoiced(desk: Desk) -> None:
    change = desk.issue(part=Part(amount_minor=33), target=desk.target(request_key="issue-1"))
    event = desk.told(change)
    assert (event.entity, event.verb, event.user_id) == ("sales_order", "issue_invoice", desk.principal.user_id)
    assert event.before == {"invoiced_minor": 0, "planned_invoice_on": "2026-08-14", "planned_invoice_month": 24319}
    assert event.after is not None
    assert (event.after["invoiced_minor"], event.after["invoice"]) == (33, "IT-I-2026-00001")
    with desk.database.read() as session:
        created = session.scalars(select(Event).where(Event.entity == "invoice")).one()
        assert (created.verb, created.entity_id, created.entity_version) == ("create", made(change), 1)


def test_one_click_never_makes_two_invoices(desk: Desk) -> None:
    seen = desk.target(request_key="issue-1")
    first = desk.issue(target=seen)
    again = desk.issue(target=seen)
    assert (again.event_id, again.repeated, made(again)) == (first.event_id, True, made(first))
    assert len(desk.invoices()) == 1
    with pytest.raises(MalformedInput):
        desk.issue(target=desk.target("bare", "issue-1"))


def test_of_two_who_invoice_the_same_order_exactly_one_does(desk: Desk) -> None:
    seen = desk.target()

    def attempt(login: str) -> bool:
        try:
            desk.as_(login).issue(target=seen, part=Part(amount_minor=1_000))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(attempt, ("country_manager", "manager", "administrator")))
    assert sum(done) == 1
    assert desk.order().invoiced_minor == 1_000


def test_numbers_follow_one_another_without_gaps_whoever_issues(desk: Desk) -> None:
    def issue(key: str) -> object:
        return made(desk.issue(key, Part(amount_minor=100)))

    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(issue, ("press", "bare", "teamless", "south")))
    with pytest.raises(TooMuch):
        desk.issue(part=Part(amount_minor=10**12))
    with desk.database.read() as session:
        numbers = sorted(session.scalars(select(Invoice.number).where(Invoice.number.startswith("IT-I-2026-"))))
    assert numbers == [f"IT-I-2026-{number:05}" for number in range(1, 13)]


def test_each_year_and_each_company_counts_for_itself(desk: Desk) -> None:
    with desk.database.write() as session:
        order = session.get_one(SalesOrder, desk.documents.orders["press"])
        order.ordered_on = date(2025, 11, 1)
    first = desk.issue(part=Part(amount_minor=100), issued_on=date(2025, 12, 31))
    second = desk.issue(part=Part(amount_minor=100))
    third = desk.as_("administrator").issue("alpine", Part(amount_minor=100))
    assert [desk.invoice(made(change)).number for change in (first, second, third)] == [
        "IT-I-2025-00001", "IT-I-2026-00001", "CH-I-2026-00001",
    ]  # fmt: skip


def test_more_than_is_open_is_refused_and_changes_nothing(desk: Desk) -> None:
    desk.issue("franc", Part(amount_minor=666_000))
    with pytest.raises(TooMuch, match=r"at most 6\.67 CHF"):
        desk.issue("franc", Part(amount_minor=668))
    with pytest.raises(AmountNeeded):
        desk.issue("franc", Part(amount_minor=0))
    assert len(desk.invoices("franc")) == 2


def test_only_an_open_order_is_invoiced(desk: Desk) -> None:
    desk.issue()
    for key in ("press", "draft", "cancelled"):
        with pytest.raises(OrderNotInvoiceable):
            desk.issue(key)


@pytest.mark.parametrize(
    ("dates", "refusal"),
    [
        ({"issued_on": TODAY + timedelta(days=1)}, BadInvoiceDate),
        ({"issued_on": TODAY - timedelta(days=41)}, BadInvoiceDate),
        ({"due_on": TODAY - timedelta(days=1)}, BadDueDate),
        ({"next_on": date(2026, 6, 30)}, MonthOver),
    ],
)
def test_dates_that_cannot_be_are_refused(desk: Desk, dates: dict[str, date], refusal: type[SalesError]) -> None:
    with pytest.raises(refusal):
        desk.issue(part=Part(amount_minor=100), **dates)  # type: ignore[arg-type]  # the tests name the fields by hand


ACTS: dict[str, Callable[[Desk], object]] = {
    "issue": lambda desk: desk.issue("franc"),
    "pay": lambda desk: desk.pay(desk.documents.invoices["franc"]),
    "credit": lambda desk: desk.credit(desk.documents.invoices["franc"]),
    "dates": lambda desk: desk.change_dates("franc", OrderDates(LATER, None)),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_who_may_change_documents_does(desk: Desk, act: str) -> None:
    for login, refusal in (
        ("sales", NotPermitted), ("colleague", NotPermitted), ("analyst", NotPermitted), ("executive", NotPermitted),
    ):  # fmt: skip
        with pytest.raises(refusal):
            ACTS[act](desk.as_(login))
    ACTS[act](desk.as_("manager"))


@pytest.mark.parametrize("key", ["south", "alpine", "teamless"])
def test_what_a_manager_does_not_see_does_not_exist(desk: Desk, key: str) -> None:
    manager = desk.as_("manager")
    with pytest.raises(NotFound):
        manager.issue(key)
    with pytest.raises(NotFound):
        manager.pay(desk.documents.invoices[key])
    with pytest.raises(NotFound):
        manager.credit(desk.documents.invoices[key])


# ── Dates ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_gets_other_dates_and_they_can_be_taken_back(desk: Desk) -> None:
    change = desk.change_dates("press", OrderDates(LATER, date(2026, 8, 20)))
    order = desk.order()
    assert (order.planned_invoice_on, order.requested_delivery_on) == (LATER, date(2026, 8, 20))
    assert desk.told(change).verb == "change_dates"
    assert change.event_id is not None
    with desk.database.write() as session:
        verbs.undo(session, desk.principal, change.event_id, now=NOW)
    order = desk.order()
    assert (order.planned_invoice_on, order.requested_delivery_on) == (date(2026, 8, 14), None)


def test_a_plan_in_the_past_may_stay_and_none_is_made(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(SalesOrder, desk.documents.orders["press"]).planned_invoice_on = date(2026, 5, 1)
    desk.change_dates("press", OrderDates(date(2026, 5, 1), date(2026, 8, 20)))
    with pytest.raises(MonthOver):
        desk.change_dates("press", OrderDates(date(2026, 5, 2), None))
    desk.change_dates("press", OrderDates(None, None))
    assert desk.order().planned_invoice_month is None


def test_the_dates_of_an_invoiced_order_are_facts(desk: Desk) -> None:
    desk.issue()
    with pytest.raises(OrderClosed):
        desk.change_dates("press", OrderDates(LATER, None))


# ── Payments ───────────────────────────────────────────────────────────────────────────────────────


def test_an_invoice_is_paid_when_nothing_is_left_to_pay(desk: Desk) -> None:
    invoice = desk.documents.invoices["franc"]
    change = desk.pay(invoice, 100_000)
    assert (desk.invoice(invoice).status, desk.invoice(invoice).paid_minor) == ("issued", 100_000)
    assert desk.told(change).after == {"paid_minor": 100_000, "amount_minor": 100_000, "paid_on": TODAY.isoformat()}
    desk.pay(invoice)
    paid = desk.invoice(invoice)
    assert (paid.status, paid.paid_minor) == ("paid", paid.gross_minor)
    with pytest.raises(InvoiceNotOpen):
        desk.pay(invoice, 1)
    check_whole(desk, "franc")


def test_nobody_pays_more_than_is_left_nothing_or_tomorrow(desk: Desk) -> None:
    invoice = desk.documents.invoices["franc"]
    gross = desk.invoice(invoice).gross_minor
    with pytest.raises(TooMuch):
        desk.pay(invoice, gross + 1)
    with pytest.raises(AmountNeeded):
        desk.pay(invoice, 0)
    with pytest.raises(BadPaymentDate):
        desk.pay(invoice, on=TODAY + timedelta(days=1))
    assert desk.invoice(invoice).version == 1


def test_one_click_never_pays_twice(desk: Desk) -> None:
    invoice = desk.documents.invoices["franc"]
    seen = desk.bill(invoice, "pay-1")
    desk.pay(invoice, 100, target=seen)
    assert desk.pay(invoice, 100, target=seen).repeated
    assert desk.invoice(invoice).paid_minor == 100
    with pytest.raises(Conflict):
        desk.pay(invoice, 100, target=Target(invoice, 1))


# ── Credit notes ───────────────────────────────────────────────────────────────────────────────────


def test_an_invoice_that_is_credited_in_full_is_settled_and_its_order_stays(desk: Desk) -> None:
    invoice = made(desk.issue())
    change = desk.credit(invoice)
    note = desk.invoice(made(change))
    assert (note.kind, note.number, note.status) == ("credit_note", "IT-C-2026-00001", "paid")
    assert (note.net_minor, note.tax_minor, note.due_on) == (-NET, -tax_of(NET), None)
    assert note.credited_invoice_id == invoice
    assert desk.lines(note.id) == [(1, -7_000_001), (2, -2_999_999), (3, -33)]
    assert desk.invoice(invoice).status == "paid"
    assert (desk.order().status, desk.order().invoiced_minor) == ("invoiced", NET)
    with pytest.raises(NotCreditable):
        desk.credit(invoice)
    with pytest.raises(NotCreditable):
        desk.credit(note.id)


def test_a_credit_note_is_settled_when_its_invoice_is_paid(desk: Desk) -> None:
    invoice = made(desk.issue())
    note = made(desk.credit(invoice, Part(percent=Decimal(10))))
    assert (desk.invoice(note).status, desk.invoice(invoice).status) == ("issued", "issued")
    desk.pay(invoice)
    assert (desk.invoice(note).status, desk.invoice(invoice).status) == ("paid", "paid")
    assert desk.invoice(invoice).paid_minor == desk.invoice(invoice).gross_minor + desk.invoice(note).gross_minor
    later = made(desk.credit(invoice, Part(amount_minor=5)))
    assert desk.invoice(later).status == "paid"


def test_credits_in_parts_make_the_invoice_to_the_cent(desk: Desk) -> None:
    invoice = made(desk.issue())
    for part in (Part(percent=Decimal("33.3333")), Part(lines={2: 7, 3: 11}), Part(amount_minor=1), EVERYTHING):
        desk.credit(invoice, part)
    notes = [found for found in desk.invoices() if found.kind == "credit_note"]
    assert sum(note.net_minor for note in notes) == -NET
    assert sum(note.tax_minor for note in notes) == -tax_of(NET)
    assert [sum(dict(desk.lines(note.id)).get(line, 0) for note in notes) for line in (1, 2, 3)] == [
        -7_000_001, -2_999_999, -33,
    ]  # fmt: skip


def test_a_credit_can_put_the_amount_back_to_be_invoiced(desk: Desk) -> None:
    invoice = made(desk.issue())
    desk.credit(invoice, Part(amount_minor=1_000_000), reopen=True, planned_on=LATER)
    order = desk.order()
    assert (order.status, order.invoiced_minor, order.planned_invoice_on) == ("open", NET - 1_000_000, LATER)
    check_whole(desk, "press")
    again = desk.invoice(made(desk.issue()))
    assert again.net_minor == 1_000_000
    assert sum(found.tax_minor for found in desk.invoices()) == desk.order().tax_minor
    check_whole(desk, "press")


def test_only_what_an_order_counts_as_invoiced_comes_back(desk: Desk) -> None:
    with desk.database.write() as session:
        session.get_one(Invoice, desk.documents.invoices["franc"]).sales_order_id = None
    with pytest.raises(NotReopened):
        desk.credit(desk.documents.invoices["franc"], reopen=True)
    with desk.database.write() as session:
        session.get_one(SalesOrder, desk.documents.orders["south"]).status = "cancelled"
    with pytest.raises(NotReopened):
        desk.credit(desk.documents.invoices["south"], reopen=True)
    desk.credit(desk.documents.invoices["south"])


def test_a_credit_note_is_not_older_than_its_invoice_and_not_of_tomorrow(desk: Desk) -> None:
    for on in (TODAY - timedelta(days=13), TODAY + timedelta(days=1)):
        with pytest.raises(BadInvoiceDate):
            desk.credit(desk.documents.invoices["franc"], on=on)
    seen = desk.bill(desk.documents.invoices["franc"], "credit-1")
    desk.credit(seen.record_id, Part(amount_minor=5), target=seen)
    assert desk.credit(seen.record_id, Part(amount_minor=5), target=seen).repeated


# ── Drafts ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_counts_only_when_it_is_issued(desk: Desk) -> None:
    draft = made(desk.issue(part=Part(amount_minor=1_000_000), as_draft=True, issued_on=LATER))
    assert (desk.invoice(draft).status, desk.invoice(draft).series) == ("draft", "draft")
    assert desk.invoice(draft).number == "IT-D-00001"
    assert (desk.order().invoiced_minor, desk.order().planned_invoice_on) == (0, date(2026, 8, 14))
    desk.issue_draft(draft)
    issued = desk.invoice(draft)
    assert (issued.status, issued.number, issued.issued_on) == ("issued", "IT-I-2026-00001", TODAY)
    assert issued.due_on == TODAY + timedelta(days=30)
    assert (desk.order().invoiced_minor, desk.order().planned_invoice_on) == (1_000_000, LATER)
    check_whole(desk, "press")
    with pytest.raises(NotDraft):
        desk.issue_draft(draft)


def test_a_draft_of_more_than_is_open_by_now_is_refused(desk: Desk) -> None:
    draft = made(desk.issue(as_draft=True))
    desk.issue(part=Part(amount_minor=1))
    with pytest.raises(TooMuch):
        desk.issue_draft(draft)


def test_a_cancelled_draft_leaves_no_gap(desk: Desk) -> None:
    draft = made(desk.issue(as_draft=True))
    desk.cancel_draft(draft)
    assert desk.invoice(draft).status == "cancelled"
    assert desk.invoice(made(desk.issue())).number == "IT-I-2026-00001"
    for act in (desk.cancel_draft, desk.issue_draft):
        with pytest.raises(NotDraft):
            act(draft)
    with pytest.raises(NotCreditable):
        desk.credit(draft)
    with pytest.raises(InvoiceNotOpen):
        desk.pay(draft)


def test_a_draft_of_no_order_is_issued_by_itself(desk: Desk) -> None:
    with desk.database.write() as session:
        invoice = session.get_one(Invoice, desk.documents.invoices["franc"])
        invoice.sales_order_id, invoice.status = None, "draft"
    desk.issue_draft(desk.documents.invoices["franc"])
    issued = desk.invoice(desk.documents.invoices["franc"])
    assert (issued.status, issued.number) == ("issued", "F-2")  # it had a number of a series already


# ── Whatever people do ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def one_desk(sqlite_database: Database) -> Desk:
    world = build(sqlite_database)
    return Desk(sqlite_database, world, add_documents(sqlite_database, world), "country_manager")


def chain_of(desk: Desk, key: str) -> int:
    """Return expected, ordered and not invoiced, and invoiced net of an opportunity's chain: each amount once."""
    opportunity = desk.world.opportunities[key]
    with desk.database.read() as session:
        expected = session.scalar(
            select(func.sum(ExpectedInvoicing.remaining_minor)).where(ExpectedInvoicing.opportunity_id == opportunity)
        )
        ordered = session.scalar(
            select(func.sum(SalesOrder.net_minor - SalesOrder.invoiced_minor)).where(
                SalesOrder.opportunity_id == opportunity, SalesOrder.status == "open"
            )
        )
        invoiced = session.scalar(
            select(func.sum(Invoice.net_minor)).where(
                Invoice.opportunity_id == opportunity, Invoice.status.in_(["issued", "paid"])
            )
        )
    return (expected or 0) + (ordered or 0) + (invoiced or 0)


steps = st.lists(
    st.tuples(st.sampled_from(["issue", "draft", "promote", "pay", "credit", "reopen"]), st.integers(1, 120), st.integers(0, 5)),
    max_size=8,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_is_invoiced_paid_and_credited_every_amount_counts_once(
    one_desk: Desk, acts: list[tuple[str, int, int]]
) -> None:
    desk = one_desk
    desk.documents.orders["press"] = _fresh_order(desk)
    before = chain_of(desk, "press")
    for verb, percent, place in acts:
        credited = -sum(one.net_minor for one in desk.invoices() if one.kind == "credit_note")
        was_open = desk.order().net_minor - desk.order().invoiced_minor
        try:
            _act(desk, verb, percent, place)
        except SalesError:
            assert desk.order().net_minor - desk.order().invoiced_minor == was_open
        more = -sum(one.net_minor for one in desk.invoices() if one.kind == "credit_note") - credited
        after = chain_of(desk, "press")
        assert after == before - (0 if verb == "reopen" else more)
        before = after
        check_whole(desk, "press")
    _check_sums(desk)


def _fresh_order(desk: Desk) -> int:
    """Return a copy of the order, so that each example begins anew with the same database."""
    names = {column.key for column in SalesOrder.__table__.columns} - {"id", "version", "number"}
    with desk.database.write() as session:
        source = session.get_one(SalesOrder, desk.documents.orders["press"])
        count = session.scalar(select(func.count()).select_from(SalesOrder))
        values = {name: getattr(source, name) for name in names}
        values |= {"status": "open", "invoiced_minor": 0}
        copy = SalesOrder(**values, number=f"COPY-{count}")
        session.add(copy)
        session.flush()
        session.add_all(
            SalesOrderLine(sales_order_id=copy.id, line_no=place, quantity=3, net_minor=net)
            for place, net in enumerate((7_000_001, 2_999_999, 33), start=1)
        )
        return copy.id


def _act(desk: Desk, verb: str, percent: int, place: int) -> None:
    part = Part(percent=Decimal(percent))
    if verb in {"issue", "draft"}:
        desk.issue(part=part, as_draft=verb == "draft")
        return
    drafts = [one for one in desk.invoices() if one.status == "draft"]
    bills = [one for one in desk.invoices() if one.kind == "invoice" and one.status != "draft"]
    if verb == "promote" and drafts:
        desk.issue_draft(drafts[place % len(drafts)].id)
    elif verb == "pay" and bills:
        bill = bills[place % len(bills)]
        desk.pay(bill.id, bill.gross_minor * percent // 100)
    elif bills:
        desk.credit(bills[place % len(bills)].id, part, reopen=verb == "reopen")


def _check_sums(desk: Desk) -> None:
    """The invoices that the order counts, net of what came back, and what is open make the order, tax included."""
    order, invoices = desk.order(), desk.invoices()
    live = [one for one in invoices if one.status in {"issued", "paid"}]
    with desk.database.read() as session:
        told = session.scalars(
            select(Event).where(
                Event.entity == "sales_order", Event.entity_id == order.id, Event.verb == "reopen_amount"
            )
        )
        back = {(event.after or {})["credit_note_id"] for event in told}
        total = session.scalar(select(func.sum(DocumentTotal.net_minor)).where(DocumentTotal.kind == "credit_note"))
        every = session.scalar(select(func.sum(Invoice.net_minor)).where(Invoice.kind == "credit_note"))
    assert total == every
    counted = [one for one in live if one.kind == "invoice" or one.id in back]
    assert sum(one.net_minor for one in counted) + order.net_minor - order.invoiced_minor == order.net_minor
    if order.status == "invoiced":
        assert sum(one.tax_minor for one in counted) == order.tax_minor
    for note in (one for one in live if one.kind == "credit_note"):
        credited = desk.invoice(note.credited_invoice_id)
        assert note.status == ("paid" if credited.status == "paid" else "issued")
