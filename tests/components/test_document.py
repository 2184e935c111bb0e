"""The pages of orders, invoices and quotes: what they say of each status, to whom, and before it is done."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st

from components import document
from components.dialog import plain_amount
from components.document import log, page
from components.document.lines import quantity
from components.language import LOCALES, use_locale
from data.queries.document_invoice import invoice_detail
from data.queries.document_order import order_detail, quote_detail
from data.session import Database
from domain.detail import EventRow
from domain.document import DocumentLine, InvoiceDetail, OrderDetail, PaymentRow, Source
from tests.components.tree import attribute, of_class, parts, says
from tests.documents import Documents, add_documents
from tests.world import TODAY, World, build

MOST_COMPONENTS = 300
NBSP = "\N{NO-BREAK SPACE}"
AT = datetime(2026, 7, 15, 9, 30, tzinfo=UTC)


class Shelf:
    """The documents of the small company, read by somebody who may change them."""

    def __init__(self, database: Database, world: World, documents: Documents) -> None:
        self.database, self.documents = database, documents
        self.person = world.principal("administrator")
        self.reader = world.principal("analyst")

    def order(self, key: str = "press", *, mine: bool = True) -> OrderDetail:
        with self.database.read() as session:
            return order_detail(session, self.person if mine else self.reader, self.documents.orders[key])

    def invoice(self, key: str = "franc", *, mine: bool = True) -> InvoiceDetail:
        with self.database.read() as session:
            return invoice_detail(session, self.person if mine else self.reader, self.documents.invoices[key])

    def quote(self, key: str = "press") -> html.Div:
        with self.database.read() as session:
            found = quote_detail(session, self.person, self.documents.quotes[key])
        return document.quote_body(found, back="/invoicing", request_key="k", today=TODAY)


@pytest.fixture
def shelf(sqlite_database: Database) -> Shelf:
    world = build(sqlite_database)
    return Shelf(sqlite_database, world, add_documents(sqlite_database, world))


def plain(text: str) -> str:
    return " ".join(text.replace(NBSP, " ").split())


def order_page(order: OrderDetail) -> html.Div:
    return document.order_body(order, back="/invoicing?company=1", request_key="key", today=TODAY)


def invoice_page(invoice: InvoiceDetail) -> html.Div:
    return document.invoice_body(invoice, back="/invoicing", request_key="key", today=TODAY)


def text_of(tree: Any) -> str:
    return plain(says(tree))


def openers(tree: Any) -> list[str]:
    """Return the dialogs that the page's buttons open."""
    found = [attribute(part, "data-cd-dialog") for part in parts(tree)]
    return [str(name) for name in found if name]


def asked(tree: Any) -> list[str]:
    return [str(part.id) for part in parts(tree) if isinstance(part, html.Dialog)]  # type: ignore[attr-defined]  # set


def head_as(detail: Any, **values: object) -> Any:
    return replace(detail, head=replace(detail.head, **values))


# ── Orders ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_says_what_is_invoiced_and_what_is_left(shelf: Shelf) -> None:
    text = text_of(order_page(shelf.order("south")))
    assert text.startswith("Order IT-O-3 33 % invoiced Delta Sud Napoli, Italy OM Olga Meridione")
    assert "Net amount €4,500.00 without tax With tax €5,490.00 tax €990.00" in text
    assert "Invoiced €1,499.99 33.3 % To be invoiced €3,000.01 of €4,500.00" in text
    assert "Planned invoice 14 Aug in 30 d" in text
    assert "Opportunity IT-0007 · South line Quote OFFER-3" in text


def test_a_late_plan_is_late_and_none_is_said(shelf: Shelf) -> None:
    late = replace(shelf.order(), planned_invoice_on=TODAY - timedelta(days=3))
    assert "Planned invoice 12 Jul 3 d late" in text_of(order_page(late))
    assert "Planned invoice 15 Jul today" in text_of(order_page(replace(late, planned_invoice_on=TODAY)))
    assert "Planned invoice – no date" in text_of(order_page(replace(late, planned_invoice_on=None)))


@pytest.mark.parametrize(
    ("key", "said", "dialogs_of"),
    [
        ("press", "Open", ["order-dialog-dates", "order-dialog-issue"]),
        ("draft", "Draft", ["order-dialog-dates"]),
        ("cancelled", "Cancelled", []),
    ],
)
def test_what_can_be_done_follows_the_status(shelf: Shelf, key: str, said: str, dialogs_of: list[str]) -> None:
    shown = order_page(shelf.order(key))
    assert text_of(of_class(shown, "cd-dochead__t")[0]).endswith(said)
    assert openers(shown) == asked(shown) == dialogs_of


