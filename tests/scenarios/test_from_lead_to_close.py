"""From a lead to its money: visited, quoted twice, won, ordered, invoiced in parts, credited; and one lost that comes back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Row

from domain.access import Role
from tests.e2e.books import Books
from tests.visiting import Visitors

pytestmark = pytest.mark.browser

SELLER, MANAGER, OTHER_TEAM, OTHER_COMPANY = "giulia.ferrero", "davide.fontana", "paolo.danieli", "lucia.navarro"
TITLE = "Bottling line for a new cellar"
LINES = (("Filler, 12 heads", "60,000.00", "5 %"), ("Start-up on site", "8,000.00", ""))
NET_MINOR = 5_700_000 + 800_000


def test_a_lead_becomes_an_order_and_its_money_adds_up_to_the_cent(visit: Visitors, books: Books) -> None:
    page = visit(SELLER)
    record = _begin(page, books)
    _visit_twice(page)
    _write_the_lines(page, books, record)
    _quote_in_two_revisions(page)
    order = _win_after_the_task(page, books, record)

    office = visit(MANAGER)
    office.goto(f"/order/{order.id}")
    first = _invoice(office, books, order, "60", NET_MINOR * 60 // 100)
    second = _invoice(office, books, order, "", NET_MINOR - first.net_minor)
    _credit(office, books, second, 100_000)

    bills = books.rows("SELECT kind, net_minor FROM invoice WHERE sales_order_id = :id ORDER BY id", id=order.id)
    assert [tuple(bill) for bill in bills] == [
        ("invoice", 3_900_000), ("invoice", 2_600_000), ("credit_note", -100_000),
    ]  # fmt: skip
    page.goto(f"/opportunity/{record}")
    page.get_by_role("tab", name="Quotes, orders, invoices").click()
    papers = page.get_by_role("tabpanel", name="Quotes, orders, invoices")
    for bill in books.rows("SELECT number FROM invoice WHERE sales_order_id = :id", id=order.id):
        expect(papers).to_contain_text(bill.number)


def test_each_role_is_kept_from_what_it_may_not(visit: Visitors, books: Books) -> None:
    deal = books.value(
        "SELECT id FROM opportunity WHERE outcome = 'open' AND owner_id = :owner ORDER BY id LIMIT 1",
        owner=books.user(SELLER),
    )
    for reader in (Role.ANALYST, Role.EXECUTIVE):
        page = visit(reader)
        page.goto(f"/opportunity/{deal}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for action in ("Won", "Lost", "Edit", "More actions"):
            expect(page.get_by_role("button", name=action, exact=True)).to_have_count(0)
        page.keyboard.press("w")
        page.keyboard.press("n")
        expect(page.locator("dialog[open]")).to_have_count(0)
    for stranger in (OTHER_TEAM, OTHER_COMPANY):
        page = visit(stranger)
        visit.watch_of(page).allow("status of 404")
        answer = page.goto(f"/opportunity/{deal}")
        assert answer is not None
        assert answer.status == 404
    for curious in (SELLER, MANAGER, Role.ANALYST):
        page = visit(curious)
        visit.watch_of(page).allow("status of 403")
        page.goto("/settings/users")
        expect(page.get_by_role("main")).to_contain_text("Your role does not allow this")


def test_a_lost_one_comes_back_as_it_was(visit: Visitors, books: Books) -> None:
    page = visit(SELLER)
    record = _begin(page, books, title="Lost and found", contact="Cantina Smarrita Srl")
    before = books.opportunity(record)
    page.get_by_role("button", name="Lost", exact=True).click()
    dialog = _dialog(page, "Mark as lost")
    dialog.get_by_label("Price").check()
    _confirm(page, "Marked as lost")
    assert books.opportunity(record).outcome == "lost"
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Reopen").click()
    _dialog(page, "Reopen")
    _confirm(page, "Reopened")
    after = books.opportunity(record)
    for field in ("outcome", "stage_id", "probability_id", "stated_percent", "net_minor", "closed_on"):
        assert getattr(after, field) == getattr(before, field), field
    page.get_by_role("tab", name="Workflow log").click()
    expect(page.locator("#opportunity-pane-log li").first).to_contain_text("by Giulia Ferrero")


def _begin(page: Page, books: Books, title: str = TITLE, contact: str = "Cantina Novella Srl") -> int:
    page.goto("/about")
    expect(page.locator("#content")).to_be_visible()
    page.keyboard.press("n")
    page.get_by_role("combobox", name="Contact").fill(contact)
    page.get_by_role("option", name=f"Register “{contact}”").click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Create opportunity").click()
    page.wait_for_url("**/opportunity/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return int(books.value("SELECT id FROM opportunity WHERE title = :title", title=title))


def _visit_twice(page: Page) -> None:
    tab = page.get_by_role("tab", name="Activities")
    tab.click()
    for count in (1, 2):
        page.get_by_role("tabpanel", name="Activities").get_by_role("button", name="Visit", exact=True).first.click()
        page.locator("#activity-dialog[open] [type=submit]").click()
        expect(tab).to_contain_text(str(count))
        expect(page.locator("#activity-dialog[open]")).to_have_count(0)


def _write_the_lines(page: Page, books: Books, record: int) -> None:
    page.get_by_role("tab", name="Detail lines").click()
    page.get_by_role("button", name="Add lines").click()
    form = page.get_by_role("dialog", name="Edit detail lines")
    for description, gross, discount in LINES:
        form.get_by_role("button", name="Add line").click()
        form.get_by_label("Description").last.fill(description)
        form.get_by_label("Gross", exact=True).last.fill(gross)
        form.get_by_label("Discount").last.fill(discount)
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form).to_have_count(0)
    expect(page.locator(".cd-kfs")).to_contain_text("€65,000.00")
    assert books.opportunity(record).net_minor == NET_MINOR


def _quote_in_two_revisions(page: Page) -> None:
    page.get_by_role("tab", name="Quotes, orders, invoices").click()
    page.get_by_role("button", name="New quote from the lines").click()
    _dialog(page, "New quote")
    _confirm(page, "Quote made")
    latest = page.locator(".cd-papers__row").first
    latest.get_by_role("button", name="Mark as sent").click()
    expect(latest).to_contain_text("Sent")
    latest.get_by_role("button", name="Revise").click()
    _dialog(page, re.compile("Revise quote"))
    _confirm(page, "Quote revised")
    expect(latest).to_contain_text("rev. B")
    latest.get_by_role("button", name="Accept").click()
    expect(latest).to_contain_text("Accepted")


def _win_after_the_task(page: Page, books: Books, record: int) -> Row[Any]:
    page.get_by_role("button", name="Won", exact=True).click()
    win = _dialog(page, "Mark as won")
    win.get_by_label("Best offer").check()
    win.locator("[type=submit]").click()
    expect(win.get_by_role("alert")).to_contain_text("Still to be done")
    page.keyboard.press("Escape")
    for box in page.locator(".cd-mand").first.get_by_role("checkbox").all():
        box.click()
        expect(box).to_be_checked()
    page.get_by_role("button", name="Won", exact=True).click()
    win = _dialog(page, "Mark as won")
    expect(win.get_by_label("Create the order").locator("option:checked")).to_contain_text("rev. B")
    win.get_by_label("Best offer").check()
    _confirm(page, "Marked as won")
    (order,) = books.rows("SELECT * FROM sales_order WHERE opportunity_id = :id", id=record)
    assert (order.net_minor, order.status, order.invoiced_minor) == (NET_MINOR, "open", 0)
    return order


def _invoice(page: Page, books: Books, order: Row[Any], percent: str, net_minor: int) -> Row[Any]:
    """Issue an invoice of a percentage, or of everything that is open."""
    page.get_by_role("button", name="Issue invoice", exact=True).click()
    dialog = _dialog(page, "Issue invoice")
    if percent:
        dialog.get_by_label("How much").select_option("percent")
        dialog.locator("[name=percent]").fill(percent)
    _confirm(page, "Invoice issued")
    bill = books.rows("SELECT * FROM invoice WHERE sales_order_id = :id ORDER BY id DESC LIMIT 1", id=order.id)[0]
    assert bill.net_minor == net_minor
    return bill


def _credit(page: Page, books: Books, bill: Row[Any], minor: int) -> None:
    page.goto(f"/invoice/{bill.id}")
    page.get_by_role("button", name="Credit invoice", exact=True).click()
    dialog = _dialog(page, "Credit invoice")
    dialog.get_by_label("How much").select_option("amount")
    dialog.get_by_label("Amount in EUR").fill(f"{minor / 100:.2f}")
    _confirm(page, "Invoice credited")
    assert books.value("SELECT net_minor FROM invoice ORDER BY id DESC LIMIT 1") == -minor


def _dialog(page: Page, name: str | re.Pattern[str]) -> Locator:
    found = page.locator("dialog[open]")
    expect(found).to_have_accessible_name(name)
    return found


def _confirm(page: Page, toast: str) -> None:
    page.locator("dialog[open] [type=submit]").click()
    expect(page.locator(".cd-toast").last).to_contain_text(toast)
    expect(page.locator("dialog[open]")).to_have_count(0)
