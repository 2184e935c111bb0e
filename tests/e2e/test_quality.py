"""Data quality: an analyst sees what is wrong, opens its list and takes the page along."""

import re

from playwright.sync_api import expect

from domain import clock
from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

OVERDUE = "SELECT count(*) FROM opportunity WHERE outcome = 'open' AND expected_order_on < :today"


def test_a_flaw_leads_to_its_list_and_the_page_goes_along_as_pdf_and_picture(visit: Visitors, books: Books) -> None:
    page = visit(Role.EXECUTIVE)
    page.goto("/forecast/quality")
    row = page.get_by_role("row", name=re.compile("^Order date is over"))
    count = books.value(OVERDUE, today=clock.today("Europe/Rome").isoformat())  # where the reader is
    expect(row.get_by_role("cell").first).to_have_text(str(count))
    assert serious_violations(page) == []
    for what, ending in (("This page as a PDF", ".pdf"), ("This page as a picture", ".png")):
        page.locator('[data-cd-pop="pop-views"]').click()
        with page.expect_download() as taken:
            page.get_by_role("button", name=what).click()
        assert taken.value.suggested_filename.startswith("forecast-quality-")
        assert taken.value.suggested_filename.endswith(ending)
    row.get_by_role("link", name="Open the list").click()
    page.wait_for_url(re.compile(r"/opportunities\?.*flaw=overdue"))
    expect(page.locator("#filter-count-opportunities")).to_contain_text(str(count))
    expect(page.locator('[data-cd-chip="flaw"]')).to_contain_text("Order date is over")


def test_the_ledger_fits_a_phone_in_the_dark(visit: Visitors) -> None:
    page = visit(Role.ANALYST, color_scheme="dark", viewport=PHONE, has_touch=True)
    page.goto("/forecast/quality")
    expect(page.get_by_role("link", name=re.compile("^Open the list")).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_violations(page) == []
