"""Every page, with no network but the app's own: the watch hears foreign requests, errors and complaints."""

import re

from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.board import Board
from tests.e2e.books import Books
from tests.visiting import Visitors

TITLE = re.compile(r"^\S.* · Caudal$")


def test_every_page_of_the_navigation_opens_by_itself_and_by_its_link(visit: Visitors) -> None:
    page = visit(Role.ADMINISTRATOR)
    page.goto("/")
    Board(page).drawn()
    links = page.locator("#nav .cd-nav__group:not(.cd-nav__pins) a, #nav .cd-nav__foot a")
    paths = [str(link.get_attribute("href")).partition("?")[0] for link in links.all()]
    assert paths
    for number, path in enumerate(paths):
        page.goto(path, wait_until="networkidle")
        check(page)
        link = links.nth(number)
        link.click()
        check(page)
        expect(link).to_have_attribute("aria-current", "page")


def test_an_opportunity_opens_with_all_its_lists_and_about_names_the_work_of_others(
    visit: Visitors, books: Books
) -> None:
    page = visit(Role.SALES_MANAGER)
    won = books.value(
        "SELECT id FROM opportunity WHERE company_id = 1 AND outcome = 'won' ORDER BY closed_on DESC LIMIT 1"
    )
    page.goto(f"/opportunity/{won}", wait_until="networkidle")
    check(page)
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel").locator(":scope > *").first).to_be_visible()
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("link", name="About Caudal").click()
    page.wait_for_url("**/about")
    check(page)
    expect(page.get_by_role("main")).to_contain_text("Bootstrap Icons")


def test_what_is_not_there_or_not_for_this_person_is_said_the_same_way(visit: Visitors, books: Books) -> None:
    page = visit(Role.SALES_MANAGER)
    visit.watch_of(page).allow("status of 404")
    foreign = books.value("SELECT id FROM opportunity WHERE company_id = 2 LIMIT 1")
    for address in (f"/opportunity/{foreign}", "/opportunity/999999999", "/opportunity/none"):
        page.goto(address)
        expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    page.goto("/no-such-page")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    page.get_by_role("link", name="Go to the start page").click()
    Board(page).drawn()


def check(page: Page) -> None:
    """Wait until a page stands: one main heading, its content, a title of its own, and no skeleton left."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.locator(".cd-skeleton")).to_be_hidden()
    expect(page).to_have_title(TITLE)
