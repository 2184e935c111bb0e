"""The chances of the forecast in a real browser: boards weigh by them, the page says why; record and analysis."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.board import HEADERS
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

RUN = 990_001
REASON = "On later opportunities a simpler value did better than the model."


@pytest.fixture
def said(books: Books) -> Iterator[Books]:
    """Let a forecast say 62 % of every open opportunity of the first company, for the time of one test."""
    books.change(
        "INSERT INTO forecast_run (id, company_id, model, measure, scope, scope_id, is_backtest, currency_code, parameters,"
        " notes, cutoff_on, seed, run_at) VALUES (:run, 1, 'win', 'winning', 'company', 0, FALSE, 'EUR', '{}',"
        " :notes, '2099-12-31', 7, '2026-02-01 00:00:00')",
        run=RUN, notes=f'["{REASON}"]',
    )  # fmt: skip
    books.change(
        "INSERT INTO opportunity_forecast (forecast_run_id, opportunity_id, stated, stage, model, used, chance, low, high,"
        " comparable_won, comparable_count, contributions) SELECT :run, id, stated_percent / 100.0, 0.4, 0.62, 'model', 0.62,"
        " 0.5, 0.7, 22, 51, :walk FROM opportunity WHERE company_id = 1 AND outcome = 'open'",
        run=RUN, walk='{"owner": 0.12, "size": -0.05}',
    )  # fmt: skip
    yield books
    books.change("DELETE FROM opportunity_forecast WHERE forecast_run_id = :run", run=RUN)
    books.change("DELETE FROM forecast_run WHERE id = :run", run=RUN)


def drawn(page: Page, path: str) -> Page:
    page.goto(path)
    expect(page.locator(".cd-fctabs [aria-current=page]")).to_be_visible()
    expect(page.locator("main .placeholder-glow")).to_have_count(0, timeout=30_000)  # nine panels, busy machines
    return page


@pytest.mark.usefixtures("said")
def test_a_board_weighs_by_the_model_and_the_page_says_why(visit: Visitors) -> None:
    page = visit.board(Role.EXECUTIVE, "company=1&chance=model").page
    _count, net, weighted = page.evaluate(HEADERS)["summary"]
    assert weighted == pytest.approx(0.62 * net, abs=5), "each currency is rounded once"
    expect(page.get_by_role("region", name="Board total")).to_contain_text("by the forecast’s chance")
    first = page.locator(".cd-col .cd-card").first
    expect(first.locator(".cd-model")).to_contain_text("62")
    stated = int(page.locator(".cd-col", has=page.locator(".cd-card")).first.get_attribute("data-p") or 0)
    assert abs(62 - stated) >= 10
    expect(first.locator(".cd-delta")).to_have_text(str(abs(62 - stated)))

    page.get_by_role("button", name="Weighted by").first.click()
    page.get_by_label("Stated", exact=True).check()
    page.wait_for_url(lambda url: "chance" not in url)
    page.keyboard.press("Escape")

    page.goto(f"/opportunity/{first.get_attribute('data-id')}")
    why = page.locator(".cd-panel").filter(has_text="Why 62")
    expect(why).to_contain_text("22 of 51 opportunities like it were won")
    expect(why).to_contain_text("+12")
    assert serious_violations(page) == []


def test_the_record_and_the_analysis_hold_on_a_desk_and_on_a_phone(visit: Visitors) -> None:
    page = drawn(visit(Role.ANALYST), "/forecast/record")
    assert serious_violations(page) == []
    phone = drawn(visit(Role.SALES_PERSON, viewport=PHONE), "/forecast/analysis")
    assert serious_violations(phone) == []
    assert phone.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")