def test_an_order_that_is_invoiced_offers_nothing(shelf: Shelf) -> None:
    order = shelf.order()
    done = replace(head_as(order, status="invoiced"), invoiced_minor=order.net_minor, planned_invoice_on=None)
    assert openers(order_page(done)) == []
    assert "nothing is left" in text_of(order_page(done))


def test_who_may_not_change_documents_sees_no_button_and_no_dialog(shelf: Shelf) -> None:
    for shown in (order_page(shelf.order(mine=False)), invoice_page(shelf.invoice(mine=False)), shelf.quote()):
        assert openers(shown) == asked(shown) == []


def test_the_page_knows_which_version_it_shows(shelf: Shelf) -> None:
    order = shelf.order()
    facts = json.loads(attribute(order_page(order), "data-cd-record"))
    assert facts == {"id": order.head.id, "version": 1, "request_key": "key"}


def test_a_line_by_line_invoice_is_offered_when_there_are_lines(shelf: Shelf) -> None:
    def offered(key: str) -> tuple[list[str], list[list[str]]]:
        shown = list(parts(order_page(shelf.order(key))))
        (choice,) = [part for part in shown if getattr(part, "name", None) == "mode"]
        (lines,) = [attribute(part, "data-cd-lines") for part in shown if attribute(part, "data-cd-lines")]
        return [option["value"] for option in attribute(choice, "options")], json.loads(lines)

    assert offered("press") == (
        ["all", "percent", "amount", "lines"],
        [
            ["line-1", "Part 1", "€70,000.01", "70,000.01"],
            ["line-2", "Part 2", "€29,999.99", "29,999.99"],
            ["line-3", "Part 3", "€0.33", "0.33"],
        ],
    )
    assert offered("bare")[0] == ["all", "percent", "amount"]


def test_what_lines_do_not_account_for_is_said(shelf: Shelf) -> None:
    order = replace(shelf.order(), net_minor=10_000_533)
    assert "The document is worth €100,005.33, €5.00 of it stands on no line." in text_of(order_page(order))
    assert "No lines: the amount was entered as one sum." in text_of(order_page(shelf.order("bare")))


# ── Invoices ───────────────────────────────────────────────────────────────────────────────────────


def test_an_invoice_says_what_is_paid_and_left(shelf: Shelf) -> None:
    invoice = shelf.invoice()
    text = text_of(invoice_page(invoice))
    assert text.startswith("Invoice F-2 due 2 Aug Gamma Presse")
    assert "Paid CHF 0.00 0.0 % Left to pay CHF 4,066.66 with tax" in text
    assert "Due on 2 Aug 30 d after the invoice" in text
    assert "Order IT-O-2" in text
    assert openers(invoice_page(invoice)) == ["invoice-dialog-credit", "invoice-dialog-pay"]
    overdue = replace(invoice, due_on=TODAY - timedelta(days=4))
    assert "Due on 11 Jul 4 d overdue" in text_of(invoice_page(overdue))
    assert "Due on – no date" in text_of(invoice_page(replace(invoice, due_on=None)))


def test_what_was_credited_is_taken_off_and_too_much_is_owed(shelf: Shelf) -> None:
    invoice = shelf.invoice()
    partly = replace(invoice, left_minor=invoice.gross_minor - 100_000)
    assert "Left to pay CHF 3,066.66 CHF 1,000.00 was credited" in text_of(invoice_page(partly))
    owed = replace(head_as(invoice, status="paid"), left_minor=-5_000, paid_minor=invoice.gross_minor)
    assert "Left to pay CHF 0.00 CHF 50.00 to pay back" in text_of(invoice_page(owed))


def test_a_paid_invoice_is_only_credited_and_a_credited_one_is_done(shelf: Shelf) -> None:
    paid = replace(head_as(shelf.invoice(), status="paid"), left_minor=0)
    assert openers(invoice_page(paid)) == ["invoice-dialog-credit"]
    assert openers(invoice_page(replace(paid, creditable={}))) == []


def test_a_draft_is_issued_or_cancelled(shelf: Shelf) -> None:
    draft = head_as(shelf.invoice(), status="draft")
    assert openers(invoice_page(draft)) == ["invoice-dialog-cancel_draft", "invoice-dialog-issue_draft"]
    assert "Left to pay – not issued" in text_of(invoice_page(draft))


