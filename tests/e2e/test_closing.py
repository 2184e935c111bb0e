"""Winning, losing and reopening on the Progress board: nothing is saved before the question is answered."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from domain import clock
from domain.access import Role
from tests.e2e.board import EVEN, FIRST, LOST, POSSIBLE, WON
from tests.e2e.books import Books
from tests.visiting import Visitors

ITALY = "company_id = 1"
TICK = """
    INSERT INTO opportunity_task (opportunity_id, stage_task_id, done_at, done_by_user_id)
    SELECT o.id, t.id, o.created_at, o.owner_id FROM opportunity o JOIN stage_task t ON t.stage_id = o.stage_id
    WHERE o.id = :id AND t.mandatory
"""
FORGET = "DELETE FROM opportunity_task WHERE opportunity_id = :id"


def with_tasks_done(books: Books, card: int) -> int:
    """Tick off the mandatory tasks of a card's stage, which would keep it from being won."""
    books.change(FORGET, id=card)
    books.change(TICK, id=card)
    return card


def test_winning_asks_for_the_reason_first_and_a_cancel_puts_the_card_back(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER)
    posts = board.listen()
    before = books.columns(ITALY)
    card = with_tasks_done(books, board.ids(POSSIBLE)[0])
    board.drag(card, WON)
    expect(board.dialog).to_have_accessible_name("Mark as won")
    expect(board.dialog.get_by_label("Won on")).to_have_value(clock.today("Europe/Rome").isoformat())
    expect(board.dialog.locator("[name=reason]").first).to_be_focused()
    expect(board.dialog).not_to_contain_text("Price")  # a reason to lose
    for way_out in ("Cancel", "Close"):
        board.dialog.get_by_role("button", name=way_out, exact=True).click()
        expect(board.dialog).to_have_count(0)
        board.expect_in(card, POSSIBLE)
        expect(board.card(card)).to_be_focused()
        board.page.keyboard.press("w")
    board.page.keyboard.press("Escape")
    expect(board.live).to_have_text(re.compile(r"^Returned to 25.%\. Nothing changed\.$"))
    board.shows(before)
    assert posts.outputs == []

    board.page.keyboard.press("w")
    board.dialog.locator("[type=submit]").click()
    expect(board.dialog.get_by_role("alert")).to_have_text("Choose a reason first.")
    assert posts.outputs == []
    yesterday = clock.today("Europe/Rome") - timedelta(days=1)
    board.dialog.get_by_label("Won on").fill(yesterday.isoformat())
    board.dialog.get_by_label("Note").fill("By telephone")
    board.answer("Best offer", amount="12,345.60")
    expect(board.toast).to_contain_text("Moved to Won")
    won = books.opportunity(card)
    assert (won.outcome, won.net_minor, won.closed_on, won.closing_note) == (
        "won", 1_234_560, yesterday.isoformat(), "By telephone",
    )  # fmt: skip
    board.shows(books.columns(ITALY))
    assert posts.moves == len(posts.outputs) == 1

    board.undo()
    expect(board.toast).to_contain_text("Move undone")
    board.expect_in(card, POSSIBLE)
    board.shows(before)
    assert books.columns(ITALY) == before


def test_a_bad_answer_is_refused_with_the_reason_and_the_card_is_back(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER)
    before = books.columns(ITALY)
    card = with_tasks_done(books, board.ids(POSSIBLE)[0])
    board.card(card).focus()
    board.page.keyboard.press("w")
    board.answer("Best offer", amount="twelve")
    expect(board.toast).to_contain_text("Not moved to Won")
    expect(board.toast).to_contain_text("twelve")
    board.expect_in(card, POSSIBLE)
    board.shows(before)
    assert books.opportunity(card).outcome == "open"


def test_open_tasks_refuse_a_win_and_are_ticked_right_there_with_the_order_made(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER)
    sql = "SELECT COUNT(*) FROM stage_task t JOIN opportunity o ON o.stage_id = t.stage_id WHERE t.mandatory AND o.id = :id"
    orders = "SELECT COUNT(*) FROM sales_order WHERE opportunity_id = :id"
    card = next(id_ for id_ in board.ids(POSSIBLE) if books.value(sql, id=id_) and not books.value(orders, id=id_))
    books.change(FORGET, id=card)
    board.card(card).focus()
    board.page.keyboard.press("w")
    board.dialog.get_by_label("Create the order too").check()
    board.answer("Best offer")
    expect(board.toast).to_contain_text("Still to be done")
    board.expect_in(card, POSSIBLE)
    board.toast.get_by_role("button", name="Show the tasks").click()
    expect(board.dialog).to_have_accessible_name("Before it goes to Won")
    for box in board.dialog.locator("[name=task]").all():
        box.check()
    board.dialog.locator("[type=submit]").click()
    expect(board.toast.last).to_contain_text("Moved to Won")
    assert books.opportunity(card).outcome == "won"
    assert books.value(orders, id=card) == 1
    board.undo()
    expect(board.toast.last).to_contain_text("Move undone")
    assert books.value(f"{orders} AND status <> 'cancelled'", id=card) == 0


def test_an_italian_types_the_amount_with_a_comma(visit: Visitors, books: Books) -> None:
    board = visit.board("paolo.danieli")
    card = next(id_ for key in (POSSIBLE, EVEN, FIRST) for id_ in board.ids(key) if _is_mine(books, id_))
    net = books.opportunity(with_tasks_done(books, card)).net_minor
    board.card(card).focus()
    board.page.keyboard.press("w")
    amount = board.dialog.locator("[name=final_amount]")
    expect(amount).to_have_value(f"{net / 100:,.2f}".translate(str.maketrans(",.", ".,")))
    amount.fill("98.765,43")
    board.dialog.locator("[name=reason]").first.check()
    board.dialog.locator("[type=submit]").click()
    expect(board.toast).to_be_visible()
    assert books.opportunity(card).net_minor == 9_876_543


def _is_mine(books: Books, card: int) -> bool:
    return bool(books.opportunity(card).owner_id == books.user("paolo.danieli"))


def test_a_lost_opportunity_dragged_back_reopens_at_the_probability_it_had(visit: Visitors, books: Books) -> None:
    board = visit.board("henrik.vogel")
    posts = board.listen()
    card = board.ids(POSSIBLE)[0]
    board.card(card).focus()
    board.page.keyboard.press("l")
    expect(board.dialog).to_have_accessible_name("Mark as lost")
    expect(board.dialog.locator("[name=final_amount]")).to_have_count(0)
    expect(board.dialog).to_contain_text("The weighted pipeline drops by")
    board.answer("No decision")
    expect(board.toast).to_contain_text("Moved to Lost")
    lost = books.opportunity(card)
    assert (lost.outcome, lost.stated_percent) == ("lost", 0)
    _close_toasts(board.page)

    board.unfold(LOST)
    board.drag(card, EVEN)  # not where it was
    board.expect_in(card, POSSIBLE)
    expect(board.toast).to_contain_text("Reopened at")
    reopened = books.opportunity(card)
    assert (reopened.outcome, reopened.stated_percent, reopened.closed_on) == ("open", 25, None)
    board.shows(books.columns("company_id = 3"))
    assert posts.moves == 2


def _close_toasts(page: Page) -> None:
    while page.locator(".cd-toast").count():
        page.get_by_role("button", name="Dismiss").first.click()
