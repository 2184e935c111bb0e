"""The filter bar: each chip narrows, all together, and the address carries it."""

import re
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from domain import clock
from domain.access import Role
from tests.e2e.board import Board, query_of
from tests.e2e.books import Books, summary
from tests.visiting import Visitors

DATED = "CASE WHEN outcome = 'open' THEN expected_order_on ELSE closed_on END BETWEEN '{0}-01-01' AND '{0}-12-31'"


def chip(page: Page, key: str) -> Locator:
    """Return a chip of the bar."""
    return page.locator(f'[data-cd-chip="{key}"]')


def choose(page: Page, key: str, *labels: str) -> None:
    """Open a chip, tick some values and close it again."""
    chip(page, key).locator(".cd-chip__main").click()
    popover = page.locator(f"#pop-filter-{key}")
    expect(popover).to_be_visible()
    for label in labels:
        popover.get_by_text(label, exact=True).click()
    popover.get_by_role("button", name="Done").click()
    expect(popover).to_be_hidden()
    expect(chip(page, key)).to_have_class(re.compile(r"\bis-set\b"))


def expect_view(board: Board, books: Books, where: str, query: dict[str, str]) -> None:
    """Wait until headers, count and address all say the same as the database."""
    columns = books.columns(where)
    board.shows(columns)
    expect(board.count).to_have_text(f"{summary(columns).count} of {summary(books.columns('1 = 1')).count}")
    assert query_of(board.page) == query


def test_every_chip_narrows_and_all_of_them_hold_together(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.EXECUTIVE)
    page, year = board.page, clock.today().year

    choose(page, "company", "Sartori Fluidi S.p.A.", "Sartori Fluidos Ibérica S.L.")
    where, query = "company_id IN (1, 2)", {"company": "1,2"}
    expect_view(board, books, where, query)
    choose(page, "period", str(year))
    where, query = f"{where} AND {DATED.format(year)}", query | {"period": str(year)}
    expect_view(board, books, where, query)
    choose(page, "type", "New equipment", "Retrofit and upgrade")
    where, query = f"{where} AND opportunity_type_id IN (1, 2)", query | {"type": "1,2"}
    expect_view(board, books, where, query)
    choose(page, "p", "25 %", "75 %")  # a range has no holes
    where, query = f"{where} AND stated_percent BETWEEN 25 AND 75", query | {"p": "25-75"}
    expect_view(board, books, where, query)
    expect(chip(page, "p")).to_contain_text("25–75 %")
    choose(page, "stage", "Budget quote · Equipment", "Detailed quote · Equipment")
    where, query = f"{where} AND stage_id IN (3, 4)", query | {"stage": "3,4"}
    expect_view(board, books, where, query)
    owners = f"SELECT id, display_name FROM user_account WHERE id IN (SELECT owner_id FROM opportunity WHERE {where})"
    owner = books.rows(owners)[0]
    choose(page, "owner", owner.display_name)
    where, query = f"{where} AND owner_id = {owner.id}", query | {"owner": str(owner.id)}
    expect_view(board, books, where, query)

    # One cross takes one filter away, Back brings it back, Reset takes them all.
    chip(page, "stage").get_by_role("button", name="Clear filter Stage").click()
    without = {key: value for key, value in query.items() if key != "stage"}
    expect_view(board, books, where.replace(" AND stage_id IN (3, 4)", ""), without)
    page.go_back()
    expect_view(board, books, where, query)
    expect(chip(page, "stage")).to_have_class(re.compile("is-set"))
    page.go_forward()
    expect(chip(page, "stage")).not_to_have_class(re.compile("is-set"))
    expect(chip(page, "stage")).to_contain_text("All")
    page.get_by_role("button", name="Reset").click()
    board.shows(books.columns("1 = 1"))
    assert query_of(page) == {}
    expect(page.get_by_role("button", name="Reset")).to_be_hidden()
    expect(page.locator(".cd-chip.is-set")).to_have_count(0)


def test_text_finds_contacts_and_titles_and_a_shared_link_opens_the_same_view(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.EXECUTIVE)
    name = str(
        books.value(
            "SELECT c.name FROM opportunity o JOIN contact c ON c.id = o.contact_id WHERE o.outcome = 'open' LIMIT 1"
        )
    )
    word = name.split()[1]
    where = f"(title LIKE '%{word}%' OR contact_id IN (SELECT id FROM contact WHERE name LIKE '%{word}%'))"
    board.page.get_by_label("Filter by text").fill(word)
    expect_view(board, books, where, {"q": word})

    choose(board.page, "currency", "CHF")
    board.page.wait_for_url(f"**/progress-board?currency=CHF&q={quote(word)}")
    expect(board.page.locator(".cd-total__v").first).to_contain_text("CHF")
    other = visit.board(Role.ANALYST, board.page.url.partition("?")[2])
    expect(other.page.get_by_label("Filter by text")).to_have_value(word)
    expect(chip(other.page, "currency")).to_contain_text("CHF")
    expect(other.count).to_have_text(str(board.count.text_content()))


def test_filters_that_leave_nothing_say_which_one_to_drop(visit: Visitors, books: Books) -> None:
    page = visit(Role.EXECUTIVE)
    page.goto("/progress-board?company=2&q=zzzqqq")
    expect(page.get_by_role("heading", name="No opportunity matches these filters")).to_be_visible()
    expect(page.get_by_text("Without Text “zzzqqq” there are")).to_be_visible()
    page.get_by_role("button", name="Remove Text").click()
    Board(page).drawn().shows(books.columns("company_id = 2"))
    expect(page.get_by_label("Filter by text")).to_have_value("")


def test_an_unreadable_filter_says_so_and_leads_out(visit: Visitors) -> None:
    page = visit(Role.EXECUTIVE)
    page.goto("/progress-board?p=ninety")
    main = page.get_by_role("main")
    expect(main).to_contain_text("The filter “p” holds “ninety”, which cannot be read.")
    expect(main).not_to_contain_text("not shared")
    main.get_by_role("link", name="Go to the Progress board").click()
    board = Board(page).drawn()
    assert query_of(page) == {}
    # The same while the board is already there: what somebody types into the address.
    page.evaluate("window.dash_clientside.set_props('url', {search: '?period=2026-99'})")
    expect(board.toast).to_contain_text("2026-99")
    expect(board.column("won")).to_be_visible()
