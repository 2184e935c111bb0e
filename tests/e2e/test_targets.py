"""Targets in a real browser: typed in place, kept until saved or dropped, undone, copied, imported, and whose they are."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from domain import clock
from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

# A year that nobody else looks at, so that the tests of this file may save.
YEAR = clock.today().year + 1
HELD = """SELECT target_minor FROM quota WHERE company_id = :company AND team_id = :team AND agent_id IS NULL
    AND month = :month AND measure = :measure"""


def opened(page: Page, level: str = "team", year: int = YEAR, company: int = 1, measure: str = "billings") -> Page:
    page.goto(f"/targets?company={company}&year={year}&measure={measure}&level={level}")
    expect(page.locator(".cd-targets__table")).to_be_visible()
    return page


def cell(page: Page, name: str, month: str) -> Locator:
    return page.get_by_label(f"{name}, {month}", exact=True)


def status(page: Page) -> Locator:
    return page.locator(".cd-targets__status")


def sums(page: Page, row: int) -> list[str]:
    """Return a row of sums, the year's at the end, digits only."""
    texts = page.locator(f".cd-targets__table tfoot tr:nth-child({row}) td span").all_text_contents()
    return [re.sub(r"\D", "", text) for text in texts]


def test_targets_are_typed_saved_with_their_sums_and_undone(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.EXECUTIVE))
    place = {"company": 1, "team": 1, "month": YEAR * 12 + 5, "measure": "billings"}
    assert not books.rows(HELD, **place)
    before = int(sums(page, 1)[12] or 0)
    cell(page, "Italy North", "Jun").fill("123,456")
    cell(page, "Italy North", "Jul").fill("1000.50")
    page.keyboard.press("Tab")
    expect(cell(page, "Italy North", "Jul")).to_have_value("1,000.50")
    assert sums(page, 1)[5] == "123456"
    assert int(sums(page, 1)[12]) == before + 124_457
    expect(status(page)).to_have_text("2 changes not saved")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".cd-toast")).to_contain_text("2 targets saved")
    expect(status(page)).to_have_text("All changes are saved")
    assert books.value(HELD, **place) == 12_345_600
    page.get_by_role("button", name="Undo the last save").click()
    expect(cell(page, "Italy North", "Jun")).to_have_value("")
    assert not books.rows(HELD, **place)


def test_what_was_typed_and_not_saved_is_there_when_one_comes_back(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE))
    cell(page, "Italy North", "Aug").fill("777")
    page.get_by_role("link", name="Agents").click()
    expect(page.get_by_label("Marco Bellini, Jan", exact=True)).to_be_visible()
    expect(status(page)).to_have_text("All changes are saved")
    page.go_back()
    expect(cell(page, "Italy North", "Aug")).to_have_value("777")
    expect(page.get_by_text("Changes that you had not saved were put back.")).to_be_visible()
    page.reload()  # the browser asks first; Playwright agrees
    expect(cell(page, "Italy North", "Aug")).to_have_value("777")
    page.get_by_role("button", name="Discard changes").click()
    expect(cell(page, "Italy North", "Aug")).to_have_value("")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()


def test_an_amount_that_cannot_be_read_is_not_sent(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE))
    cell(page, "Italy North", "Sept").fill("12x")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(cell(page, "Italy North", "Sept")).to_be_focused()
    expect(cell(page, "Italy North", "Sept")).to_have_attribute("aria-invalid", "")
    expect(page.locator(".cd-toast")).to_have_count(0)
    cell(page, "Italy North", "Sept").fill("")


def test_two_people_at_once_do_not_overwrite_each_other(visit: Visitors, books: Books) -> None:
    place = {"company": 1, "team": 2, "month": YEAR * 12 + 8, "measure": "billings"}
    mine, theirs = opened(visit(Role.EXECUTIVE)), opened(visit(Role.SALES_MANAGER))
    cell(mine, "Italy Centre and South", "Sept").fill("100")
    cell(theirs, "Italy Centre and South", "Sept").fill("200")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.locator(".cd-toast")).to_contain_text("1 target saved")
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator(".cd-toast")).to_contain_text("Someone else changed 1 of these targets")
    expect(cell(mine, "Italy Centre and South", "Sept")).to_have_value("100")
    expect(cell(mine, "Italy Centre and South", "Sept")).to_have_attribute("title", re.compile("Someone else.*200"))
    assert books.value(HELD, **place) == 20_000
    mine.get_by_role("button", name="Save", exact=True).click()  # knowing theirs
    expect(status(mine)).to_have_text("All changes are saved")
    assert books.value(HELD, **place) == 10_000


