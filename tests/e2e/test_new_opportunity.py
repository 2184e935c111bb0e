"""A new opportunity: begun by a key, with a contact that is there already or one that is registered with it."""

import re

import pytest
from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

SALES = "giulia.ferrero"


def begin(page: Page, path: str = "/about") -> None:
    """Open the dialog by its key."""
    page.goto(path)
    expect(page.locator("#content")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#creating-dialog")).to_have_accessible_name("New opportunity")
    expect(page.get_by_role("combobox", name="Contact")).to_be_focused()


def test_the_similar_are_shown_before_a_contact_is_registered_and_nothing_typed_is_lost(
    visit: Visitors, books: Books
) -> None:
    known = books.rows(
        "SELECT id, name FROM contact WHERE company_id = (SELECT MIN(company_id) FROM user_company WHERE user_id ="
        " (SELECT id FROM user_account WHERE login = :login)) AND name NOT LIKE '%.%' ORDER BY id LIMIT 1",
        login=SALES,
    )[0]
    page = visit(SALES)
    begin(page)
    contact = page.get_by_role("combobox", name="Contact")
    contact.fill(f"{known.name} Srl")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text(known.name)
    page.get_by_label("Net amount").fill("a lot")
    page.get_by_role("button", name="Create opportunity").click()
    alerts = page.locator("#creating-dialog [role=alert]:visible")
    expect(alerts).to_contain_text(["Choose a contact", "Give it a title", "cannot be read"])
    expect(page.get_by_label("Net amount")).to_have_value("a lot")
    contact.fill(f"{known.name} Srl")
    expect(options.first).to_contain_text(known.name)
    expect(contact).to_have_attribute("aria-expanded", "true")
    contact.press("ArrowDown")
    expect(contact).to_have_attribute("aria-activedescendant", re.compile(r"."))
    contact.press("Enter")
    expect(contact).to_have_value(known.name)
    page.get_by_label("Title").fill("Begun in the browser")
    page.get_by_label("Net amount").fill("1,250.50")
    page.get_by_role("button", name="Create opportunity").dblclick()
    page.wait_for_url("**/opportunity/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Begun in the browser")
    expect(page.locator(".cd-toast")).to_contain_text("Opportunity created")
    rows = books.rows("SELECT contact_id, net_minor FROM opportunity WHERE title = 'Begun in the browser'")
    assert [tuple(row) for row in rows] == [(known.id, 125_050)]


def test_a_contact_that_nobody_knows_is_registered_with_it(visit: Visitors, books: Books) -> None:
    page = visit(SALES)
    begin(page)
    page.get_by_role("combobox", name="Contact").fill("Quarzo Nuovissimo Spa")
    page.get_by_role("option", name="Register “Quarzo Nuovissimo Spa”").click()
    expect(page.locator("#creating-dialog")).to_contain_text("will be registered as a new contact")
    page.get_by_label("Title").fill("First line of Quarzo")
    page.get_by_role("button", name="Create opportunity").click()
    page.wait_for_url("**/opportunity/*")
    expect(page.locator(".cd-opphead")).to_contain_text("Quarzo Nuovissimo Spa")
    assert books.value("SELECT COUNT(*) FROM contact WHERE name = 'Quarzo Nuovissimo Spa'") == 1


def test_the_key_is_a_letter_while_typing_and_nothing_for_who_only_reads(visit: Visitors) -> None:
    page = visit(SALES)
    page.goto("/about")
    expect(page.locator("#content")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-text")).to_be_focused()
    page.locator("#palette-text").press_sequentially("nn")
    expect(page.locator("#palette-text")).to_have_value("nn")
    expect(page.locator("#creating-dialog")).to_be_hidden()
    reader = visit(Role.ANALYST)
    reader.goto("/about")
    expect(reader.locator("#content")).to_be_visible()
    reader.keyboard.press("n")
    expect(reader.locator("#creating-dialog")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "viewport"), [("light", None), ("dark", PHONE)], ids=["light", "dark phone"])
def test_axe_finds_nothing_serious_in_the_dialog(visit: Visitors, scheme: str, viewport: dict[str, int] | None) -> None:
    page = visit(SALES, color_scheme=scheme, **({"viewport": viewport} if viewport else {}))
    begin(page)
    page.get_by_role("combobox", name="Contact").fill("co")
    expect(page.get_by_role("option").first).to_be_visible()
    assert serious_violations(page, "#creating-dialog") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
