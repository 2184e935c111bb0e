"""The forecast: made when it is asked for, said in a sentence, questioned with a slider, opened cell by cell, kept."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from data.session import Database
from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.e2e.live import LiveServer
from tests.visiting import PHONE, Visitors
from workflow.forecasts.running import forecast

SMALLEST = "SELECT company_id FROM opportunity GROUP BY company_id ORDER BY count(*) LIMIT 1"


def quiet(_label: str, _total: int) -> Callable[[int], None]:
    return lambda _count: None


@pytest.fixture(scope="module")
def address(live_server: LiveServer, books: Books) -> str:
    """Return the address of the smallest company's forecast, made as the worker makes it at night."""
    company, now = books.value(SMALLEST), datetime.now(UTC)
    database = Database(live_server.database_url)
    forecast(database, company, now.date(), now=now, show=quiet)
    database.dispose()
    return f"/forecast?company={company}"


def cents(text: str) -> int:
    """Read money as the page writes it."""
    return int(re.sub(r"[^\d-]", "", text.replace("−", "-")))


def opened(page: Page, address: str) -> Page:
    """Return the page with its numbers drawn."""
    page.goto(address)
    expect(page.locator(".cd-fctable")).to_be_visible()
    expect(page.locator("#forecast-graph .main-svg").first).to_be_visible()
    return page


def test_a_year_is_said_questioned_opened_and_kept_under_a_name(visit: Visitors, address: str) -> None:
    page = opened(visit(Role.EXECUTIVE), address)
    expect(page.locator(".cd-statement")).to_contain_text("in 8 of 10 cases")
    likely = page.locator("#forecast-readout .cd-scen__big").first
    before, status = likely.inner_text(), page.locator("#forecast-status")
    page.get_by_role("slider", name=re.compile("^Win rate")).focus()
    for _press in range(8):
        page.keyboard.press("ArrowRight")
    expect(status).to_contain_text("against")
    page.wait_for_url("**s=win.8*")
    expect(likely).not_to_have_text(before)
    cell = page.locator('[data-fc-cell$=".backlog"]').last
    cell.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tbody tr").first).to_be_visible()
    assert cents(dialog.locator("h2").inner_text().rpartition(":")[2]) == cents(
        dialog.locator("tfoot tr").last.locator("td").inner_text()
    )
    assert serious_violations(page, "dialog[open]") == []
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    page.get_by_role("button", name="Save scenario").first.click()
    page.locator("#forecast-scenario-name").fill("A good year")
    page.locator("#forecast-scenario-save").click()
    expect(page.locator(".cd-toasts")).to_contain_text("Scenario saved")
    page.get_by_role("button", name="Reset", exact=True).last.click()
    expect(likely).to_have_text(before)
    page.get_by_role("button", name="Scenarios").click()
    page.get_by_role("button", name="Rename A good year").click()
    page.get_by_role("textbox", name="Rename A good year").fill("A better year")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="A better year", exact=True).click()
    expect(page.get_by_role("slider", name=re.compile("^Win rate"))).to_have_value("8")
    expect(status).to_contain_text("against")


def test_the_forecast_fits_a_phone_in_the_dark(visit: Visitors, address: str) -> None:
    page = opened(
        visit(Role.EXECUTIVE, color_scheme="dark", viewport=PHONE, has_touch=True), f"{address}&chart=monthly"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_violations(page) == []


def test_where_no_forecast_is_made_yet_an_administrator_asks_for_it(visit: Visitors, books: Books) -> None:
    company = books.value(f"{SMALLEST} OFFSET 1")
    page = visit(Role.ADMINISTRATOR)
    page.goto(f"/forecast?company={company}")
    expect(page.get_by_role("heading", name="No forecast yet")).to_be_visible()
    page.get_by_role("button", name="Compute now").click()
    expect(page.get_by_role("heading", name="The first forecast is being made")).to_be_visible()
    assert books.value("SELECT count(*) FROM job WHERE name = 'forecast'") == 1
