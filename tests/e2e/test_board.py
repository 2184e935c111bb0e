"""Reading the Progress board: what it shows is what the database holds."""

import re

from playwright.sync_api import expect

from domain.access import Role
from tests.e2e.board import CERTAIN, LOST, POSSIBLE, WON, query_of
from tests.e2e.books import Books
from tests.visiting import Visitors

ITALY = "company_id = 1"


def test_the_headers_say_what_the_database_adds_up_to(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.EXECUTIVE)
    everything = books.columns("1 = 1")
    board.shows(everything)
    open_count = sum(sums.count for key, sums in everything.items() if key.startswith("p"))
    expect(board.count).to_have_text(f"{open_count} open")

    # Every card of a column that is short enough to be drawn at once, by what it weighs.
    wanted = books.rows(
        "SELECT id FROM opportunity WHERE outcome = 'open' AND probability_id = 6 ORDER BY weighted_base_minor DESC, id DESC"
    )
    assert board.ids(CERTAIN) == [row.id for row in wanted][: board.cards(CERTAIN).count()]
    first = books.rows(
        "SELECT o.title, c.name FROM opportunity o JOIN contact c ON c.id = o.contact_id WHERE o.id = :id",
        id=wanted[0].id,
    )[0]
    card = board.card(wanted[0].id)
    expect(card.locator(".cd-card__who")).to_have_text(first.name)
    expect(card.locator(".cd-card__title")).to_have_text(first.title)
    expect(board.page.get_by_role("region", name="Board total")).to_contain_text(
        "at the rates of"
    )  # the francs of the Swiss contacts


def test_a_closed_column_opens_in_place_sends_its_cards_page_by_page_and_is_remembered(
    visit: Visitors, books: Books
) -> None:
    board = visit.board(Role.SALES_MANAGER)
    posts = board.listen()
    board.column(WON).click()
    body = board.column(WON).locator(".cd-col__body")
    count = books.columns(ITALY)[WON].count
    expect(board.column(WON).locator(".cd-more")).to_have_text(f"Showing 50 of {count}")
    assert len(posts.outputs) == 1
    latest = books.rows(
        f"SELECT id FROM opportunity WHERE outcome = 'won' AND {ITALY} ORDER BY closed_on DESC, id DESC LIMIT 12"
    )
    assert board.ids(WON)[:12] == [row.id for row in latest]

    more = board.column(WON).locator(".cd-more")
    while (seen := board.cards(WON).count()) < 51:
        body.evaluate("body => body.scrollTop = body.scrollHeight")
        expect(board.cards(WON).nth(seen)).to_be_attached()
    # The end is near again where the second page is short on the screen: then the third is on its way already.
    expect(more).to_have_text(re.compile(rf"^Showing 1[05]0 of {count}$"))

    board.column(POSSIBLE).get_by_role("button", name="Fold column 25").click()
    expect(board.column(POSSIBLE)).to_have_class(re.compile("cd-col--fold"))
    expect(board.column(POSSIBLE)).to_be_focused()
    board.shows(books.columns(ITALY))  # folded, it still says its count and its total
    board.page.reload()
    board.drawn()
    expect(board.column(POSSIBLE)).to_have_class(re.compile("cd-col--fold"))
    expect(board.cards(WON).first).to_be_visible()
    expect(board.column(LOST)).to_have_class(re.compile("cd-col--fold"))


def test_sorting_reorders_the_cards_and_stays_in_the_address(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER)
    sort = board.page.get_by_role("button", name="Sort")
    orders = {
        "Net amount": ("net", "net_base_minor DESC, id DESC"),
        "Expected date": ("expected", "expected_sort_on, id"),
        "Age": ("age", "created_on, id"),
        "Idle time": ("idle", "touched_on, id"),
    }
    for name, (key, order) in orders.items():
        sort.click()
        board.page.get_by_role("menuitemradio", name=name).click()
        expect(sort).to_contain_text(name)
        assert query_of(board.page) == {"sort": key}
        wanted = books.rows(
            f"SELECT id FROM opportunity WHERE outcome = 'open' AND probability_id = 3 AND {ITALY} ORDER BY {order} LIMIT 8"
        )
        assert board.ids(POSSIBLE)[:8] == [row.id for row in wanted], name
    board.page.reload()
    expect(board.drawn().page.get_by_role("button", name="Sort")).to_contain_text("Idle time")


def test_a_double_click_and_enter_open_the_opportunity_and_back_returns_to_the_same_board(
    visit: Visitors, books: Books
) -> None:
    board = visit.board(Role.SALES_MANAGER, "p=25-50")
    page = board.page
    card = board.ids(POSSIBLE)[0]
    title = books.opportunity(card).title
    heading = page.get_by_role("heading", name=title, level=1)

    board.card(card).dblclick()
    page.wait_for_url(f"**/opportunity/{card}?p=25-50")
    expect(heading).to_be_visible()
    page.go_back()
    page.wait_for_url("**/progress-board?p=25-50")
    board.drawn()
    expect(page.locator('[data-cd-chip="p"]')).to_have_class(re.compile("is-set"))

    board.card(card).focus()
    page.keyboard.press("Enter")
    expect(heading).to_be_visible()
    page.get_by_role("link", name="Back to the board").click()
    page.wait_for_url("**/progress-board?p=25-50")
    board.drawn()
    expect(board.count).to_have_text(re.compile(r"^\d+ of \d+$"))
