"""The pages of orders, invoices and quotes: invoiced in parts, paid, credited, and read by who may only read."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Row

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

MANAGER = "davide.fontana"
COPIED = "company_id, opportunity_id, quote_id, contact_id, agent_id, owner_id, team_id, ordered_on, ordered_month"
NEW_ORDER = f"""
    INSERT INTO sales_order ({COPIED}, number, status, planned_invoice_on, planned_invoice_month, currency_code, gross_minor,
        discount_minor, net_minor, tax_minor, invoiced_minor, version, created_at, updated_at)
    SELECT {COPIED}, :number, 'open', '2099-01-31', 25188, 'EUR', 1000033, 0, 1000033, 220007, 0, 1, created_at, updated_at
    FROM sales_order WHERE company_id = 1 AND opportunity_id IS NOT NULL AND quote_id IS NOT NULL ORDER BY id DESC LIMIT 1
"""
NEW_LINE = """
    INSERT INTO sales_order_line (sales_order_id, line_no, description, quantity, unit_price_minor, discount_minor, net_minor,
        invoiced_minor)
    SELECT id, :line, 'Part ' || :line, 1, :net, 0, :net, 0 FROM sales_order WHERE number = :number
"""


def euros(minor: int) -> str:
    return f"€{minor / 100:,.2f}"


def new_order(books: Books, number: str) -> Row[Any]:
    """Add an order of three lines of which nothing is invoiced."""
    books.change(NEW_ORDER, number=number)
    for line, net in enumerate((700_001, 299_999, 33), start=1):
        books.change(NEW_LINE, number=number, line=line, net=net)
    return books.rows("SELECT * FROM sales_order WHERE number = :number", number=number)[0]


def order_of(books: Books, order_id: int) -> Row[Any]:
    return books.rows("SELECT * FROM sales_order WHERE id = :id", id=order_id)[0]


def invoices_of(books: Books, order_id: int) -> list[Row[Any]]:
    return books.rows("SELECT * FROM invoice WHERE sales_order_id = :id ORDER BY id", id=order_id)


def ask(page: Page, button: str) -> Locator:
    """Open a dialog by its button."""
    page.locator(".cd-opphead").get_by_role("button", name=button, exact=True).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_have_accessible_name(button)
    return dialog


def confirm(page: Page, dialog: Locator, toast: str) -> None:
    dialog.locator("[type=submit]").click()
    expect(page.locator(".cd-toast").last).to_contain_text(toast)
    expect(page.locator("dialog[open]")).to_have_count(0)


def figure(page: Page, label: str) -> Locator:
    return page.locator(".cd-kf", has=page.get_by_text(label, exact=True))


def test_an_order_is_invoiced_in_part_paid_credited_and_invoiced_again(visit: Visitors, books: Books) -> None:
    before = new_order(books, "E2E-PART")
    page = visit(MANAGER)
    page.goto(f"/order/{before.id}")
    invoice = _invoice_a_third(page, books, before)
    page.locator(".cd-chain").get_by_role("link", name=invoice.number).first.click()
    page.wait_for_url(f"**/invoice/{invoice.id}*")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Invoice {invoice.number}")
    _pay(page, books, invoice)
    _credit_a_hundred(page, books, invoice, before.number)

    page.locator(".cd-rail").get_by_role("link", name=before.number).click()
    page.wait_for_url(f"**/order/{before.id}*")
    expect(figure(page, "To be invoiced")).to_contain_text(euros(before.net_minor - invoice.net_minor + 10_000))
    total = books.value(
        "SELECT SUM(net_minor) FROM invoice WHERE sales_order_id = :id AND status IN ('issued', 'paid')", id=before.id
    )
    assert total == order_of(books, before.id).invoiced_minor


def _invoice_a_third(page: Page, books: Books, before: Row[Any]) -> Row[Any]:
    dialog = ask(page, "Issue invoice")
    preview = dialog.get_by_role("status")
    expect(preview).to_contain_text(
        f"To be invoiced now: {euros(before.net_minor)} net, on 3 lines. Nothing stays open"
    )
    dialog.get_by_label("How much").select_option("percent")
    dialog.locator("[name=percent]").fill("150")
    expect(preview).to_contain_text("“150” is no percentage")
    dialog.locator("[name=percent]").fill("33,3")
    expect(preview).to_contain_text("€3,330.11 net, on 3 lines. €6,670.22 stays open, planned for: 31 Jan ’99.")
    confirm(page, dialog, "Invoice issued")
    expect(figure(page, "To be invoiced")).to_contain_text("€6,670.22")
    expect(page.locator(".cd-dochead__t")).to_contain_text("33 % invoiced")
    order, (invoice,) = order_of(books, before.id), invoices_of(books, before.id)
    assert (order.invoiced_minor, order.status, invoice.net_minor) == (333_011, "open", 333_011)
    expect(page.locator(".cd-chain")).to_contain_text(invoice.number)
    expect(page.locator(".cd-tl")).to_contain_text(f"Invoice: {invoice.number}")
    return invoice


def _pay(page: Page, books: Books, invoice: Row[Any]) -> None:
    dialog = ask(page, "Register payment")
    amount = dialog.get_by_label("Amount in EUR")
    expect(amount).to_have_value(f"{invoice.gross_minor / 100:,.2f}")
    amount.fill(f"{invoice.gross_minor / 100 + 1:.2f}")
    dialog.locator("[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text(f"Give at most {euros(invoice.gross_minor)}")
    amount.fill(f"{invoice.gross_minor / 100:.2f}")
    confirm(page, dialog, "Payment registered")
    expect(page.locator(".cd-dochead__t")).to_contain_text("Paid")
    expect(figure(page, "Left to pay")).to_contain_text("€0.00")
    assert invoices_of(books, invoice.sales_order_id)[0].status == "paid"


def _credit_a_hundred(page: Page, books: Books, invoice: Row[Any], order: str) -> None:
    dialog = ask(page, "Credit invoice")
    dialog.get_by_label("How much").select_option("amount")
    dialog.get_by_label("Amount in EUR").fill("100.00")
    dialog.get_by_label("Put the amount back").check()
    expect(dialog.get_by_role("status")).to_contain_text(f"Order {order} has €100.00 more to be invoiced.")
    confirm(page, dialog, "Invoice credited")
    note = invoices_of(books, invoice.sales_order_id)[-1]
    assert (note.kind, note.net_minor, note.status) == ("credit_note", -10_000, "paid")
    expect(page.locator(".cd-chain")).to_contain_text("−€100.00")
    page.locator(".cd-toast").get_by_role("link", name=note.number).last.click()
    page.wait_for_url(f"**/invoice/{note.id}*")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Credit note {note.number}")
    expect(page.locator(".cd-opphead").get_by_role("button")).to_have_count(0)


def test_line_by_line_and_as_a_draft_which_counts_when_it_is_issued(visit: Visitors, books: Books) -> None:
    before = new_order(books, "E2E-LINES")
    page = visit(MANAGER)
    page.goto(f"/order/{before.id}")
    dialog = ask(page, "Issue invoice")
    dialog.get_by_label("How much").select_option("lines")
    fields = dialog.locator("fieldset input")
    for number in range(fields.count()):
        fields.nth(number).fill("12.34" if number == 0 else "")
    dialog.get_by_label("As a draft").check()
    expect(dialog.get_by_role("status")).to_contain_text("€12.34 net, on 1 line. As a draft")
    confirm(page, dialog, "Draft made")
    (draft,) = invoices_of(books, before.id)
    assert (draft.status, draft.net_minor, order_of(books, before.id).invoiced_minor) == ("draft", 1_234, 0)
    page.locator(".cd-toast").get_by_role("link", name=draft.number).click()
    page.wait_for_url(f"**/invoice/{draft.id}*")
    confirm(page, ask(page, "Issue draft"), "Invoice issued")
    (issued,) = invoices_of(books, before.id)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Invoice {issued.number}")
    assert (issued.status, order_of(books, before.id).invoiced_minor) == ("issued", 1_234)


def test_dates_change_and_a_change_on_an_old_page_is_told_and_shows_the_new_one(visit: Visitors, books: Books) -> None:
    before = new_order(books, "E2E-DATES")
    page, other = visit(MANAGER), visit(MANAGER)
    for one in (page, other):
        one.goto(f"/order/{before.id}")
        expect(one.get_by_role("heading", level=1)).to_contain_text(before.number)
    dialog = ask(page, "Change dates")
    dialog.get_by_label("Planned invoice").fill("2099-03-31")
    confirm(page, dialog, "Dates changed")
    expect(figure(page, "Planned invoice")).to_contain_text("31 Mar ’99")
    expect(page.locator(".cd-opphead").get_by_role("button", name="Change dates")).to_be_focused()
    assert str(order_of(books, before.id).planned_invoice_on) == "2099-03-31"

    dialog = ask(other, "Change dates")
    dialog.get_by_label("Planned invoice").fill("2098-01-01")
    confirm(other, dialog, "Someone else changed")
    expect(figure(other, "Planned invoice")).to_contain_text("31 Mar ’99")
    dialog = ask(other, "Change dates")
    expect(dialog.get_by_label("Planned invoice")).to_have_value("2099-03-31")
    dialog.get_by_label("Planned invoice").fill("2020-01-01")
    dialog.locator("[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("That month is over")
    other.keyboard.press("Escape")
    expect(other.locator("dialog[open]")).to_have_count(0)


def test_a_sales_person_reads_and_changes_nothing(visit: Visitors, books: Books) -> None:
    page = visit(Role.SALES_PERSON)
    own = books.rows(
        "SELECT id, number, opportunity_id FROM sales_order WHERE status = 'open' AND owner_id ="
        " (SELECT id FROM user_account WHERE login = 'giulia.ferrero') ORDER BY id LIMIT 1"
    )[0]
    page.goto(f"/order/{own.id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(own.number)
    expect(page.locator(".cd-opphead").get_by_role("button")).to_have_count(0)
    expect(page.locator("dialog.cd-docmodal")).to_have_count(0)

    page.goto(f"/opportunity/{own.opportunity_id}")
    page.get_by_role("tab", name="Quotes, orders, invoices").click()
    page.get_by_role("tabpanel").get_by_role("link", name=own.number).click()
    page.wait_for_url(f"**/order/{own.id}*")
    page.locator(".cd-chain .cd-doc--opp a").first.click()
    page.wait_for_url("**/quote/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quote")


@pytest.mark.parametrize("kind", ["order", "invoice", "quote"])
def test_what_is_not_there_is_said(visit: Visitors, books: Books, kind: str) -> None:
    page = visit(MANAGER)
    visit.watch_of(page).allow("status of 404")
    table = "sales_order" if kind == "order" else kind
    foreign = books.value(f"SELECT id FROM {table} WHERE company_id = 2 LIMIT 1")
    for record in (foreign, 10**9, "nothing"):
        page.goto(f"/{kind}/{record}")
        expect(page.get_by_role("main")).to_contain_text("There is nothing at this address")


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", None), ("dark", None), ("light", PHONE)], ids=["light", "dark", "phone"]
)
def test_axe_finds_nothing_serious_on_documents_and_their_dialogs(
    visit: Visitors, books: Books, scheme: str, viewport: dict[str, int] | None
) -> None:
    page = visit(MANAGER, color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    order = new_order(books, f"E2E-AXE-{scheme}-{bool(viewport)}").id
    bill = books.value("SELECT id FROM invoice WHERE company_id = 1 AND status = 'issued' AND kind = 'invoice' LIMIT 1")
    quote = books.value("SELECT id FROM quote WHERE company_id = 1 AND status = 'superseded' LIMIT 1")
    found = {}
    for path, dialogs in (
        (f"/order/{order}", ("Change dates", "Issue invoice")),
        (f"/invoice/{bill}", ("Register payment", "Credit invoice")),
        (f"/quote/{quote}", ()),
    ):
        page.goto(path)
        expect(page.locator(".cd-chain")).to_be_visible()
        found[path] = serious_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        for name in dialogs:
            dialog = ask(page, name)
            if dialog.get_by_label("How much").count():
                dialog.get_by_label("How much").select_option("amount")
            found[name] = serious_violations(page, "dialog[open]")
            page.keyboard.press("Escape")
    assert {state: said for state, said in found.items() if said} == {}
