"""The register in a browser: found, corrected, put on the map, registered, merged, and read on a phone."""

from playwright.sync_api import Locator, Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

NEW_CONTACT = """
    INSERT INTO contact (company_id, name, city, country_code, geo_precision, version, created_at, updated_at)
    SELECT id, :name, 'Bergamo', 'IT', 'none', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM company WHERE id = 1
"""


def new_contact(books: Books, name: str) -> int:
    books.change(NEW_CONTACT, name=name)
    return int(books.rows("SELECT id FROM contact WHERE name = :name", name=name)[0].id)


def ask(page: Page, button: str) -> Locator:
    """Open a dialog by its button."""
    page.get_by_role("button", name=button, exact=True).first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    return dialog


def confirm(page: Page, dialog: Locator, toast: str) -> None:
    dialog.locator("[type=submit]").click()
    expect(page.locator(".cd-toast").last).to_contain_text(toast)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_contact_is_found_corrected_put_on_the_map_and_put_back(visit: Visitors, books: Books) -> None:
    new_contact(books, "Zeppelini Pompe")
    page = visit(Role.SALES_MANAGER)
    page.goto("/contacts")
    expect(page.locator(".cd-listbody tbody tr")).to_have_count(50)
    page.get_by_role("searchbox", name="Find a contact").fill("zeppelini")
    expect(page.locator(".cd-listbody tbody tr")).to_have_count(1)
    expect(page.locator("#contacts-count")).to_have_text("1 contact")
    assert serious_violations(page) == []
    page.get_by_role("link", name="Zeppelini Pompe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeppelini Pompe")
    dialog = ask(page, "Edit")
    dialog.locator("[name=email]").fill("no address")
    dialog.locator("[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("“no address” is not a mail address")
    dialog.locator("[name=email]").fill("info@zeppelini.it")
    confirm(page, dialog, "Contact changed")
    expect(page.get_by_role("link", name="info@zeppelini.it")).to_be_visible()
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="info@zeppelini.it")).to_have_count(0)
    dialog = ask(page, "Correct the place on the map")
    dialog.locator("[name=town]").fill("Alessandria")
    expect(dialog.get_by_role("status")).to_contain_text("Alessandria: 44.9")
    confirm(page, dialog, "Placed on the map")
    expect(page.locator(".cd-placemap:not([data-cd-pin]) svg")).to_be_visible()
    expect(page.locator(".cd-placemap:not([data-cd-pin])")).to_have_accessible_name(
        "44.9092°, 8.6101°, near Alessandria, Asti, Voghera"
    )
    assert serious_violations(page) == []


def test_who_is_registered_twice_is_merged_and_one_undo_parts_them_again(visit: Visitors, books: Books) -> None:
    new_contact(books, "Quintorelli Valvole")
    page = visit(Role.SALES_MANAGER)
    page.goto("/contacts")
    dialog = ask(page, "New contact")
    dialog.locator("[name=name]").fill("Quintorelli Valvole Spa")
    expect(dialog.get_by_role("status")).to_contain_text("Registered already: Quintorelli Valvole, Bergamo, Italy")
    confirm(page, dialog, "Contact registered")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quintorelli Valvole Spa")
    dialog = ask(page, "Add a person")
    dialog.locator("[name=name]").fill("Ugo Neri")
    confirm(page, dialog, "Person saved")
    expect(page.get_by_role("heading", name="Possible duplicates")).to_be_visible()
    dialog = ask(page, "Merge")
    expect(dialog.get_by_role("status")).to_contain_text(
        "0 opportunities, 0 people, 0 activities, 0 documents move here"
    )
    confirm(page, dialog, "Contacts merged")
    expect(page.get_by_role("heading", name="Possible duplicates")).to_have_count(0)
    expect(page.locator(".cd-rail")).to_contain_text("Bergamo")
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Possible duplicates")).to_be_visible()
    expect(page.locator(".cd-rail")).to_contain_text("Ugo Neri")


def test_who_may_not_change_a_contact_reads_it_on_a_phone_in_the_dark(visit: Visitors, books: Books) -> None:
    busy = books.rows("SELECT contact_id FROM opportunity WHERE outcome = 'won' AND company_id = 1 ORDER BY id LIMIT 1")
    page = visit(Role.ANALYST, viewport=PHONE, color_scheme="dark")
    page.goto("/contacts?order=-won")
    expect(page.get_by_role("button", name="New contact")).to_have_count(0)
    expect(page.locator(".cd-listbody tbody tr")).to_have_count(50)
    assert serious_violations(page) == []
    page.goto(f"/contact/{busy[0].contact_id}")
    expect(page.get_by_role("heading", name="Past opportunities")).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    assert serious_violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
