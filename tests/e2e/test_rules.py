"""A workflow rule in a real browser: written, tried on the past, switched on; then it acts, and its log says so."""

import re

from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.visiting import Visitors


def an_open_opportunity(page: Page) -> None:
    """Open the card of the largest weighted amount of a column."""
    page.goto("/progress-board?p=50-90")
    card = page.locator("article.cd-card[data-id]").first
    expect(card).to_be_visible()
    page.goto(f"/opportunity/{card.get_attribute('data-id')}")
    expect(page.locator(".cd-opphead")).to_be_visible()


def test_an_administrator_writes_a_rule_tries_it_and_reads_what_it_did(visit: Visitors) -> None:
    page = visit(Role.ADMINISTRATOR)
    page.goto("/settings/automation/new?starter=won")
    page.get_by_label("What the rule is called").fill("Thank for every order")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Value").fill("1")
    page.get_by_role("button", name="Try on the past 90 days").click()
    trial = page.locator("#rule-trial")
    expect(trial).to_contain_text("in the last 90 days")
    expect(trial).to_be_focused()
    assert serious_violations(page) == []
    page.get_by_role("button", name="Save and switch on").click()
    expect(page.locator(".cd-rule__acts .cd-tag")).to_have_text("On")
    expect(page).to_have_url(re.compile(r"/automation/\d+$"))
    rule = page.url
    an_open_opportunity(page)
    page.get_by_role("button", name="Won", exact=True).click()
    dialog = page.locator("#deal-dialog")
    dialog.locator(".cd-reasons button, .cd-reasons label").first.click()
    for task in dialog.locator(".cd-dealtasks input").all():
        task.check()
    dialog.locator("button[type=submit]").click()
    expect(page.locator(".cd-outcome--won")).to_be_visible()
    page.goto(rule)
    expect(page.get_by_role("region", name="Log")).to_contain_text("Planned “Thank")
    page.get_by_role("button", name="Pause the rule").click()
    expect(page.locator(".cd-rule__acts .cd-tag")).to_have_text("Paused")


def test_an_opportunity_rests_for_a_reason_until_the_pause_is_ended(visit: Visitors) -> None:
    page = visit(Role.SALES_MANAGER)
    an_open_opportunity(page)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Pause…").click()
    page.get_by_label("Because").fill("They decide in autumn")
    page.locator("#deal-dialog button[type=submit]").click()
    said = page.locator(".cd-outcome--paused")
    expect(said).to_contain_text("because: They decide in autumn")
    number = page.url.rpartition("/")[2]
    page.goto("/progress-board")
    expect(page.locator(f'.cd-card[data-id="{number}"] .cd-idle--paused')).to_be_visible()
    page.goto(f"/opportunity/{number}")
    said.get_by_role("button", name="End the pause").click()
    expect(said).to_have_count(0)
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("They decide in autumn")
