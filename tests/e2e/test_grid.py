"""The list of opportunities in a real browser: scrolled, ordered, narrowed, arranged, changed, exported, by keyboard."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

OPEN = "SELECT COUNT(*) FROM opportunity WHERE outcome = 'open'"
SHOWN = "SELECT COUNT(*) FROM opportunity WHERE outcome <> 'cancelled'"


def opened(page: Page, query: str = "") -> Page:
    page.goto(f"/opportunities{query}")
    expect(row(page, 0).locator(".cd-gc").first).to_be_visible()
    return page


def row(page: Page, index: int) -> Locator:
    return page.locator(
        f".ag-center-cols-container [row-index='{index}'], .ag-full-width-container [row-index='{index}']"
    )


def cell(page: Page, index: int, column: str) -> Locator:
    return page.locator(f".ag-row[row-index='{index}'] [col-id='{column}']").first


def count(page: Page, number: int) -> None:
    expect(page.locator(".cd-filters__count")).to_have_text(re.compile(rf"^{number:,} opportunit"))


def sort(page: Page, name: str) -> None:
    page.locator(".ag-header-cell", has_text=name).locator(".ag-header-cell-label").click()


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name)


def columns(page: Page) -> list[str]:
    """Return the headings from left to right."""
    found: list[str] = page.locator(".ag-header-cell").evaluate_all(
        """cells => cells.filter(cell => cell.getAttribute('col-id') !== 'ag-Grid-SelectionColumn')
            .sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left).map(cell => cell.innerText.trim())"""
    )
    return found


def test_the_whole_list_can_be_scrolled_ordered_and_narrowed_and_back_undoes_it(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.EXECUTIVE), "?outcome=all")
    total = int(books.value(SHOWN))
    count(page, total)
    sort(page, "Number")
    page.wait_for_url("**sort=number**")
    numbers = [
        one.number for one in books.rows("SELECT number FROM opportunity WHERE outcome <> 'cancelled' ORDER BY number")
    ]
    expect(cell(page, 0, "number")).to_have_text(numbers[0])
    page.locator(".ag-body-viewport, .ag-body").first.click(position={"x": 300, "y": 60})
    page.keyboard.press("Control+End")
    expect(cell(page, total - 1, "number")).to_have_text(numbers[-1])

    page.locator(".ag-header-cell[col-id='title']").locator(".ag-header-cell-filter-button").click()
    page.get_by_label("Contains").fill("tank")
    page.get_by_role("button", name="Apply").click()
    matching = int(books.value(f"{SHOWN} AND LOWER(title) LIKE '%tank%'"))
    count(page, matching)
    expect(cell(page, 0, "title")).to_contain_text(re.compile("tank", re.IGNORECASE))
    page.go_back()
    count(page, total)
    expect(tool(page, "Clear column filters")).to_have_count(0)

    page.locator(".cd-gfunnel button").first.click()
    page.wait_for_url("**p=**")
    page.get_by_label("Group by").select_option(label="Stage")
    group = page.locator(".cd-ggroup").first
    expect(group).to_have_attribute("aria-expanded", "true")
    group.click()
    expect(page.locator(".cd-ggroup").first).to_have_attribute("aria-expanded", "false")


def test_columns_are_arranged_kept_as_a_profile_and_opened_with_it(visit: Visitors) -> None:
    page = opened(visit(Role.SALES_PERSON))
    tool(page, "Columns").click()
    listed = page.get_by_role("dialog", name="Columns")
    listed.get_by_label("Type", exact=True).check()
    listed.get_by_role("button", name="Keep Opportunity in view").click()
    expect(listed.get_by_role("button", name="Keep Opportunity in view")).to_have_attribute("aria-pressed", "true")
    for name in ("Contact", "Stage", "Owner", "Expected order"):  # so that the others all fit
        listed.get_by_label(name, exact=True).uncheck()
    page.keyboard.press("Escape")
    assert columns(page)[0] == "Opportunity"
    page.wait_for_url("**columns=**")

    tool(page, "Profile").click()
    dialog = page.get_by_role("dialog", name="Profile")
    assert dialog.get_by_label("For").locator("option").all_text_contents() == ["Only me"]
    dialog.get_by_label("Name").fill("Titles first")
    dialog.get_by_label("Open the grid with it").check()
    dialog.get_by_role("button", name="Save profile").click()
    expect(page.locator(".cd-toast")).to_contain_text("Profile saved")
    opened(page)
    expect(page.locator(".ag-header-cell[col-id='type']")).to_be_visible()
    assert columns(page)[0] == "Opportunity"
    assert "Owner" not in columns(page)
    tool(page, "Profile").click()
    page.get_by_role("dialog", name="Profile").get_by_role("button", name=re.compile("^Standard")).click()
    expect(page.locator(".ag-header-cell[col-id='type']")).to_have_count(0)
    tool(page, "Profile").click()
    page.get_by_role("button", name="Delete profile Titles first").click()
    expect(page.locator(".cd-toast").last).to_contain_text("Profile deleted")


def test_a_filter_takes_nothing_from_the_columns_and_is_not_lost_for_them(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE))
    tool(page, "Columns").click()
    page.get_by_role("dialog", name="Columns").get_by_label("Contact", exact=True).uncheck()
    page.keyboard.press("Escape")
    page.wait_for_url("**columns=**")
    page.get_by_label("Filter by text").fill("tank")
    page.wait_for_url("**q=tank&**columns=**")
    expect(page.get_by_label("Filter by text")).to_have_value("tank")
    assert "Contact" not in columns(page)


def test_many_are_changed_at_once_with_a_preview_and_one_undo(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.SALES_MANAGER), "?sort=number")
    numbers = [cell(page, index, "number").inner_text() for index in range(2)]
    quoted = ", ".join(f"'{number}'" for number in numbers)
    held = f"SELECT expected_order_on FROM opportunity WHERE number IN ({quoted}) ORDER BY number"
    before = books.rows(held)
    for index in range(2):
        page.locator(f".ag-row[row-index='{index}'] .ag-checkbox-input").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Change…").click()
    dialog = page.get_by_role("dialog", name="Change opportunities")
    dialog.get_by_label("What changes").select_option(label="Expected order")
    dialog.get_by_label("Date", exact=True).fill("2031-03-04")
    expect(dialog.get_by_role("status")).to_contain_text("2 opportunities change.")
    assert serious_violations(page, "dialog[open]") == []
    assert books.rows(held) == before, "a preview changes nothing"
    dialog.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator(".cd-toast")).to_contain_text("2 opportunities changed.")
    assert {str(one.expected_order_on) for one in books.rows(held)} == {"2031-03-04"}
    page.locator(".cd-toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".cd-toast").last).to_contain_text("2 opportunities are as before.")
    assert books.rows(held) == before


def test_the_file_holds_what_is_seen(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE), "?columns=title*,stage,net&sort=title&f.title=tank")
    seen = [cell(page, index, "title").inner_text() for index in range(3)]
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_text("CSV file").click()
    lines = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert lines[0] == ["Opportunity", "Stage", "Net", "Currency"]
    assert [line[0] for line in lines[1:4]] == seen
    count(page, len(lines) - 1)


def test_the_keyboard_opens_a_row_and_back_leads_to_the_same_list(visit: Visitors) -> None:
    page = opened(visit(Role.SALES_PERSON), "?sort=-net")
    title = cell(page, 1, "title").inner_text()
    cell(page, 0, "number").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/opportunity/\d+\?.*sort=-net"))
    expect(page.get_by_role("heading", name=title).first).to_be_visible()
    page.go_back()
    expect(cell(page, 1, "title")).to_have_text(title)
    page.get_by_role("link", name="Progress board").first.click()
    page.wait_for_url("**/progress-board**")
    page.wait_for_timeout(1_500)  # what is let go of after the page must not complain


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_list_is_accessible(visit: Visitors, theme: str) -> None:
    page = visit(Role.SALES_MANAGER)
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    opened(page, "?group=stage")
    page.get_by_role("button", name="Colour by stage").click()
    assert serious_violations(page) == []
    tool(page, "Columns").click()
    assert serious_violations(page) == []


def test_a_phone_shows_cards_that_open_by_a_tap(visit: Visitors) -> None:
    page = opened(visit(Role.SALES_PERSON, viewport=PHONE))
    card = page.locator(".cd-gcard").first
    expect(card).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    card.click()
    page.wait_for_url("**/opportunity/**")


def test_no_other_page_loads_the_library_of_the_grid(visit: Visitors) -> None:
    page = visit(Role.EXECUTIVE)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url) if "dash_ag_grid" in request.url else None)
    page.goto("/progress-board")
    expect(page.locator(".cd-col").first).to_be_visible()
    assert loaded == []
    opened(page)
    assert [url.rpartition("/")[2].partition(".")[0] for url in loaded] == ["dash_ag_grid", "async-community"]
