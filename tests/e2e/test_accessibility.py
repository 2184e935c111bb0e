"""Accessibility: axe on every state that a person meets, focus that is seen, and dialogs that give it back."""

import pytest
from playwright.sync_api import Page, expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.board import EVEN, POSSIBLE, WON, Board
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

FEW = "type=1"  # axe looks at every card
# All in light; in dark those with colours of their own.
POPOVERS = {
    "light": ("pop-filter-p", "pop-filter-period", "pop-views", "pop-save-view", "pop-bell", "pop-user"),
    "dark": ("pop-filter-p", "pop-bell"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_board_in_any_state(visit: Visitors, scheme: str) -> None:
    board = visit.board(Role.SALES_MANAGER, FEW, color_scheme=scheme)
    page = board.page
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
    found = {"board": serious_violations(page)}
    card = board.card(board.ids(POSSIBLE)[0])
    card.focus()
    page.keyboard.press("m")
    found["card menu"] = serious_violations(page, ".cd-card.is-menu, [role=menu]")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    found["closing dialog"] = serious_violations(page, "dialog[open]")
    page.keyboard.press("Escape")
    for pop in POPOVERS[scheme]:
        page.locator(f'[data-cd-pop="{pop}"]').click()
        found[pop] = serious_violations(page, f"#{pop}")
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("a")
    expect(page.get_by_role("option").first).to_be_visible()
    found["search"] = serious_violations(page, "dialog[open]")
    page.keyboard.press("Escape")
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    found["lifted"] = serious_violations(page, ".cd-card.is-lifted, .is-target .cd-col__head, .cd-slot")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(board.toast).to_be_visible()
    found["toast"] = serious_violations(page, ".cd-toasts")
    board.undo()
    expect(board.toast).to_contain_text("Move undone")
    board.unfold(WON)
    found["won"] = serious_violations(page, '[data-key="won"] .cd-card:nth-child(2)')
    assert {state: said for state, said in found.items() if said} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_other_pages(visit: Visitors, books: Books, scheme: str) -> None:
    page = visit(Role.SALES_MANAGER, color_scheme=scheme)
    visit.watch_of(page).allow("status of 404")
    won = books.value(
        "SELECT id FROM opportunity WHERE company_id = 1 AND outcome = 'won' ORDER BY closed_on DESC LIMIT 1"
    )
    page.goto(f"/opportunity/{won}")
    expect(page.get_by_role("tab").first).to_be_visible()
    found = {"opportunity": serious_violations(page)}
    for tab in page.get_by_role("tab").all():
        tab.click()
        expect(page.get_by_role("tabpanel").locator(":scope > *").first).to_be_visible()
        expect(page.get_by_role("tabpanel").locator(".cd-tabwait")).to_have_count(0)
        found[f"opportunity, {tab.text_content()}"] = serious_violations(
            page, "[role=tablist], [role=tabpanel]:not([hidden])"
        )
    for address, heading in (
        ("/about", "About Caudal"),
        ("/progress-board?q=zzzqqq", "No opportunity matches these filters"),
        ("/opportunity/999999999", "There is nothing at this address"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        found[address] = serious_violations(page, "main")
    page.context.clear_cookies(name="sid")
    page.goto("/sign-in")
    found["sign-in"] = serious_violations(page)
    assert {state: said for state, said in found.items() if said} == {}


def test_axe_finds_nothing_serious_on_a_phone(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER, viewport=PHONE, has_touch=True)
    page = board.page
    found = {"board": serious_violations(page)}
    page.get_by_role("button", name="More").click()
    found["drawer"] = serious_violations(page, "#nav")
    page.keyboard.press("Escape")
    board.cards(POSSIBLE).first.tap()
    found["card menu"] = serious_violations(page, "[role=menu]")
    page.get_by_role("menuitem", name="Open").click()
    expect(page.get_by_role("tab").first).to_be_visible()
    found["opportunity"] = serious_violations(page)
    assert {state: said for state, said in found.items() if said} == {}


def test_the_skip_link_comes_first_and_every_stop_of_tab_is_seen(visit: Visitors) -> None:
    board = visit.board(Role.SALES_MANAGER)
    page = board.page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    stops = 0
    columns: list[str] = []
    while stops < 40:
        page.keyboard.press("Tab")
        stops += 1
        state = focused(page)
        assert state["ring"], state
        assert state["seen"], state
        columns += [state["column"]] if state["card"] else []
    # One stop per column with cards, not one per card.
    assert len(columns) == len(set(columns)) >= 3


def focused(page: Page) -> dict[str, str]:
    """Return what has the focus, whether it shows a ring, and whether it can be seen."""
    state: dict[str, str] = page.evaluate(
        """() => {
          const node = document.activeElement;
          const style = getComputedStyle(node);
          const box = node.getBoundingClientRect();
          const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0;
          const ring = node === document.body || parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none"
            || style.boxShadow !== "none" || parseFloat(getComputedStyle(node.closest("label, .cd-chip") || node).outlineWidth) >= 2;
          const column = node.closest(".cd-col")?.dataset.key || "";
          return {what: node.outerHTML.slice(0, 120), ring, seen: node === document.body || inside, column, card: node.matches(".cd-card")};
        }"""
    )
    return state


def test_dialogs_keep_the_focus_inside_and_give_it_back(visit: Visitors) -> None:
    board = visit.board(Role.SALES_MANAGER)
    page = board.page
    inside = "document.activeElement === document.body || Boolean(document.activeElement.closest('dialog[open]'))"
    card = board.card(board.ids(POSSIBLE)[0])
    card.focus()
    page.keyboard.press("w")
    for _press in range(14):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(card).to_be_focused()

    for pop in ("pop-filter-p", "pop-user"):
        button = page.locator(f'[data-cd-pop="{pop}"]')
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        assert page.evaluate(f"document.activeElement.closest('#{pop}') !== null")
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
    check_arrows(board)


def check_arrows(board: Board) -> None:
    """Check that arrows move between cards and columns."""
    first, second = board.ids(POSSIBLE)[:2]
    keys = board.page.keyboard
    board.card(first).focus()
    keys.press("ArrowDown")
    expect(board.card(second)).to_be_focused()
    keys.press("ArrowUp")
    keys.press("ArrowRight")
    expect(board.column(EVEN).locator(".cd-card:focus")).to_have_count(1)
    keys.press("ArrowLeft")
    expect(board.card(first)).to_be_focused()
    keys.press("End")
    expect(board.column(POSSIBLE).locator(".cd-card:focus")).to_have_count(1)
    expect(board.card(first)).not_to_be_focused()
    keys.press("Home")
    expect(board.card(first)).to_be_focused()
