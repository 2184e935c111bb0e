"""Live: what one person does appears in the browsers of the others, without loading anything anew."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from data.session import Database
from domain.access import Role
from domain.telling import verbatim
from tests.e2e.board import EVEN, POSSIBLE
from tests.e2e.books import Books
from tests.e2e.live import LiveServer
from tests.visiting import Visitors, login_of
from workflow.notices import Notice, notify

ITALY = "company_id = 1"


def test_a_card_that_somebody_moves_moves_for_everybody_but_not_under_a_hand(visit: Visitors, books: Books) -> None:
    mover, watcher = visit.board(Role.SALES_MANAGER), visit.board(Role.ADMINISTRATOR, "company=1")
    stages = visit.stages(Role.EXECUTIVE, "company=1")
    watcher.page.evaluate("() => { window.loadedOnce = true; }")
    card, other = mover.ids(POSSIBLE)[:2]

    watcher.pick_up(other)
    mover.drag(card, EVEN)
    mover.expect_in(card, EVEN)
    watcher.carry(EVEN)
    watcher.expect_in(card, POSSIBLE)  # nothing moves while a card is in the hand
    watcher.page.keyboard.press("Escape")
    watcher.page.mouse.up()
    watcher.expect_in(card, EVEN)
    watcher.shows(books.columns(ITALY))

    moved = books.opportunity(card)
    if stages.card(card).count():
        expect(stages.card(card)).to_contain_text(re.compile(rf"{moved.stated_percent}\s*%"))
    mover.undo()
    watcher.expect_in(card, POSSIBLE)
    watcher.shows(books.columns(ITALY))
    assert watcher.page.evaluate("() => window.loadedOnce")


def test_the_bell_rings_in_every_tab_and_what_matters_is_said_aloud(
    visit: Visitors, books: Books, live_server: LiveServer
) -> None:
    page = visit(Role.ANALYST)
    page.goto("/about")
    other = page.context.new_page()
    other.goto("/about")
    user = books.user(login_of(Role.ANALYST))
    unread = books.value("SELECT COUNT(*) FROM notification WHERE user_id = :user AND read_at IS NULL", user=user)
    expect(page.locator("#bell-button")).to_have_accessible_name(re.compile("Notifications"))
    expect(other.locator("#bell-button")).to_be_visible()

    database = Database(live_server.database_url)
    now = datetime.now(UTC)
    notice = Notice(verbatim("The press went to a rival."), f"e2e:{now.timestamp()}", "test", severity="danger")
    database.run(lambda session: notify(session, [user], notice, now=now))
    database.dispose()

    expect(other.locator(".cd-toast").last).to_contain_text("The press went to a rival.")
    for tab in (page, other):
        tab.bring_to_front()
        expect(tab.locator("#bell-button")).to_have_accessible_name(f"Notifications, {unread + 1} new")
        expect(tab.locator("#bell-badge")).to_have_text(str(unread + 1))
