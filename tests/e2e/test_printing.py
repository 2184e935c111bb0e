"""The invoicing board on paper and as files, from a real browser."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from domain.access import Role
from tests.visiting import Visitors

LANDSCAPE = (842, 595)


def board(visit: Visitors, query: str = "", **options: object) -> Page:
    page = visit(Role.EXECUTIVE, **options)
    page.goto(f"/invoicing{query}")
    expect(page.locator(".cd-mbar").first).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?period=2026-01..2027-12"])
def test_a_year_or_two_of_the_board_fit_one_page(visit: Visitors, tmp_path: Path, scheme: str, query: str) -> None:
    page = board(visit, query, color_scheme=scheme)
    theme = page.locator("html").get_attribute("data-bs-theme") or ""
    path = tmp_path / "board.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    (paper,) = PdfReader(path).pages
    assert (float(paper.mediabox.width), float(paper.mediabox.height)) == pytest.approx(LANDSCAPE, abs=2)
    page.emulate_media(media="print")
    for said in ("Orders to invoice", "Cumulative gap", "Target"):
        expect(page.get_by_text(said, exact=True).first).to_be_visible()
    for pressed in ("Export", "Save view", "Search", "Edit targets", "Skip to content"):
        expect(page.get_by_text(pressed, exact=True).first).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)


def test_on_paper_everything_is_light(visit: Visitors) -> None:
    page = board(visit)
    page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_menu_exports_what_is_filtered(visit: Visitors) -> None:
    page = board(visit, "?period=2026&show=orders")
    found = {}
    for kind, name in (("csv", "CSV file"), ("xlsx", "Excel file"), ("pdf", "PDF file")):
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as downloading:
            page.get_by_role("link", name=name).click()
        found[kind] = Path(downloading.value.path())
        page.keyboard.press("Escape")
    with found["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"order"}
    assert found["xlsx"].read_bytes()[:2] == b"PK"
    assert "Show: Orders" in PdfReader(found["pdf"]).pages[0].extract_text()
