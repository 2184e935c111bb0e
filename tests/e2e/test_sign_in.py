"""Coming in and going out, in a real browser: the page that strangers see, and every role behind it."""

import re

import pytest
from playwright.sync_api import Page, expect

from data.demo.people import DEMO_USERS
from domain.access import ROLE_PERMISSIONS, Permission, Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.board import Board
from tests.visiting import Visitors, sign_in

# What stands in the navigation, and what one needs to see it there.
NAVIGATION = {
    "/overview": Permission.SEE_PIPELINE,
    "/opportunities": Permission.SEE_PIPELINE,
    "/progress-board": Permission.SEE_PIPELINE,
    "/stages-board": Permission.SEE_PIPELINE,
    "/map": Permission.SEE_PIPELINE,
    "/invoicing": Permission.SEE_PIPELINE,
    "/forecast": Permission.SEE_PIPELINE,
    "/activities": Permission.SEE_PIPELINE,
    "/activity": Permission.SEE_PIPELINE,
    "/contacts": Permission.SEE_PIPELINE,
    "/campaigns": Permission.SEE_PIPELINE,
    "/targets": Permission.SET_TARGETS,
    "/settings": Permission.ADMINISTER,
}


def test_a_stranger_is_sent_to_the_sign_in_page_told_what_was_wrong_and_brought_where_they_wanted(
    visit: Visitors,
) -> None:
    page = visit()
    visit.watch_of(page).allow("status of 401")  # the answer to a wrong password
    page.goto("/progress-board?p=25-90")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert serious_violations(page) == []

    page.get_by_label("Login").fill("giulia.ferrero")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("Login or password is wrong.")
    expect(page.get_by_label("Login")).to_have_value("giulia.ferrero")
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_label("Password")).to_have_value("")

    page.get_by_role("button", name="Giulia Ferrero").click()  # one click, without a password
    page.wait_for_url("**/progress-board?p=25-90")
    Board(page).drawn()


def test_signing_out_ends_the_session_for_good(page: Page) -> None:
    sign_in(page, "katrin.ehlers")
    board = Board(page).drawn()
    cookies = page.context.cookies()
    page.get_by_role("button", name="Account of Katrin Ehlers").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()

    page.go_back()
    expect(board.page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what cookies() gives is what add_cookies() takes
    page.goto("/progress-board")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fprogress-board$"))


def test_a_session_that_has_ended_leads_from_any_click_to_the_sign_in_page_and_back(visit: Visitors) -> None:
    page = visit()
    visit.watch_of(page).allow("status of 401")
    sign_in(page, "tobias.krueger")
    Board(page).drawn()
    page.context.clear_cookies()
    page.get_by_label("Filter by text").fill("a")
    page.wait_for_url(re.compile(r"/sign-in\?next="))
    sign_in(page, "tobias.krueger", landing="**/progress-board?q=a")
    expect(page.get_by_label("Filter by text")).to_have_value("a")


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_role_comes_in_and_finds_only_its_own_pages(visit: Visitors, role: Role) -> None:
    page = visit(role)
    page.goto("/")  # leads to the page where the work of the role starts
    if role is Role.EXECUTIVE:
        expect(page).to_have_url(re.compile("/overview$"))
        expect(page.get_by_role("heading", name="Invoicing against target")).to_be_visible()
    else:
        expect(page).to_have_url(re.compile("/progress-board$"))
        Board(page).drawn()
    links = page.locator("#nav .cd-nav__group:not(.cd-nav__pins) a, #nav .cd-nav__foot a")
    shown = {str(link.get_attribute("href")).partition("?")[0] for link in links.all()}
    assert shown == {path for path, needed in NAVIGATION.items() if needed in ROLE_PERMISSIONS[role]}
    name = next(person.display_name for person in DEMO_USERS if person.role is role)
    expect(page.get_by_role("button", name=f"Account of {name}")).to_be_visible()
