"""The map in a real browser: from a mark or the list to an opportunity and back, chosen contacts, a phone."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.e2e.test_phone import check_fits
from tests.visiting import PHONE, Visitors

OPEN_WITH_PLACE = """
    SELECT opportunity.contact_id AS id, contact.name AS name, COUNT(*) AS deals FROM opportunity
    JOIN contact ON contact.id = opportunity.contact_id
    WHERE opportunity.outcome = 'open' AND contact.latitude IS NOT NULL
    GROUP BY opportunity.contact_id, contact.name
"""


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"/map{query}")
    expect(rows(page).first).to_be_visible()
    return page


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Contacts on the map")


def rows(page: Page) -> Locator:
    return panel(page).locator(".cd-maprow")


def window(page: Page) -> Locator:
    return page.locator(".cd-mappop")


def view_of(page: Page) -> str:
    """Return where the map is, as its address says."""
    page.wait_for_url(re.compile(r"at=-?[\d.]+,"))
    found = re.search(r"at=([-\d.,]+)", page.url)
    assert found
    return found[1]


def test_the_list_is_the_twin_of_the_map_and_leads_to_an_opportunity_and_back(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.EXECUTIVE))
    placed = books.rows(OPEN_WITH_PLACE)
    expect(panel(page).get_by_role("heading")).to_have_text(f"{len(placed):,} contacts in view")
    expect(panel(page).locator("footer")).to_contain_text(f"{sum(row.deals for row in placed):,} opportunities")
    assert serious_violations(page) == []

    rows(page).first.focus()
    page.keyboard.press("ArrowDown")
    name = rows(page).nth(1).locator(".cd-maprow__n").inner_text()
    expect(rows(page).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(window(page).get_by_role("heading", name=name)).to_be_visible()
    expect(window(page).get_by_role("link", name="Open contact")).to_be_visible()
    assert serious_violations(page) == []
    page.keyboard.press("Escape")
    expect(window(page)).to_have_count(0)
    expect(rows(page).nth(1)).to_be_focused()

    page.keyboard.press("Enter")
    deal = window(page).locator("li a").first
    title, before = deal.locator(".cd-trunc").inner_text(), view_of(page)
    deal.click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).last.click()
    expect(window(page).get_by_role("heading", name=name)).to_be_visible()
    assert view_of(page) == before


def test_a_mark_opens_its_window_and_everything_is_narrowed_to_its_contact(visit: Visitors, books: Books) -> None:
    one = next(row for row in books.rows(OPEN_WITH_PLACE + " ORDER BY deals DESC, id"))
    page = opened(visit(Role.EXECUTIVE), f"?contact={one.id}")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("[data-cd-chip=contact]")).to_contain_text(one.name)
    page.locator(f".cd-bub[data-id='{one.id}']").click()
    expect(window(page).locator(".cd-mappop__tot")).to_contain_text(f"{one.deals} open")
    window(page).get_by_role("link", name="Show all contacts again").click()
    expect(page.locator("[data-cd-chip=contact]")).to_have_count(0)
    expect(rows(page).first).to_be_visible()
    page.get_by_role("button", name="Fit all contacts").click()
    expect(rows(page).nth(1)).to_be_visible()


def test_contacts_inside_an_outline_are_listed_exported_and_given_to_one_owner(
    visit: Visitors, books: Books, tmp_path: Path
) -> None:
    page = opened(visit(Role.SALES_MANAGER))
    panel(page).get_by_role("button", name="Choose contacts by an outline").click()
    box = page.locator(".cd-maplasso").bounding_box()
    assert box
    middle, right = box["x"] + box["width"] * 0.4, box["x"] + box["width"] - 60
    top, bottom = box["y"] + 60, box["y"] + box["height"] - 60
    page.mouse.move(middle, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (middle, bottom)):
        page.mouse.move(x, y, steps=6)
    page.mouse.up()
    heading = panel(page).get_by_role("heading")
    expect(heading).to_have_text(re.compile(r"^\d+ contacts? chosen$"))
    count = int(heading.inner_text().split()[0])
    assert count > 0
    with page.expect_download() as download:
        panel(page).get_by_role("link", name="CSV file").click()
    download.value.save_as(tmp_path / "contacts.csv")
    with (tmp_path / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == count

    owners = "SELECT owner_id, COUNT(*) AS count FROM opportunity GROUP BY owner_id ORDER BY owner_id"
    before = books.rows(owners)
    panel(page).get_by_role("button", name="Assign to").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Give all open"))
    expect(dialog.get_by_role("status")).to_contain_text(re.compile(r"opportunit(y|ies) change"))
    dialog.get_by_role("button", name="Assign").click()
    toast = page.locator(".cd-toast").last
    expect(toast).to_contain_text("changed")
    assert books.rows(owners) != before
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator(".cd-toast").last).to_contain_text("as before")
    assert books.rows(owners) == before


def test_on_a_phone_the_list_is_a_sheet_at_the_bottom(visit: Visitors) -> None:
    page = opened(visit(Role.SALES_PERSON, viewport=PHONE))
    check_fits(page)
    grip = panel(page).get_by_role("button", name="Make the list taller")
    low = panel(page).bounding_box()
    grip.click()
    tall = panel(page).bounding_box()
    assert low
    assert tall
    assert tall["height"] > low["height"] * 1.5
    expect(panel(page).get_by_placeholder("Find contact or city")).to_be_visible()
    panel(page).get_by_role("button", name="Make the list shorter").click()
    rows(page).first.click()
    expect(window(page).get_by_role("link", name="Open contact")).to_be_visible()
    check_fits(page)
    assert serious_violations(page) == []
