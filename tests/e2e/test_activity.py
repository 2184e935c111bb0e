"""Activity: a manager sees what happened, narrows it, has read it, and chooses what to be told; a phone shows it too."""

import re

from playwright.sync_api import expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

CHOSEN = "SELECT count(*) FROM user_preference WHERE name = 'tell.moved' AND value = 'mail'"
FOLLOWED = "SELECT count(*) FROM following WHERE entity = 'opportunity' AND NOT muted"


def test_a_manager_reads_what_happened_and_chooses_what_to_be_told(visit: Visitors, books: Books) -> None:
    page = visit(Role.SALES_MANAGER)
    page.goto("/activity")
    expect(page.locator(".cd-hap h2").first).to_contain_text("Today")
    assert serious_violations(page) == []
    page.get_by_role("link", name="Won and lost").click()
    page.wait_for_url(re.compile(r"/activity\?about=closed"))
    first = page.locator(".cd-hap li").first
    expect(first).to_contain_text(re.compile(r" (won|lost|reopened) "))
    page.get_by_role("button", name="Mark all read").click()
    expect(page.locator(".cd-hap__since")).to_contain_text("Nothing new since")
    expect(page.locator("#nav-new-activity")).to_be_hidden()
    boxes = page.get_by_role("group", name="On to another stage")
    boxes.get_by_label("Mail").check()
    expect(page.locator("#tell-said")).to_have_text("Saved")
    assert books.value(CHOSEN) == 1
    first.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/opportunity/\d+"))
    page.get_by_role("button", name="Told as usual", exact=True).click()
    expect(page.get_by_role("button", name="Followed")).to_be_visible()
    assert books.value(FOLLOWED) == 1


def test_the_days_fit_a_phone_in_the_dark(visit: Visitors) -> None:
    page = visit(Role.SALES_PERSON, color_scheme="dark", viewport=PHONE, has_touch=True)
    page.goto("/activity?about=moved")
    expect(page.locator(".cd-hap li").first).to_contain_text("moved")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_violations(page) == []
