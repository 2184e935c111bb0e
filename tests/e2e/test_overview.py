"""The overview in a real browser: its numbers are those of the lists behind them, in any theme, size and language."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.board import HEADERS, Board
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

TILES = (
    "Invoiced",
    "Orders to invoice",
    "Open pipeline, net",
    "Weighted pipeline",
    "Win rate",
    "Days from start to won",
)


def opened(page: Page, query: str = "") -> Page:
    """Return the page with the overview drawn in full."""
    page.goto(f"/overview{query}")
    expect(page.locator(".cd-kpi__v")).to_have_count(len(TILES))
    expect(page.locator(".cd-spark svg")).to_have_count(len(TILES))
    expect(page.locator(".js-plotly-plot .bars").first).to_be_attached()
    expect(page.locator("main .placeholder-glow")).to_have_count(0)
    return page


def tile(page: Page, name: str) -> Locator:
    """Return the tile that begins with a name."""
    return page.locator("a.cd-kpi").filter(has=page.locator(".cd-kpi__l", has_text=re.compile(f"^{name}")))


def cents(text: str | None) -> int:
    """Read money as the page writes it in full."""
    return int(re.sub(r"[^\d-]", "", (text or "").replace("−", "-")))


def exact(page: Page, name: str) -> int:
    """Return the exact value of a tile of money."""
    return cents(tile(page, name).locator(".cd-kpi__v").get_attribute("title"))


def summary(page: Page) -> list[int]:
    """Return count, net and weighted amount of the Progress board's header."""
    found: list[int] = page.evaluate(HEADERS)["summary"]
    return found


@pytest.mark.parametrize("query", ["", "?company=2&p=25-90"])
def test_the_pipeline_of_the_tiles_is_that_of_the_board_behind_them(visit: Visitors, query: str) -> None:
    page = opened(visit(Role.EXECUTIVE), query)
    net, weighted = exact(page, "Open pipeline"), exact(page, "Weighted pipeline")
    tile(page, "Open pipeline").click()
    page.wait_for_url("**/progress-board*")
    Board(page).drawn()
    assert [round(value / 100) for value in (net, weighted)] == [round(value / 100) for value in summary(page)[1:]]


def test_invoiced_and_ordered_are_those_of_the_invoicing_board(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE))
    shown = {"Invoiced": exact(page, "Invoiced"), "Orders to invoice": exact(page, "Orders to invoice")}
    for name, wanted in shown.items():
        opened(page)
        tile(page, name).click()
        page.wait_for_url("**/invoicing*")
        total = page.locator(".cd-total").filter(has_text=re.compile(f"^{name}", re.IGNORECASE)).locator(".cd-total__v")
        found = round(float(total.get_attribute("value") or "nan") * 100)
        undated = page.get_by_role("button", name=re.compile("orders? ha(s|ve) no date"))
        if not (name == "Orders to invoice" and undated.count()):
            assert round(found / 100) == round(wanted / 100), name


def test_the_lists_that_wait_lead_to_exactly_those_opportunities(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.EXECUTIVE))
    for title, chip in (("Nobody was in touch", "Idle"), ("Expected order date is over", "Period")):
        opened(page)
        link = page.get_by_role("region", name=title).get_by_role("link", name=re.compile("^Show the"))
        count = cents(link.text_content())
        link.click()
        page.wait_for_url("**/progress-board?*")
        Board(page).drawn()
        assert summary(page)[0] == count
        expect(page.locator(".cd-chip.is-set")).to_contain_text(chip)
    assert books.value("SELECT count(*) FROM opportunity WHERE outcome = 'open'") > 0


def test_the_win_rate_leads_to_the_won_and_lost_ones_that_it_counts(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE))
    win = tile(page, "Win rate")
    decided = cents((win.locator(".cd-kpi__n").text_content() or "").partition("decided")[0])
    win.click()
    page.wait_for_url("**/progress-board?created=*")
    Board(page).drawn()
    columns = page.evaluate(HEADERS)
    assert columns["won"][0] + columns["lost"][0] == decided
    expect(page.locator('[data-cd-chip="created"].is-set')).to_be_visible()


