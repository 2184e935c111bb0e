"""Language and theme: each person's own, everywhere at once, and without a flash."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.board import LOST, POSSIBLE, WON, Board
from tests.e2e.books import Books
from tests.e2e.words import data_words, english, said
from tests.visiting import Visitors, sign_in

# The same word in both languages, and names.
SHARED = {"Caudal", "Account", "EUR", "CHF", "Email", "No", "Sartori Fluidi S.p.A."}
LABELS = {
    "it": ("Azienda", "Periodo", "Tipo", "Probabilità", "Fase", "Valuta"),
    "es": ("Empresa", "Período", "Tipo", "Probabilidad", "Etapa", "Moneda"),
}
MONEY = re.compile(r"^\d{1,3}(\.\d{3})*\s€$")
CENTS = re.compile(r"\d{1,3}(\.\d{3})*,\d\d\s(€|CHF)")
PAINTS = """
  window.repaints = [];
  const painted = () => performance.getEntriesByType("paint").length > 0;
  new MutationObserver(() => painted() && window.repaints.push(document.documentElement.dataset.bsTheme))
    .observe(document, { attributes: true, attributeFilter: ["data-bs-theme"], subtree: true });
"""


def choose_language(page: Page, code: str) -> None:
    """Choose a language in the account menu and wait until the page is there in it."""
    page.locator('[data-cd-pop="pop-user"]').click()
    page.locator(f'[data-cd-locale="{code}"]').click()
    expect(page.locator("html")).to_have_attribute("lang", code)
    Board(page).drawn()


def opened(page: Page) -> set[str]:
    """Return what the board says with its menus, and its closing dialog, open."""
    board = Board(page)
    board.card(board.ids(POSSIBLE)[0]).focus()
    words: set[str] = set()
    for press in ("m", "w", "l"):
        page.keyboard.press(press)
        expect(page.locator("[role=menu], dialog[open]")).to_be_visible()
        words |= said(page)
        page.keyboard.press("Escape")
        expect(page.locator("[role=menu], dialog[open]")).to_have_count(0)
    page.locator("[data-sort=sort]").click()
    words |= said(page)
    page.keyboard.press("Escape")
    return words


@pytest.fixture
def reader(books: Books) -> Iterator[str]:
    """Yield somebody who reads English, and will again whatever the test did."""
    english_again = "UPDATE user_account SET locale = 'en' WHERE login = :login"
    books.change(english_again, login="davide.fontana")
    yield "davide.fontana"
    books.change(english_again, login="davide.fontana")


@pytest.mark.parametrize("code", ["es", "it"])
def test_no_english_word_is_left_in_another_language(visit: Visitors, books: Books, reader: str, code: str) -> None:
    page = visit()
    sign_in(page, reader)
    board = Board(page).drawn()
    before = opened(page)
    assert {
        "Open, net",
        "Mark as won",
        "Lost on",
        "Card actions",
        "Weighted amount",
    } <= before  # the list is no empty one
    card = board.ids(POSSIBLE)[0]
    choose_language(page, code)
    for label in LABELS[code]:
        expect(page.locator(".cd-chip__k").get_by_text(label, exact=True)).to_be_visible()
    left = {text for text in opened(page) & before if text not in SHARED}
    assert left == set()
    for key in (LOST, WON):
        expect(board.column(key)).not_to_contain_text(re.compile("Lost|Won"))
    expect(page.locator(".cd-total__v").first).to_have_text(MONEY)

    page.goto(f"/opportunity/{card}")
    expect(page.locator(".cd-opp")).to_contain_text(CENTS)
    found = said(page)
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(page.get_by_role("tabpanel").locator(":scope > *").first).to_be_attached()
        found |= said(page)
    page.goto("/about")
    expect(page.locator(".cd-about")).to_be_visible()
    assert (found | said(page)) & english(code) - data_words(books) == set()
    page.context.clear_cookies(name="sid")
    page.goto("/sign-in")  # this browser keeps the language also for strangers
    expect(page.locator("html")).to_have_attribute("lang", code)


def test_a_theme_lasts_and_never_flashes(visit: Visitors) -> None:
    page = visit(color_scheme="light")
    page.add_init_script(PAINTS)
    sign_in(page, "serena.basile")
    Board(page).drawn()
    html = page.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "light")
    for theme, painted in (("dark", "dark"), ("system", "light")):
        page.locator('[data-cd-pop="pop-user"]').click()
        with page.expect_response("**/preferences"):
            page.locator(f'[data-cd-theme="{theme}"]').click()
        expect(html).to_have_attribute("data-bs-theme", painted)
        page.keyboard.press("Escape")
        page.reload()
        Board(page).drawn()
        expect(html).to_have_attribute("data-bs-theme", painted)
        assert page.evaluate("window.repaints") == []
    page.emulate_media(color_scheme="dark")
    expect(html).to_have_attribute("data-bs-theme", "dark")  # the system's change is followed at once
    page.reload()
    Board(page).drawn()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    assert page.evaluate("window.repaints") == []
    page.locator('[data-cd="theme"]').click()
    expect(html).to_have_attribute("data-bs-theme", "light")
    page.context.clear_cookies(name="sid")
    page.goto("/sign-in")
    expect(html).to_have_attribute("data-bs-theme", "light")