def test_a_credit_note_is_named_one_and_takes_no_payment(shelf: Shelf) -> None:
    note = replace(shelf.invoice(), kind="credit_note", net_minor=-100, tax_minor=-22, gross_minor=-122)
    text = text_of(invoice_page(note))
    assert text.startswith("Credit note F-2")
    assert "Net amount −CHF 1.00" in text
    assert "Left to pay" not in text
    assert openers(invoice_page(note)) == []
    assert text_of(invoice_page(replace(note, kind="debit_note"))).startswith("Debit note F-2")


def test_without_an_order_nothing_can_be_put_back(shelf: Shelf) -> None:
    def fields(invoice: InvoiceDetail) -> set[Any]:
        return {getattr(part, "name", None) for part in parts(invoice_page(invoice))}

    assert "reopen" in fields(shelf.invoice())
    assert "reopen" not in fields(replace(shelf.invoice(), order=None))


# ── The chain, and where things came from ──────────────────────────────────────────────────────────


def test_the_chain_leads_from_the_opportunity_to_the_payments(shelf: Shelf) -> None:
    invoice = shelf.invoice()
    paid = PaymentRow(invoice.head.id, "F-2", TODAY, "CHF", 1_234)
    shown = invoice_page(replace(invoice, trail=replace(invoice.trail, payments=(paid,))))
    (chain,) = of_class(shown, "cd-chain")
    links = [attribute(part, "href") for part in parts(chain) if attribute(part, "href")]
    ids = shelf.documents
    assert links == [
        f"/quote/{ids.quotes['franc']}", f"/order/{ids.orders['franc']}", f"/invoice/{ids.invoices['franc']}",
        f"/invoice/{ids.invoices['franc']}",
    ]  # fmt: skip
    assert "Payments F-2 CHF 12.34 15 Jul Paid" in text_of(chain)
    assert "Payments Paid on Amount 15 Jul CHF 12.34" in text_of(shown)


def test_a_document_of_no_opportunity_says_so(shelf: Shelf) -> None:
    assert "It belongs to no opportunity that you can see." in text_of(order_page(shelf.order("bare")))


def test_a_record_of_another_system_opens_there_in_a_window_of_its_own(shelf: Shelf) -> None:
    order = head_as(shelf.order(), source=Source("Old books", "7", "https://erp.example/7"))
    (link,) = [part for part in parts(order_page(order)) if attribute(part, "href") == "https://erp.example/7"]
    assert (attribute(link, "target"), attribute(link, "rel")) == ("_blank", "noopener noreferrer")
    assert says(link).strip() == "Open in Old books"
    without = order_page(head_as(shelf.order(), source=Source("Old books", "7", None)))
    assert "Open in" not in text_of(without)
    assert "Source Old books · 7" in text_of(without)


def test_a_quote_is_read(shelf: Shelf) -> None:
    text = text_of(shelf.quote())
    assert text.startswith("Quote OFFER-1 Accepted Officine Alfa")
    assert "Valid until 15 Jun" in text
    assert "No lines" in text


# ── What a dialog would do ─────────────────────────────────────────────────────────────────────────


def test_what_will_be_invoiced_and_what_stays_is_said_before(shelf: Shelf) -> None:
    order = shelf.order()
    on = date(2026, 9, 1)

    def said(shares: dict[int, int], next_on: date | None = on, *, as_draft: bool = False) -> str:
        return plain(document.issue_preview(order, shares, next_on, TODAY, as_draft=as_draft))

    assert said({1: 100, 2: 200, 3: 0}) == (
        "To be invoiced now: €3.00 net, on 2 lines. €99,997.33 stays open, planned for: 1 Sept."
    )
    assert said({1: 100}, None).endswith("€99,999.33 stays open, planned for: no date.")
    assert said(dict(order.opens)).endswith("Nothing stays open: the order is invoiced.")
    assert said({1: 100}, as_draft=True).endswith("As a draft it changes nothing of the order yet.")


def test_what_will_be_credited_and_what_becomes_of_the_order_is_said_before(shelf: Shelf) -> None:
    invoice = shelf.invoice()
    assert plain(document.credit_preview(invoice, {1: 33_333}, reopen=True)) == (
        "To be credited: CHF 333.33 net. CHF 3,000.00 of the invoice stands. "
        "Order IT-O-2 has CHF 333.33 more to be invoiced."
    )
    whole = document.credit_preview(invoice, dict(invoice.creditable), reopen=False)
    assert plain(whole) == "To be credited: CHF 3,333.33 net. Nothing of it stands. Order IT-O-2 stays as it is."
    assert "Order" not in document.credit_preview(replace(invoice, order=None), {1: 1}, reopen=False)


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (1_234_50, "EUR", "en", "1,234.50"),
        (1_234_50, "EUR", "it", "1.234,50"),
        (5_000_001, "JPY", "en", "5,000,001"),
        (-50_00, "EUR", "en", "-50.00"),
    ],
)
def test_an_amount_stands_in_its_field_as_it_is_typed(minor: int, currency: str, locale: str, text: str) -> None:
    with use_locale(locale):
        assert plain_amount(minor, currency) == text


