"""Editing an opportunity in a real browser: fields and lines, two people at once, and nothing typed lost."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Row

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

MANAGER = Role.SALES_MANAGER
OPEN_ONES = """SELECT o.id FROM opportunity o JOIN opportunity_line l ON l.opportunity_id = o.id
    WHERE o.company_id = 1 AND o.outcome = 'open' AND o.currency_code = 'EUR' AND o.team_id = 1
    GROUP BY o.id HAVING COUNT(l.id) BETWEEN 2 AND 6 ORDER BY o.id LIMIT 1 OFFSET :place"""


def opened(page: Page, books: Books, place: int) -> Row[Any]:
    """Open the page of an opportunity that no other test of this file looks at."""
    record = books.opportunity(books.value(OPEN_ONES, place=place))
    page.goto(f"/opportunity/{record.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(record.title)
    return record


def sheet(page: Page, name: str = "Edit opportunity") -> Locator:
    found = page.get_by_role("dialog", name=name)
    expect(found).to_be_visible()
    return found


def save(page: Page, toast: str = "Changes saved") -> None:
    page.locator(".cd-sheet").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".cd-toast").last).to_contain_text(toast)
    expect(page.locator(".cd-sheet")).to_have_count(0)


def test_fields_are_edited_beside_the_page_and_undone(visit: Visitors, books: Books) -> None:
    page = visit(MANAGER)
    before = opened(page, books, 0)
    page.keyboard.press("e")
    form = sheet(page)
    expect(form.get_by_label("Title")).to_be_focused()
    form.get_by_label("Title").fill(" ")
    form.get_by_label("Expected gross margin").fill("a lot")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_label("Expected gross margin")).to_have_attribute("aria-invalid", "true")
    expect(form).to_contain_text("“a lot” cannot be read as an amount in EUR. Write it like 12,500.00.")
    form.get_by_label("Expected gross margin").fill("12,345.60")
    form.get_by_label("Title").fill("Edited in the sheet")
    form.get_by_label("Expected order").fill("2031-05-06")
    assert not serious_violations(page)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Edited in the sheet")
    expect(page.locator(".cd-kfs")).to_contain_text("6 May ’31")
    after = books.opportunity(before.id)
    assert (after.title, after.expected_margin_minor, after.version) == (
        "Edited in the sheet",
        1_234_560,
        before.version + 1,
    )
    page.locator(".cd-toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(before.title)
    assert books.opportunity(before.id).expected_margin_minor == before.expected_margin_minor
    page.locator("[data-cd-field=probability_id]").dblclick()
    expect(sheet(page).get_by_label("Stated probability")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cd-sheet")).to_have_count(0)


def test_what_is_not_saved_is_not_lost_without_a_question(visit: Visitors, books: Books) -> None:
    page = visit.board(MANAGER).page
    page.locator(".cd-card").first.dblclick()
    page.wait_for_url("**/opportunity/*")
    address = page.url
    record = books.opportunity(int(address.rsplit("/", 1)[1]))
    page.get_by_role("button", name="Edit", exact=True).click()
    sheet(page).get_by_label("Description").fill("Typed and not saved")
    question = page.get_by_role("dialog", name="Leave without saving?")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Invoicing").click()
    expect(question).to_be_visible()
    question.get_by_role("button", name="Keep editing").click()
    page.go_back()
    question.get_by_role("button", name="Keep editing").click()
    assert page.url == address
    expect(sheet(page).get_by_label("Description")).to_have_value("Typed and not saved")
    page.reload()  # the browser asks first; Playwright agrees
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(sheet(page).get_by_label("Description")).to_have_value("Typed and not saved")
    expect(sheet(page)).to_contain_text("Your unsaved changes of earlier are back.")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Invoicing").click()
    question.get_by_role("button", name="Discard and leave").click()
    page.wait_for_url("**/invoicing*")
    expect(page.locator(".cd-sheet")).to_have_count(0)
    page.goto(address)
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(sheet(page).get_by_label("Description")).to_have_value(record.description or "")


def test_two_people_at_once_merge_by_field_and_settle_what_both_changed(visit: Visitors, books: Books) -> None:
    mine, theirs = visit(MANAGER), visit(Role.ADMINISTRATOR)
    record = opened(mine, books, 2)
    mine.get_by_role("button", name="Edit", exact=True).click()
    sheet(mine).get_by_label("Title").fill("My title")
    opened(theirs, books, 2)
    theirs.get_by_role("button", name="Edit", exact=True).click()
    sheet(theirs).get_by_label("Title").fill("Their title")
    sheet(theirs).get_by_label("Description").fill("Their words")
    save(theirs)
    mine.locator(".cd-sheet").get_by_role("button", name="Save", exact=True).click()
    expect(sheet(mine)).to_contain_text(re.compile("Carla Marin changed this to “Their title” at"))
    expect(sheet(mine).get_by_label("Title")).to_have_value("My title")
    assert books.opportunity(record.id).title == "Their title"
    sheet(mine).get_by_role("button", name="Keep mine").click()
    save(mine)
    expect(mine.get_by_role("heading", level=1)).to_have_text("My title")
    found = books.opportunity(record.id)
    assert (found.title, found.description) == ("My title", "Their words")


def test_lines_are_edited_as_a_table_and_the_header_follows(visit: Visitors, books: Books) -> None:
    page = visit(MANAGER)
    before = opened(page, books, 3)
    count = books.value("SELECT COUNT(*) FROM opportunity_line WHERE opportunity_id = :id", id=before.id)
    page.get_by_role("button", name="Edit lines").click()
    form = sheet(page, "Edit detail lines")
    form.get_by_role("button", name="Add line").click()
    form.get_by_label("Description").last.fill("Transport")
    form.get_by_label("Gross", exact=True).last.fill("1,000.00")
    form.get_by_label("Discount").last.fill("150 %")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form).to_contain_text("The discount must lie between zero and the gross amount.")
    form.get_by_label("Discount").last.fill("5 %")
    expect(form.locator("output").last).to_have_text("€950.00")
    form.get_by_role("button", name=f"Move line {count + 1} up").click()
    expect(form.get_by_label("Description").nth(count - 1)).to_have_value("Transport")
    save(page)
    expect(page.locator(".cd-lines tbody tr").nth(count - 1)).to_contain_text("Transport")
    after = books.opportunity(before.id)
    assert after.net_minor == before.net_minor + 95_000
    expect(page.locator(".cd-kfs")).to_contain_text(f"€{after.net_minor / 100:,.2f}")
    page.locator(".cd-toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".cd-kfs")).to_contain_text(f"€{before.net_minor / 100:,.2f}")
    assert books.opportunity(before.id).net_minor == before.net_minor


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheets_fit_a_phone_and_can_be_read_by_everybody(visit: Visitors, books: Books, scheme: str) -> None:
    page = visit(MANAGER, viewport=PHONE, color_scheme=scheme)
    record = opened(page, books, 4)
    page.get_by_role("button", name="Edit lines").click()
    sheet(page, "Edit detail lines")
    assert not serious_violations(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Edit", exact=True).click()
    form = sheet(page)
    box = form.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert not serious_violations(page)
    form.get_by_label("Description").fill(f"On the way, {scheme}")
    save(page)
    assert books.opportunity(record.id).description == f"On the way, {scheme}"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_one_walks_up_and_down_in_the_list_one_came_from(visit: Visitors) -> None:
    board = visit.board(MANAGER, "sort=net")
    page = board.page
    page.locator(".cd-card").first.dblclick()
    place = page.locator(".cd-opphead__nav")
    expect(place).to_contain_text(re.compile(r"1 of \d+"))
    first = page.url
    page.keyboard.press("j")
    expect(place).to_contain_text(re.compile(r"2 of \d+"))
    assert page.url != first
    assert page.url.endswith("?sort=net")
    page.get_by_role("link", name="Previous opportunity").click()
    expect(place).to_contain_text(re.compile(r"1 of \d+"))
    page.get_by_role("link", name="Back to the board").click()
    page.wait_for_url("**/progress-board?sort=net")
