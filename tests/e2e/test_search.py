"""Search and notices: what is at hand on every page."""

import re

from playwright.sync_api import expect

from domain.access import Role
from tests.e2e.books import Books
from tests.visiting import Visitors


def test_search_is_opened_walked_and_left_by_keys(visit: Visitors, books: Books) -> None:
    page = visit.board(Role.SALES_MANAGER).page
    button = page.get_by_role("button", name="Search")
    button.focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()

    found = books.rows(
        "SELECT o.id, o.number, o.title, c.name FROM opportunity o JOIN contact c ON c.id = o.contact_id"
        " WHERE o.company_id = 1 AND o.outcome = 'open' ORDER BY o.id LIMIT 1"
    )[0]
    field.fill(found.name.split()[1])
    options = page.get_by_role("option")
    expect(page.get_by_role("group", name="Contacts").get_by_role("option", name=found.name).first).to_be_visible()
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_have_count(0)
    expect(button).to_be_focused()

    page.keyboard.press("Control+k")
    field.fill(found.number)
    expect(options.first).to_contain_text(found.title)
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/opportunity/{found.id}")
    expect(page.get_by_role("heading", level=1, name=found.title)).to_be_visible()


def test_search_stays_within_what_the_person_sees(visit: Visitors, books: Books) -> None:
    page = visit.board(Role.SALES_MANAGER).page
    number = books.value("SELECT number FROM opportunity WHERE company_id = 2 LIMIT 1")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(number)
    expect(page.get_by_text(f"Nothing found for “{number}”.")).to_be_visible()


def test_the_bell_lists_what_is_unread_until_it_is_marked_as_read(visit: Visitors, books: Books) -> None:
    page = visit.board(Role.ANALYST).page
    nora = books.user("nora.lindt")
    unread = books.value("SELECT COUNT(*) FROM notification WHERE user_id = :user AND read_at IS NULL", user=nora)
    assert unread > 0
    page.get_by_role("button", name=f"Notifications, {unread} new").click()
    bell = page.get_by_role("dialog", name="Notifications")
    expect(bell.get_by_role("listitem")).to_have_count(unread)
    tones = bell.locator(".cd-note__ic").evaluate_all("icons => icons.map(icon => icon.className)")
    assert all("--" in tone for tone in tones)  # each notice in its colour: good news, or something to look at
    bell.get_by_role("button", name="Mark all read").click()
    expect(bell).to_contain_text("Nothing new.")
    expect(page.locator("#bell-badge")).to_be_hidden()
    expect(bell.get_by_role("listitem")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Notifications", exact=True)).to_be_visible()
    assert not books.value("SELECT COUNT(*) FROM notification WHERE user_id = :user AND read_at IS NULL", user=nora)


def test_a_notice_leads_to_its_opportunity(visit: Visitors) -> None:
    page = visit.board(Role.EXECUTIVE).page
    page.get_by_role("button", name=re.compile("^Notifications")).click()
    page.get_by_role("dialog", name="Notifications").get_by_role("link").first.click()
    page.wait_for_url("**/opportunity/*")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