@pytest.mark.parametrize(
    ("value", "text"), [("2.0000", "2"), ("0.8", "0.8"), ("100", "100"), ("-1.2500", "−1.25"), ("0", "0")]
)
def test_a_quantity_has_as_many_decimals_as_it_needs(value: str, text: str) -> None:
    assert quantity(Decimal(value)) == text


# ── The log ────────────────────────────────────────────────────────────────────────────────────────


def event(verb: str, before: dict[str, object], after: dict[str, object]) -> EventRow:
    return EventRow(1, AT, verb, "Marco Guida", imported=False, before=before, after=after, undoes_event_id=None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            event("issue_invoice", {"invoiced_minor": 0, "planned_invoice_on": "2026-08-14", "planned_invoice_month": 1},
                  {"invoiced_minor": 3_300, "planned_invoice_on": None, "planned_invoice_month": None,
                   "invoice": "IT-I-2026-00001", "invoice_id": 7}),
            "Invoice: IT-I-2026-00001 · Invoiced: €0.00 → €33.00 · Planned invoice: 14 Aug → –",
        ),
        (
            event("register_payment", {"paid_minor": 0, "status": "issued"},
                  {"paid_minor": 100, "status": "paid", "amount_minor": 100, "paid_on": "2026-07-15"}),
            "Status: Issued → Paid · Payment: €1.00 · Paid: €0.00 → €1.00 · Paid on: 15 Jul",
        ),
        (event("credit_invoice", {}, {"credit_note": "IT-C-2026-00001", "credit_note_id": 9, "net_minor": -500}),
         "Credit note: IT-C-2026-00001 · Net amount: −€5.00"),
        (event("something new", {"unknown": 1}, {"unknown": 2}), ""),
    ],
)  # fmt: skip
def test_the_log_tells_what_was_done(row: EventRow, said: str) -> None:
    assert plain(log.changes(row, "EUR", TODAY)) == said


def test_a_long_log_is_folded(shelf: Shelf) -> None:
    rows = [event("settle", {"status": "issued"}, {"status": "paid"})] * (log.SHOWN + 2)
    shown = log.log_list(shelf.order().head, rows, TODAY)
    assert "Showing 6 of 8, show the rest" in text_of(shown)
    assert text_of(shown).count("Settled Marco Guida") == log.SHOWN


fields = st.sampled_from(["status", "net_minor", "paid_minor", "number", "invoice", "anything"])
values = st.none() | st.text(max_size=50) | st.integers(-(10**12), 10**12) | st.booleans()


@given(st.dictionaries(fields, values), st.dictionaries(fields, values))
def test_whatever_an_event_holds_it_can_be_told(before: dict[str, object], after: dict[str, object]) -> None:
    assert isinstance(log.changes(event("edit", before, after), "EUR", TODAY), str)


# ── The page as a whole ────────────────────────────────────────────────────────────────────────────


def test_a_page_stays_small_however_long_its_lists(shelf: Shelf) -> None:
    order = shelf.order()
    many = tuple(
        DocumentLine(number, "Machines", f"Part {number}", Decimal(1), 100, 100, 0, 0) for number in range(1, 201)
    )
    trail = replace(order.trail, events=(event("settle", {"status": "issued"}, {"status": "paid"}),) * 50)
    opens = {line.line_no: 100 for line in many}
    crowded = replace(order, lines=many, opens=opens, net_minor=20_000, trail=trail)
    assert len(list(parts(order_page(crowded)))) < MOST_COMPONENTS
    text = text_of(order_page(crowded))
    assert "Showing 6 of 200, show the rest" in text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_can_be_read_in_every_language(shelf: Shelf, locale: str) -> None:
    pages: list[Callable[[], html.Div]] = [
        *(lambda key=key: order_page(shelf.order(key)) for key in shelf.documents.orders),
        *(lambda key=key: invoice_page(shelf.invoice(key)) for key in shelf.documents.invoices),
        shelf.quote,
    ]
    with use_locale(locale):
        for draw in pages:
            assert says(draw())


def test_the_two_pages_speak_through_stores_of_their_own() -> None:
    names = {name for parts_ in (page.ORDER, page.INVOICE) for name in (parts_.body, parts_.action, parts_.answer)}
    assert len(names) == 6
