"""Campaigns in a browser: created, spent on, with members and leads, and read by who may only read."""

from playwright.sync_api import Locator, Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.e2e.test_contacts import ask, confirm, new_contact
from tests.visiting import PHONE, Visitors


def figure(page: Page, name: str) -> Locator:
    """Return a number of the campaign by what it is called."""
    return page.locator(".cd-kf", has=page.locator("dt", has_text=name))


def test_a_campaign_is_created_spent_on_and_measured(visit: Visitors, books: Books) -> None:
    new_contact(books, "Zanzottera Forni")
    page = visit(Role.SALES_MANAGER)
    page.goto("/campaigns")
    dialog = ask(page, "New campaign")
    dialog.locator("[name=name]").fill("Open house")
    dialog.locator("[name=budget]").fill("10,000")
    dialog.locator("[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Give it a name of 1 to 40 characters")
    dialog.locator("[name=code]").fill("OPEN-1")
    confirm(page, dialog, "Campaign created")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open house")
    dialog = ask(page, "Add a cost")
    dialog.locator("[name=description]").fill("Catering")
    dialog.locator("[name=amount]").fill("2,500")
    confirm(page, dialog, "Cost saved")
    expect(figure(page, "Costs").first).to_contain_text("€2,500")
    dialog = ask(page, "Add a member")
    dialog.locator("[name=contact]").fill("Zanzottera Forni")
    expect(dialog.get_by_role("status")).to_contain_text("Zanzottera Forni")
    dialog.locator("[name=became_lead_on]").fill("2026-05-04")
    confirm(page, dialog, "Member added")
    expect(figure(page, "Cost per lead")).to_contain_text("€2,500")
    expect(figure(page, "Return on the campaign")).to_contain_text("−100")
    expect(figure(page, "Return on the campaign")).to_have_attribute(
        "title", "(net of the won opportunities − Σ costs) ÷ Σ costs"
    )
    page.get_by_role("button", name="Remove Catering").click()
    expect(figure(page, "Costs").first).to_contain_text("€0")
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(figure(page, "Costs").first).to_contain_text("€2,500")
    assert serious_violations(page) == []


def test_sales_people_read_campaigns_on_a_phone_in_the_dark(visit: Visitors) -> None:
    page = visit(Role.SALES_PERSON, viewport=PHONE, color_scheme="dark")
    page.goto("/campaigns")
    expect(page.get_by_role("button", name="New campaign")).to_have_count(0)
    assert serious_violations(page) == []
    page.locator(".cd-table__link").first.click()
    expect(page.get_by_text("Opportunities count as far as you see them.")).to_be_visible()
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    assert serious_violations(page) == []
