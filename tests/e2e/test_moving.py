"""Moving cards on the Progress board: by mouse, finger, keys and menu, alone and against each other."""

import re

from playwright.sync_api import expect

from domain.access import Role
from tests.e2e.board import CERTAIN, EVEN, LIKELY, POSSIBLE, Board, middle
from tests.e2e.books import Books
from tests.visiting import Visitors

ITALY, SPAIN, GERMANY = ("company_id = 1", "company_id = 2", "company_id = 3")


def test_a_card_dragged_by_the_mouse_moves_with_one_request_and_undo_brings_it_back(
    visit: Visitors, books: Books
) -> None:
    board = visit.board(Role.SALES_MANAGER)
    posts = board.listen()
    before = books.columns(ITALY)
    card = board.ids(POSSIBLE)[1]
    place = board.ids(POSSIBLE)

    board.pick_up(card)
    board.carry(EVEN)
    expect(board.column(EVEN)).to_contain_text("Move to 50 %")
    expect(board.column(EVEN).locator(".cd-col__whatif")).to_contain_text("weighted")  # the effect, before it is done
    board.page.keyboard.press("Escape")
    board.page.mouse.up()
    board.expect_in(card, POSSIBLE)
    assert posts.outputs == []

    board.drag(card, EVEN)
    board.expect_in(card, EVEN)
    expect(board.toast).to_contain_text("Moved to 50 %")
    after = books.columns(ITALY)
    moved = books.opportunity(card)
    assert (moved.probability_id, moved.stated_percent) == (4, 50)
    assert after[EVEN].net - before[EVEN].net == before[POSSIBLE].net - after[POSSIBLE].net > 0
    board.shows(after)
    assert len(posts.outputs) == posts.moves == 1

    board.undo()
    board.expect_in(card, POSSIBLE)
    expect(board.toast).to_contain_text("Move undone")
    board.shows(before)
    assert books.columns(ITALY) == before
    assert board.ids(POSSIBLE) == place
    assert len(posts.outputs) == posts.moves == 2