def test_the_funnel_switches_between_counting_and_adding_up_and_leads_to_the_stage(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE))
    funnel = page.get_by_role("region", name="Funnel", exact=True)
    first = funnel.locator("tbody tr").first
    expect(first.locator("td").first).to_have_text(re.compile(r"^[\d,]+$"))
    funnel.get_by_label("Value").check()
    expect(first.locator("td").first).to_have_text(re.compile("^€"))
    funnel.get_by_label("Pipeline").select_option(label="Service and spare parts")
    expect(first).to_contain_text("Request")
    link = first.get_by_role("link")
    count = cents(link.text_content())
    link.click()
    page.wait_for_url("**/progress-board?stage=*")
    Board(page).drawn()
    assert summary(page)[0] == count


def test_what_moved_follows_the_chosen_day_and_adds_up(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.EXECUTIVE))
    moved = page.get_by_role("region", name="What moved")
    day = str(books.value("SELECT date(max(at), '-60 days') FROM event"))
    before = moved.text_content()
    moved.get_by_label("Since").fill(day)
    expect(moved).not_to_have_text(before or "")
    expect(moved.locator("li")).to_have_count(6)
    values = [cents(text) for text in moved.locator(".cd-ch__v").all_text_contents()]
    assert sum(values) == cents(moved.locator("header .cd-n").text_content())
    moved.locator("li a").first.click()
    page.wait_for_url("**/opportunity/*")


def test_every_figure_has_its_numbers_in_a_table_one_click_away(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE))
    for name in ("The figures above, month by month", "Invoicing against target, by month"):
        table = page.get_by_role("region", name=name)
        expect(table).to_be_hidden()
        page.locator("details").filter(has=page.get_by_role("region", name=name, include_hidden=True)).locator(
            "summary"
        ).click()
        expect(table).to_be_visible()
        assert table.locator("tbody tr").count() >= 12
    expect(page.get_by_role("img", name=re.compile("^Bars by month"))).to_be_visible()


def test_the_chart_follows_the_theme_and_the_width(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE, color_scheme="light"))
    bar = page.locator(".js-plotly-plot .bars .point path").first
    fill = "element => getComputedStyle(element).fill"
    light = bar.evaluate(fill)
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.wait_for_function("([css, before]) => getComputedStyle(document.querySelector(css)).fill !== before",
                           arg=[".js-plotly-plot .bars .point path", light])  # fmt: skip
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator(".js-plotly-plot .xtick")).to_have_count(12)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # width and height
    expect(page.locator(".js-plotly-plot .xtick")).not_to_have_count(12)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visitors, scheme: str) -> None:
    page = opened(visit(Role.EXECUTIVE, color_scheme=scheme))
    for fold in page.locator("main summary").all():
        fold.click()
    assert serious_violations(page) == []


def test_on_a_phone_nothing_is_wider_than_the_screen(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE, viewport=PHONE, has_touch=True))
    assert page.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")
    assert serious_violations(page) == []


def test_a_sales_person_sees_the_same_page_of_what_is_in_reach(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.SALES_PERSON))
    whole = books.value("SELECT sum(net_minor) FROM opportunity WHERE outcome = 'open' AND currency_code = 'EUR'")
    assert 0 < exact(page, "Open pipeline") < whole
    page.goto("/overview?company=3")  # not hers: nothing is there, and no panel breaks
    expect(page.get_by_role("heading", name="No opportunity matches these filters")).to_be_visible()
    expect(page.locator(".cd-kpi__v").first).to_be_hidden()
    expect(page.locator(".cd-perr, .cd-toast")).to_have_count(0)


def test_what_cannot_be_answered_stays_inside_its_panel(visit: Visitors) -> None:
    page = visit(Role.EXECUTIVE)
    page.goto("/overview?period=1990..2026")
    expect(page.get_by_text("months are too many for one board").first).to_be_visible()
