"""Saved views: kept, pinned, opened by default, shared with colleagues only, removed."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.board import query_of
from tests.e2e.books import Books
from tests.visiting import Visitors

GERMANY = "company_id = 3"
LIKELY_ONES = f"{GERMANY} AND stated_percent BETWEEN 50 AND 100"


def views_of(page: Page) -> Locator:
    """Open the list of saved views and return it."""
    page.locator('[data-cd-pop="pop-views"]').click()
    popover = page.locator("#pop-views")
    expect(popover).to_be_visible()
    return popover


def save(page: Page, name: str, *, shared: bool) -> None:
    """Save the present filters under a name."""
    page.locator("#filters").get_by_role("button", name="Save view").click()
    form = page.get_by_role("dialog", name="Save current filters as a view")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Share with everyone").set_checked(shared)
    form.get_by_role("button", name="Save view").click()


def rename(views: Locator, name: str, new: str) -> None:
    """Give a view another name, after leaving it as it is once."""
    views.get_by_role("button", name=f"Rename {name}").click()
    views.get_by_role("textbox", name=f"Rename {name}").press("Escape")
    views.get_by_role("button", name=f"Rename {name}").click()
    views.get_by_role("textbox", name=f"Rename {name}").fill(new)
    views.get_by_role("button", name="Save", exact=True).click()


def test_a_view_is_saved_pinned_opened_by_default_shared_and_deleted(visit: Visitors, books: Books) -> None:
    board = visit.board("henrik.vogel", "p=50-100")
    page = board.page
    save(page, "Likely ones", shared=True)
    expect(board.toast).to_contain_text("View saved")
    save(page, "Likely ones", shared=False)
    expect(board.toast).to_contain_text("Likely ones")
    expect(board.toast).to_contain_text("Not done")  # one name, one view
    views = views_of(page)
    views.get_by_role("button", name="Pin Likely ones").click()
    expect(views.get_by_role("button", name="Unpin Likely ones")).to_be_visible()
    views.get_by_role("button", name="Open Likely ones by default").click()
    expect(views.get_by_role("button", name="Do not open Likely ones by default")).to_be_visible()

    # Without filters the page opens with the default view; Reset still shows everything.
    page.goto("/progress-board")
    page.wait_for_url("**/progress-board?p=50-100")
    board.drawn().shows(books.columns(LIKELY_ONES))
    page.get_by_role("button", name="Reset").click()
    board.shows(books.columns(GERMANY))
    assert query_of(page) == {}
    page.locator("#nav .cd-nav__pins").get_by_role("link", name="Likely ones").click()
    page.wait_for_url("**/progress-board?p=50-100")
    board.shows(books.columns(LIKELY_ONES))

    colleague = visit.board("anna.schreiber")
    shared = views_of(colleague.page)
    expect(shared).to_contain_text("Shared with me")
    expect(shared.get_by_role("button", name="Delete Likely ones")).to_have_count(0)
    shared.get_by_role("link", name="Likely ones").click()
    colleague.page.wait_for_url("**/progress-board?p=50-100")
    foreign = visit.board("marta.ibanez")
    expect(views_of(foreign.page)).not_to_contain_text("Likely ones")

    views = views_of(page)
    rename(views, "Likely ones", "Hot ones")
    expect(views.get_by_role("link", name="Hot ones")).to_be_visible()
    views.get_by_role("button", name="Delete Hot ones").click()
    expect(views).not_to_contain_text("Hot ones")
    page.goto("/progress-board")
    board.drawn().shows(books.columns(GERMANY))
    expect(page).to_have_url(re.compile(r"/progress-board$"))
    expect(page.locator("#nav .cd-nav__pins")).to_have_count(0)


def test_the_demos_pinned_view_stands_in_the_navigation_and_leads_to_its_board(visit: Visitors, books: Books) -> None:
    board = visit.board("chiara.moretti")
    board.page.locator("#nav .cd-nav__pins").get_by_role("link", name="Germany, 50 % and up").click()
    board.shows(books.columns(LIKELY_ONES))
    assert query_of(board.page) == {"company": "3", "p": "50-100"}


def test_who_may_not_share_is_not_asked_to(visit: Visitors) -> None:
    page = visit.board("giulia.ferrero").page
    page.locator("#filters").get_by_role("button", name="Save view").click()
    expect(page.get_by_role("dialog", name="Save current filters as a view")).to_be_visible()
    expect(page.get_by_label("Share with everyone")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#filters").get_by_role("button", name="Save view")).to_be_focused()