def test_last_year_is_copied_with_a_preview(visit: Visitors, books: Books) -> None:
    page = opened(visit(Role.EXECUTIVE), company=2, measure="bookings")
    of_year = "SELECT sum(target_minor) FROM quota WHERE company_id = 2 AND team_id = 3 AND agent_id IS NULL AND measure = 'bookings' AND month / 12 = :year"
    stored, last = books.value(of_year, year=YEAR), books.value(of_year, year=YEAR - 1)
    page.get_by_role("button", name="Copy last year").click()
    page.get_by_label("Start from").select_option("targets")
    page.get_by_label("Change in %").fill("10")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("A preview: nothing is saved yet.")).to_be_visible()
    assert books.value(of_year, year=YEAR) == stored
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".cd-toast")).to_contain_text("targets saved")
    assert books.value(of_year, year=YEAR) == pytest.approx(last * 1.1, abs=1_200)
    assert books.value("SELECT verb FROM event WHERE entity = 'quota' ORDER BY id DESC LIMIT 1") == "copy_targets"
    page.get_by_role("button", name="Copy last year").click()
    page.get_by_label("Change in %").fill("much")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".cd-toast", has_text="is no percentage of growth")).to_be_visible()


def test_a_file_is_reported_row_by_row_before_anything_is_saved(visit: Visitors, books: Books, tmp_path: Path) -> None:
    page = opened(visit(Role.EXECUTIVE), company=3)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Template").click()
    template = Path(downloading.value.path()).read_text(encoding="utf-8-sig")
    header, first, *_ = template.splitlines()
    columns, values = header.split(","), first.split(",")
    values[columns.index(f"{YEAR}-12")] = "4321"
    bad = ["team", "billings", "NOBODY", *values[3:]]
    path = tmp_path / "targets.csv"
    path.write_text("\n".join([header, ",".join(values), ",".join(bad)]), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
    report = page.get_by_role("region", name="The file").first
    expect(report).to_contain_text("1 good row, 1 bad row.")
    expect(report).to_contain_text("“NOBODY” is no code on this sheet.")
    expect(cell(page, values[3], "Dec")).to_have_value("4,321")
    expect(status(page)).to_have_text("1 change not saved")
    place = {"company": 3, "month": YEAR * 12 + 11, "measure": "billings"}
    query = HELD.replace("team_id = :team", "team_id IS NOT NULL")
    assert not books.rows(query, **place)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".cd-toast")).to_contain_text("1 target saved")
    assert books.value(query, **place) == 432_100


def test_a_block_from_a_spreadsheet_is_pasted_and_arrows_move_between_rows(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE), year=YEAR + 1)
    first = cell(page, "Italy Centre and South", "Jan")
    first.focus()
    first.evaluate(
        """(input) => {
            const data = new DataTransfer();
            data.setData("text/plain", "1\\t2\\n3\\t4\\n");
            input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(cell(page, "Italy North", "Feb")).to_have_value("4")
    assert sums(page, 1)[:2] == ["4", "6"]
    page.keyboard.press("ArrowDown")
    expect(cell(page, "Italy North", "Jan")).to_be_focused()
    page.get_by_role("button", name="Discard changes").click()


def test_a_spanish_manager_writes_commas(visit: Visitors, books: Books) -> None:
    page = opened(visit("marta.ibanez"), company=2, year=YEAR + 1)
    field = page.locator(".cd-targets__in").first
    field.fill("1.234,5")
    page.keyboard.press("Tab")
    expect(field).to_have_value("1.234,50")
    page.locator(".cd-targets__row .btn-primary").click()
    expect(page.locator(".cd-toast")).to_be_visible()
    place = {"company": 2, "team": 3, "month": (YEAR + 1) * 12, "measure": "billings"}
    assert books.value(HELD, **place) == 123_450


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visitors, scheme: str) -> None:
    page = opened(visit(Role.EXECUTIVE, color_scheme=scheme), level="agent")
    found = {"sheet": serious_violations(page)}
    cell(page, "Marco Bellini", "May").fill("x")
    cell(page, "Marco Bellini", "Jun").fill("5")
    page.get_by_role("button", name="Copy last year").click()
    found["typing"] = serious_violations(page, "main")
    page.locator('[data-cd-pop="pop-targets-company"]').click()
    found["companies"] = serious_violations(page, "#pop-targets-company")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Discard changes").click()
    assert {state: said for state, said in found.items() if said} == {}


def test_on_a_phone_the_names_stay_beside_the_months(visit: Visitors) -> None:
    page = opened(visit(Role.EXECUTIVE, viewport=PHONE))
    wrap = page.locator(".cd-targets__wrap")
    wrap.evaluate("(box) => { box.scrollLeft = 600; }")
    name = page.locator(".cd-targets__who").first.bounding_box()
    assert name is not None
    assert name["x"] == pytest.approx(0, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert serious_violations(page, "main") == []
