"""On a phone: nothing to scroll sideways but the board itself, everything within reach of a thumb."""

import re

from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.board import CERTAIN, EVEN, POSSIBLE
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth || document.body.scrollWidth > innerWidth"


def check_fits(page: Page) -> None:
    """Check that the page does not scroll sideways, and what stands out if it does."""
    out = page.evaluate(
        """() => [...document.querySelectorAll(".cd-page > *, .cd-main, .cd-app, main > *, .cd-tabbar")]
          .filter((node) => node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.className)"""
    )
    assert not page.evaluate(WIDER), out


def test_the_board_fits_a_phone_and_is_worked_by_thumb(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER, viewport=PHONE, has_touch=True, is_mobile=True)
    page = board.page
    check_fits(page)
    expect(page.locator("#nav")).not_to_be_in_viewport()
    bar = page.get_by_role("navigation", name="Main, compact")
    expect(bar.get_by_role("link", name="Board")).to_have_attribute("aria-current", "page")

    tabs = page.get_by_role("group", name="Columns")
    tabs.locator(f'[data-tab="{CERTAIN}"]').tap()
    expect(tabs.locator(f'[data-tab="{CERTAIN}"]')).to_have_attribute("aria-pressed", "true")
    expect(board.column(CERTAIN).get_by_role("heading")).to_be_in_viewport()
    tabs.locator(f'[data-tab="{POSSIBLE}"]').tap()
    expect(tabs.locator(f'[data-tab="{POSSIBLE}"]')).to_have_attribute("aria-pressed", "true")

    card = board.ids(POSSIBLE)[0]
    board.card(card).tap()  # a tap opens the menu: there is no room for its button
    page.get_by_role("menu").locator(f'[data-target="{EVEN}"]').tap()
    expect(board.toast).to_contain_text("Moved to 50 %")
    assert books.opportunity(card).stated_percent == 50
    expect(tabs.locator(f'[data-tab="{EVEN}"]')).to_contain_text(str(books.columns("company_id = 1")[EVEN].count))
    check_fits(page)
    board.undo()
    expect(board.toast).to_contain_text("Move undone")


def test_filters_drawer_and_pages_fit_a_phone(visit: Visitors) -> None:
    board = visit.board(Role.SALES_MANAGER, viewport=PHONE, has_touch=True, is_mobile=True)
    page = board.page
    stage = page.locator('[data-cd-chip="stage"]')
    stage.scroll_into_view_if_needed()  # the strip of chips scrolls, the page does not
    expect(stage).to_be_in_viewport()
    stage.locator(".cd-chip__main").tap()
    popover = page.locator("#pop-filter-stage")
    box = popover.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    popover.get_by_text("Budget quote · Equipment", exact=True).tap()
    popover.get_by_role("button", name="Done").tap()
    expect(stage).to_have_class(re.compile("is-set"))
    expect(page).to_have_url(re.compile(r"\?stage=3$"))
    check_fits(page)

    page.get_by_role("button", name="More").tap()
    expect(page.locator("#nav")).to_be_in_viewport()
    expect(page.get_by_role("button", name="More")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).not_to_be_in_viewport()

    board.drawn()
    page.locator(".cd-col:not(.cd-col--fold) .cd-card[data-id]").first.tap()
    page.get_by_role("menuitem", name="Open").tap()
    expect(page.get_by_role("tab").first).to_be_visible()
    check_fits(page)
    page.get_by_role("navigation", name="Path to this page").get_by_role("link").tap()
    expect(page).to_have_url(re.compile(r"/progress-board\?stage=3$"))
    page.goto("/about")
    expect(page.locator(".cd-about")).to_be_visible()
    check_fits(page)
    page.context.clear_cookies(name="sid")
    page.goto("/sign-in")
    check_fits(page)