def test_a_finger_drags_a_card_after_holding_it(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER, has_touch=True, viewport={"width": 1180, "height": 820})
    posts = board.listen()
    card = board.ids(POSSIBLE)[0]
    touch = board.page.context.new_cdp_session(board.page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    here, there = middle(board.card(card)), middle(board.column(EVEN))
    finger("touchStart", here)
    expect(board.page.locator(".cd-card.sortable-chosen")).to_be_visible()  # held long enough
    for step in range(1, 9):
        finger("touchMove", tuple(a + (b - a) * step / 8 for a, b in zip(here, there, strict=True)))  # type: ignore[arg-type]  # two numbers stay two
    expect(board.column(EVEN)).to_have_class(re.compile("is-target"))
    finger("touchEnd")
    board.expect_in(card, EVEN)
    expect(board.toast).to_contain_text("Moved to 50 %")
    assert books.opportunity(card).stated_percent == 50
    assert len(posts.outputs) == 1
    board.undo()
    board.expect_in(card, POSSIBLE)


def test_the_keyboard_lifts_carries_and_drops_and_says_each_step(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER)
    posts, keys = board.listen(), board.page.keyboard
    before = books.columns(ITALY)
    card = board.ids(POSSIBLE)[0]
    who = str(board.card(card).locator(".cd-card__who").text_content())
    board.card(card).focus()

    keys.press("Space")
    expect(board.live).to_have_text(re.compile(rf"^{re.escape(who)} lifted from 25.%"))
    keys.press("ArrowRight")
    expect(board.live).to_have_text(re.compile(r"^Over 50.%\. \+€.+ weighted$"))
    keys.press("ArrowLeft")
    expect(board.live).to_have_text(re.compile(r"^Back over 25.%"))
    keys.press("ArrowRight")
    keys.press("Escape")
    expect(board.live).to_have_text(re.compile(r"^Returned to 25.%\. Nothing changed\.$"))
    board.shows(before)
    assert posts.outputs == []

    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    keys.press("Enter")
    board.expect_in(card, LIKELY)
    expect(board.card(card)).to_be_focused()
    expect(board.toast).to_contain_text("Moved to 75 %")
    board.shows(books.columns(ITALY))
    assert books.opportunity(card).stated_percent == 75

    keys.press("5")  # the fifth open column
    board.expect_in(card, CERTAIN)
    expect(board.toast).to_contain_text("Moved to 90 %")
    expect(board.card(card)).to_be_focused()
    assert posts.moves == len(posts.outputs) == 2
    keys.press("u")
    board.expect_in(card, LIKELY)
    expect(board.toast).to_contain_text("Move undone")
    assert books.opportunity(card).stated_percent == 75


def test_the_menu_moves_a_card_without_any_dragging(visit: Visitors, books: Books) -> None:
    board = visit.board(Role.SALES_MANAGER)
    posts = board.listen()
    card = board.ids(POSSIBLE)[2]
    board.card(card).hover()
    board.card(card).get_by_role("button", name="Actions for").click()
    menu = board.page.get_by_role("menu", name="Card actions")
    expect(menu.get_by_role("menuitemradio", checked=True)).to_have_text(re.compile("^25.%"))
    board.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(board.card(card)).to_be_focused()
    board.page.keyboard.press("m")
    menu.get_by_role("menuitemradio", name="50 %").click()
    board.expect_in(card, EVEN)
    expect(board.toast).to_contain_text("Moved to 50 %")
    assert books.opportunity(card).stated_percent == 50
    assert len(posts.outputs) == 1


def test_of_two_people_who_move_the_same_card_one_wins_and_the_other_sees_the_fresh_card(
    visit: Visitors, books: Books
) -> None:
    first, second = visit.board("marta.ibanez"), visit.board(Role.ADMINISTRATOR, "company=2")
    card = first.ids(POSSIBLE)[0]
    version = books.opportunity(card).version
    assert card in second.ids(POSSIBLE)

    second.pick_up(card)  # what is in one's hand stays there while others move it
    first.drag(card, EVEN)
    expect(first.toast).to_contain_text("50 %")
    second.let_go(CERTAIN)
    second.expect_in(card, EVEN)  # where the first one put it
    expect(second.toast).to_contain_text("Not moved to 90 %")
    expect(second.toast).to_contain_text("Someone else changed")
    expect(second.toast.get_by_role("button", name="Undo")).to_have_count(0)
    second.shows(books.columns(SPAIN))
    changed = books.opportunity(card)
    assert (changed.stated_percent, changed.version) == (50, version + 1)

    second.drag(card, CERTAIN)  # now with the fresh card in the hand
    second.expect_in(card, CERTAIN)
    expect(second.toast).to_contain_text("Moved to 90 %")
    first.card(card).focus()
    first.page.keyboard.press("u")  # too late: it is no longer one's own last change
    expect(first.toast.locator(".cd-note__ic--warn")).to_be_visible()  # she reads Spanish
    first.expect_in(card, CERTAIN)
    assert books.opportunity(card).stated_percent == 90


def test_who_may_only_look_cannot_lift_a_card(visit: Visitors, books: Books) -> None:
    for role in (Role.EXECUTIVE, Role.ANALYST):
        board = visit.board(role)
        posts = board.listen()
        card = board.ids(POSSIBLE)[0]
        board.pick_up(card)
        board.carry(EVEN)
        expect(board.page.locator(".is-target, .is-drag")).to_have_count(0)
        board.page.mouse.up()
        board.card(card).focus()
        board.page.keyboard.press("Space")
        expect(board.toast).to_contain_text("cannot be moved")
        board.page.keyboard.press("3")
        board.page.keyboard.press("w")
        expect(board.dialog).to_have_count(0)
        board.page.keyboard.press("m")
        expect(board.page.get_by_role("menu")).to_have_text(re.compile("^Open"))
        expect(board.page.get_by_role("menuitemradio")).to_have_count(0)
        board.expect_in(card, POSSIBLE)
        assert posts.outputs == []


def test_a_sales_person_sees_a_colleagues_card_but_cannot_move_it(visit: Visitors, books: Books) -> None:
    giulia, marco = books.user("giulia.ferrero"), books.user("marco.bellini")
    assert books.value("SELECT sales_people_change FROM company WHERE id = 1") == "own"
    board = visit.board("giulia.ferrero")
    board.shows(books.columns(f"{ITALY} AND (owner_id = {giulia} OR team_id = 1)"))
    posts = board.listen()
    of_colleague = books.rows(
        "SELECT id, probability_id FROM opportunity WHERE outcome = 'open' AND owner_id = :owner", owner=marco
    )[0]
    card, home = of_colleague.id, f"p{of_colleague.probability_id}"
    expect(board.card(card)).to_have_accessible_name(re.compile("read only$"))
    board.pick_up(card)
    board.carry(EVEN if home != EVEN else POSSIBLE)
    board.page.mouse.up()
    expect(board.toast).to_contain_text("This card cannot be moved")
    board.expect_in(card, home)
    assert posts.outputs == []


def test_a_server_that_does_not_answer_leaves_the_card_where_it_was_and_says_so(visit: Visitors, books: Books) -> None:
    page = visit(Role.SALES_MANAGER)
    page.clock.install()
    board = Board(page).open()
    before = books.columns(ITALY)
    card = board.ids(POSSIBLE)[0]
    page.route("**/_dash-update-component*", lambda _route: None)  # taken, and never answered
    board.card(card).focus()
    page.keyboard.press("3")
    board.expect_in(card, EVEN)
    page.clock.fast_forward(11_000)
    board.expect_in(card, POSSIBLE)
    expect(board.toast).to_contain_text("The server did not answer.")
    expect(board.card(card)).to_be_focused()
    board.shows(before)
    page.unroute_all(behavior="ignoreErrors")
