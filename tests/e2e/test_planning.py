"""Categories, submissions and plans in a browser."""

from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.test_contacts import ask, confirm
from tests.visiting import PHONE, Visitors


def forecast_of_me(page: Page) -> str:
    """Return the commit forecast in one's own row."""
    row = page.locator(".cd-commit tbody tr", has=page.get_by_text("you", exact=True))
    return row.locator("td").nth(1).inner_text()


def test_a_seller_sorts_the_quarter_and_submits_it(visit: Visitors) -> None:
    page = visit(Role.SALES_PERSON)
    page.goto("/forecast/commit?period=2026")
    picks = page.locator(".cd-commitpick")
    expect(picks.first).to_be_visible()
    before = forecast_of_me(page)
    omitted = page.locator(".cd-commitpick:has(option:checked[value='']:has-text('Commit'))").first
    target = omitted if omitted.count() else picks.first
    target.select_option("omitted" if omitted.count() else "commit")
    expect(page.locator(".cd-toast").last).to_contain_text("Category set")
    assert forecast_of_me(page) != before
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(page.locator(".cd-toast").last).to_contain_text("Undone")
    assert forecast_of_me(page) == before
    assert serious_violations(page) == []
    dialog = page.locator("dialog[open]")
    page.get_by_role("button", name="Submit").first.click()
    assert serious_violations(page, "dialog[open]") == []
    dialog.locator("[name=best_case]").fill("1")
    dialog.locator("[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The best case cannot be below the commit forecast")
    dialog.locator("[name=best_case]").fill("9,000,000")
    confirm(page, dialog, "Forecast submitted")
    expect(page.get_by_role("button", name="Submit again")).to_be_visible()


def test_a_manager_spreads_a_total_copies_the_plan_and_reads_what_came(visit: Visitors) -> None:
    page = visit(Role.SALES_MANAGER)
    page.goto("/forecast/plans")
    page.get_by_role("link", name="Sales 20").first.click()
    expect(page.locator(".cd-opphead h2")).to_contain_text("Sales 20")
    total = page.get_by_role("region", name="Lines of the plan").locator("tr.cd-commit__sum td").nth(12)
    before = total.inner_text().split()[0]
    page.locator("[aria-label^='Spread a total over']").first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=amount]").fill("1,200,000")
    dialog.locator("[name=how]").select_option("evenly")
    confirm(page, dialog, "Total spread")
    expect(total).not_to_contain_text(before)
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(total).to_contain_text(before)
    assert serious_violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import CSV or XLSX").click()
    chooser.value.set_files({"name": "plan.xlsx", "mimeType": "", "buffer": download.value.path().read_bytes()})
    expect(page.locator(".cd-toast").last).to_contain_text("Nothing had to change")
    ask(page, "Copy").locator("[type=submit]").click()
    expect(page.locator(".cd-opphead__m")).to_contain_text("edition 2")


def test_the_list_of_plans_on_a_phone_in_the_dark(visit: Visitors) -> None:
    page = visit(Role.ANALYST, viewport=PHONE, color_scheme="dark")
    page.goto("/forecast/plans")
    expect(page.get_by_role("heading", name="Period types")).to_be_visible()
    expect(page.get_by_role("button", name="New plan")).to_have_count(0)
    assert serious_violations(page) == []
