"""The Stages board in the browser: tasks before a card leaves, barred moves, the probability asked once, keys, phone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.board import WON, Board
from tests.e2e.books import Books
from tests.e2e.test_phone import check_fits
from tests.visiting import PHONE, Visitors

# The stages of the demo's first pipeline, Equipment: each asks for a mandatory task, DETAILED for two.
START, VISIT, BUDGET, DETAILED, FINAL, ACCEPTED = "s1", "s2", "s3", "s4", "s5", "s6"
HERE = "company_id = 1 AND pipeline_id = 1"


def a_card(books: Books, stage: str, *conditions: str) -> int:
    """Return an open card of a stage, the dearest that fits, with none of its tasks done."""
    where = " AND ".join((HERE, "outcome = 'open'", f"stage_id = {stage[1:]}", *conditions))
    card = int(books.value(f"SELECT id FROM opportunity WHERE {where} ORDER BY net_minor DESC, id LIMIT 1"))
    books.change("DELETE FROM opportunity_task WHERE opportunity_id = :id", id=card)
    return card


def typed(books: Books, *cards: int) -> None:
    """Let the cards have a probability of their own, so that no stage asks to set it."""
    for card in cards:
        books.change("UPDATE opportunity SET probability_id = 2, stated_percent = 0 WHERE id = :id", id=card)


def the_board(visit: Visitors, who: Role | str = Role.SALES_MANAGER, **options: object) -> Board:
    return visit.stages(who, "pipeline=1&sort=net", **options)


def test_a_drop_with_an_open_task_says_what_is_missing_and_the_task_is_done_right_there(
    visit: Visitors, books: Books
) -> None:
    card = a_card(books, DETAILED)
    typed(books, card)
    board = the_board(visit)
    posts, page = board.listen(), board.page
    before = books.stages(HERE)
    board.shows(before)
    expect(board.card(card).locator(".cd-tasks")).to_have_text("0/2")

    board.pick_up(card)
    board.carry(FINAL)
    expect(board.column(FINAL)).to_have_class(re.compile(r"\bis-blocked\b"))
    expect(board.column(FINAL)).to_contain_text("2 mandatory tasks missing")
    page.mouse.up()
    expect(board.dialog).to_contain_text("Before it goes to Final negotiation")
    board.dialog.get_by_label("Technical review").check()
    board.dialog.get_by_role("button", name="Tick off and move").click()
    expect(board.dialog.get_by_role("alert")).to_have_text("Tick off every task, or leave the card where it is.")
    page.keyboard.press("Escape")
    board.expect_in(card, DETAILED)
    assert posts.outputs == []

    board.pick_up(card)
    board.carry(FINAL)
    page.mouse.up()
    for task in ("Technical review", "Send the detailed quote"):
        board.dialog.get_by_label(task).check()
    board.dialog.get_by_role("button", name="Tick off and move").click()
    board.expect_in(card, FINAL)
    expect(board.toast).to_contain_text("Moved to Final negotiation")
    expect(board.card(card).locator(".cd-tasks")).to_have_text("0/1")
    board.shows(books.stages(HERE))
    assert books.opportunity(card).stage_id == 5
    done = "SELECT COUNT(*) FROM opportunity_task WHERE opportunity_id = :id AND done_by_user_id = :user"
    assert books.value(done, id=card, user=books.user("davide.fontana")) == 2
    assert posts.moves == len(posts.outputs) == 1

    board.undo()
    board.expect_in(card, DETAILED)
    expect(board.toast).to_contain_text("Move undone")
    expect(board.card(card).locator(".cd-tasks")).to_have_text("2/2")  # what was done stays done
    board.shows(before)


@contextmanager
def without_move(books: Books, *pairs: tuple[str, str]) -> Iterator[None]:
    """Take allowed moves out of the pipeline for a while."""
    ids = [{"here": int(here[1:]), "there": int(there[1:])} for here, there in pairs]
    for pair in ids:
        books.change("DELETE FROM stage_move WHERE from_stage_id = :here AND to_stage_id = :there", **pair)
    try:
        yield
    finally:
        for pair in ids:
            books.change("INSERT INTO stage_move (from_stage_id, to_stage_id) VALUES (:here, :there)", **pair)


def test_a_move_that_the_pipeline_does_not_have_is_dimmed_and_refused_with_the_reason(
    visit: Visitors, books: Books
) -> None:
    card = a_card(books, VISIT)
    typed(books, card)
    with without_move(books, (VISIT, ACCEPTED)):
        board = the_board(visit)
        posts, page = board.listen(), board.page
        board.pick_up(card)
        expect(board.column(ACCEPTED)).to_have_class(re.compile(r"\bis-barred\b"))
        expect(page.locator(".cd-col.is-barred")).to_have_count(1)
        board.carry(ACCEPTED)
        expect(page.locator(".cd-col.is-target, .cd-col.is-blocked")).to_have_count(0)
        page.mouse.up()
        expect(board.toast).to_contain_text("The pipeline has no move from Visit to Accepted.")
        expect(page.locator(".cd-col.is-barred")).to_have_count(0)
        board.expect_in(card, VISIT)

        board.card(card).focus()
        page.keyboard.press("Space")
        expect(board.column(ACCEPTED)).to_have_class(re.compile(r"\bis-barred\b"))
        for _step in range(4):
            page.keyboard.press("ArrowRight")
        expect(board.live).to_have_text("Over Accepted. The pipeline has no move from Visit to Accepted.")
        page.keyboard.press("Escape")
        page.keyboard.press("m")
        barred = page.get_by_role("menuitemradio", disabled=True)
        expect(barred).to_have_text(re.compile("^Accepted"))
        page.keyboard.press("Escape")
        assert posts.outputs == []


def test_the_usual_probability_of_a_stage_is_asked_for_once_and_the_answer_can_be_changed(
    visit: Visitors, books: Books
) -> None:
    first, second = books.rows(
        f"SELECT id FROM opportunity WHERE {HERE} AND outcome = 'open' AND stage_id = 4 AND stated_percent = 50 "
        "ORDER BY net_minor DESC, id LIMIT 2"
    )
    me = books.user("giulia.ferrero")
    books.change("UPDATE opportunity SET owner_id = :me WHERE id IN (:one, :two)", me=me, one=first.id, two=second.id)
    board = the_board(visit, Role.SALES_PERSON)
    page = board.page
    board.card(first.id).focus()
    page.keyboard.press("2")  # back to the second stage, whose cards usually stand at 25 %
    expect(board.dialog).to_contain_text(re.compile(r"Set it to 25.%, as usual in Visit"))
    board.dialog.get_by_label("Remember my answer for the next moves").check()
    board.dialog.get_by_role("button", name="Move").click()
    board.expect_in(first.id, VISIT)
    expect(board.toast).to_contain_text("Moved to Visit")
    expect(board.card(first.id).locator(".cd-pchip")).to_have_text(re.compile("^25"))
    assert books.opportunity(first.id).stated_percent == 25
    preferred = "SELECT value FROM user_preference WHERE user_id = :me AND name = 'stage_probability'"
    assert books.value(preferred, me=me) == "always"

    board.open("pipeline=1&sort=net")  # remembered by the server, not by the page
    board.card(second.id).focus()
    page.keyboard.press("2")
    board.expect_in(second.id, VISIT)
    expect(board.toast).to_contain_text("Moved to Visit")
    assert books.opportunity(second.id).stated_percent == 25
    page.keyboard.press("u")
    board.expect_in(second.id, DETAILED)
    expect(board.card(second.id).locator(".cd-pchip")).to_have_text(re.compile("^50"))

    page.get_by_role("button", name="Board options").click()
    page.get_by_role("menuitemradio", name="Keep it as it is").click()
    expect(board.toast).to_contain_text("Remembered for your further moves")
    assert books.value(preferred, me=me) == "never"
    board.card(second.id).focus()
    page.keyboard.press("2")
    board.expect_in(second.id, VISIT)
    expect(board.toast).to_contain_text("Moved to Visit")
    assert books.opportunity(second.id).stated_percent == 50


def test_of_two_people_who_move_the_same_card_one_wins_and_winning_asks_for_tasks_too(
    visit: Visitors, books: Books
) -> None:
    card = a_card(books, FINAL)
    typed(books, card)
    first, second = the_board(visit), visit.stages(Role.ADMINISTRATOR, "company=1&pipeline=1&sort=net")
    second.pick_up(card)  # what is in one's hand stays there while others move it
    first.drag(card, BUDGET)  # going back needs no task
    expect(first.toast).to_contain_text("Moved to Budget quote")
    second.let_go(VISIT)
    second.expect_in(card, BUDGET)
    expect(second.toast).to_contain_text("Not moved to Visit")
    expect(second.toast).to_contain_text("Someone else changed")
    second.shows(books.stages(HERE))

    second.card(card).focus()
    second.page.keyboard.press("w")
    expect(second.dialog).to_contain_text("Before it goes to Won")
    second.dialog.get_by_label("Send the budget quote").check()
    second.dialog.get_by_role("button", name="Tick off and move").click()
    second.answer(str(books.value("SELECT description FROM closing_reason WHERE sign = 1 ORDER BY sort_order LIMIT 1")))
    expect(second.toast).to_contain_text("Moved to Won")
    assert books.opportunity(card).outcome == "won"
    second.undo()
    expect(second.toast).to_contain_text("Move undone")
    second.expect_in(card, BUDGET)
    second.shows(books.stages(HERE))


def test_end_reaches_the_last_card_of_a_column_with_several_pages(visit: Visitors, books: Books) -> None:
    board = visit.stages(Role.ADMINISTRATOR, "pipeline=1&sort=net")
    board.unfold(WON)
    count = books.count("outcome = 'won' AND pipeline_id = 1")
    assert count > 50
    board.cards(WON).first.focus()
    board.page.keyboard.press("End")
    expect(board.cards(WON)).to_have_count(count)
    expect(board.cards(WON).last).to_be_focused()
    board.page.keyboard.press("Home")
    expect(board.cards(WON).first).to_be_focused()


def test_the_pipeline_is_chosen_in_the_filter_and_kept_by_links_and_reset(visit: Visitors, books: Books) -> None:
    board = visit.stages(Role.SALES_MANAGER)
    page = board.page
    board.shows(books.stages(HERE))
    chip = page.locator('[data-cd-chip="pipeline"]')
    expect(chip).to_contain_text("Equipment")
    expect(page.locator('[data-cd-chip="stage"]')).to_have_count(0)
    chip.get_by_role("button").first.click()
    page.locator("#pop-filter-pipeline").get_by_text("Service and spare parts").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"\?pipeline=2$"))
    board.shows(books.stages("company_id = 1 AND pipeline_id = 2"))
    expect(board.column("s9")).to_contain_text("Request")
    page.locator('[data-cd-chip="q"] input').fill("zzz")
    expect(page.get_by_role("heading", name="No opportunity matches these filters")).to_be_visible()
    page.locator("#filters").get_by_role("button", name="Reset").click()
    expect(page).to_have_url(re.compile(r"\?pipeline=2$"))
    board.drawn()
    page.go_back()
    page.go_back()
    page.go_back()
    expect(chip).to_contain_text("Equipment")
    board.shows(books.stages(HERE))
    page.get_by_role("link", name="Progress board").click()
    expect(page).to_have_url(re.compile(r"/progress-board"))
    expect(chip).to_have_count(0)


def test_who_may_only_look_moves_nothing_and_is_asked_nothing(visit: Visitors, books: Books) -> None:
    board = visit.stages(Role.EXECUTIVE, "pipeline=1&sort=net")
    posts, page = board.listen(), board.page
    card = board.ids(VISIT)[0]
    board.pick_up(card)
    board.carry(BUDGET)
    expect(page.locator(".is-target, .is-blocked, .is-barred")).to_have_count(0)
    page.mouse.up()
    board.card(card).focus()
    page.keyboard.press("3")
    expect(board.toast).to_contain_text("cannot be moved")
    expect(page.locator(".cd-toast")).to_have_count(1)
    expect(page.get_by_role("button", name="Board options")).to_have_count(0)
    board.expect_in(card, VISIT)
    assert posts.outputs == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_stages_board(visit: Visitors, books: Books, scheme: str) -> None:
    card = a_card(books, BUDGET, "stated_percent = 25")
    board = visit.stages(Role.SALES_MANAGER, "pipeline=1&p=25-25&sort=net", color_scheme=scheme)
    page = board.page
    found = {"board": serious_violations(page)}
    board.card(card).focus()
    page.keyboard.press("m")
    found["card menu"] = serious_violations(page, ".cd-card.is-menu, [role=menu]")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    expect(board.dialog).to_be_visible()
    found["question"] = serious_violations(page, "dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(board.column(DETAILED)).to_have_class(re.compile("is-blocked"))
    found["blocked"] = serious_violations(page, ".is-blocked .cd-col__head, .cd-slot")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Board options").click()
    found["options"] = serious_violations(page, "[role=menu]")
    assert {state: said for state, said in found.items() if said} == {}


def test_the_stages_board_fits_a_phone_and_is_worked_by_thumb(visit: Visitors, books: Books) -> None:
    card = a_card(books, BUDGET)
    typed(books, card)
    board = the_board(visit, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark")
    page = board.page
    check_fits(page)
    page.get_by_role("group", name="Columns").locator(f'[data-tab="{BUDGET}"]').tap()
    board.card(card).tap()
    page.get_by_role("menu").locator(f'[data-target="{DETAILED}"]').tap()
    expect(board.dialog).to_contain_text("Before it goes to Detailed quote")
    assert serious_violations(page, "dialog[open]") == []
    check_fits(page)
    board.dialog.get_by_label("Send the budget quote").tap()
    board.dialog.get_by_role("button", name="Tick off and move").tap()
    expect(board.toast).to_contain_text("Moved to Detailed quote")
    assert books.opportunity(card).stage_id == 4
    board.undo()
    expect(board.toast).to_contain_text("Move undone")
    found = serious_violations(page)
    assert found == []
