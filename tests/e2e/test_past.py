"""The past in a real browser: every page as it was, marked, read-only, and back."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors


def snapshot(books: Books) -> tuple[str, int]:
    """Return the day of a stored snapshot of some months ago, and how many of a company were open."""
    day = books.value("SELECT max(snapshot_on) FROM opportunity_snapshot WHERE snapshot_on < date('now', '-40 days')")
    count = books.value(
        "SELECT count(*) FROM opportunity_snapshot WHERE snapshot_on = :day"
        " AND opportunity_id IN (SELECT id FROM opportunity WHERE company_id = 1)",
        day=day,
    )
    return str(day), int(count)


def look(page: Page, day: str) -> None:
    """Choose an earlier day in the top bar."""
    page.get_by_role("button", name="Look at an earlier day").click()
    choice = page.get_by_role("dialog", name="Look at an earlier day")
    choice.get_by_label("Another day").fill(day)
    choice.get_by_role("button", name="Show this day").click()


def test_a_board_is_looked_at_as_it_was_and_links_stay_in_the_past(visit: Visitors, books: Books) -> None:
    day, count = snapshot(books)
    board = visit.board(Role.SALES_MANAGER, "company=1")
    page = board.page
    look(page, day)
    mark = page.locator(".cd-past")
    expect(mark).to_contain_text("Read-only")
    expect(page.locator("#filter-count-progress-board")).to_have_text(re.compile(rf"^{count} of "))
    assert serious_violations(page, ".cd-past") == []
    page.locator('#nav a[href^="/stages-board"]').click()
    expect(page).to_have_url(re.compile(rf"/stages-board\?.*as_of={day}"))
    expect(mark).to_be_visible()
    expect(page.get_by_role("button", name="New opportunity")).to_have_count(0)
    mark.get_by_role("button", name="Back to today").click()
    expect(page).not_to_have_url(re.compile("as_of"))
    expect(mark).to_have_count(0)


def test_the_bridge_adds_up_on_the_page_and_opens_its_deals(visit: Visitors) -> None:
    page = visit(Role.EXECUTIVE, viewport=PHONE)
    since = date.today().replace(month=1, day=1)  # noqa: DTZ011  the server's day
    page.goto(f"/forecast/changes?since={since}")
    rows = page.locator(".cd-cbar")
    expect(rows.last).to_be_visible()
    amounts = [cents(text) for text in rows.locator(".cd-n").all_inner_texts()]
    start, *effects, end = amounts
    assert start + sum(effects) == end
    assert len(effects) > 2
    won = page.locator("details").filter(has=page.locator("summary", has_text="Won"))
    won.locator("summary").click()
    table = won.get_by_role("table")
    expect(table).to_be_visible()
    effects = [
        cents(text) for text in table.locator("tbody td:last-child, tfoot tr:not(:last-child) td").all_inner_texts()
    ]
    assert sum(effects) == cents(table.locator("tfoot tr:last-child td").inner_text())
    assert serious_violations(page) == []


def cents(text: str) -> int:
    """Read money as the page writes it in full."""
    return int(re.sub(r"[^\d-]", "", text.replace("−", "-")))
