"""The deal on the opportunity's page: lost and reopened, quoted and won with its order, its tasks, its log."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

SELLER = "giulia.ferrero"
OPEN = """
    SELECT o.id FROM opportunity o WHERE o.outcome = 'open' AND o.owner_id = :owner AND o.net_minor > 0
      AND NOT EXISTS (SELECT 1 FROM sales_order s WHERE s.opportunity_id = o.id)
      AND {wanted} ORDER BY o.id DESC LIMIT 1
"""
HAS_TASK = "EXISTS (SELECT 1 FROM stage_task t WHERE t.stage_id = o.stage_id AND t.mandatory AND t.active)"
FORGET = "DELETE FROM opportunity_task WHERE opportunity_id = :id"
TICK = """
    INSERT INTO opportunity_task (opportunity_id, stage_task_id, done_at, done_by_user_id)
    SELECT o.id, t.id, o.created_at, o.owner_id FROM opportunity o JOIN stage_task t ON t.stage_id = o.stage_id
    WHERE o.id = :id AND t.mandatory
"""


def opportunity(books: Books, wanted: str = "1 = 1") -> int:
    """Return an open opportunity of the seller that has no order; its tasks are all still to be done."""
    sql = OPEN.format(wanted=wanted)
    found = int(books.value(sql, owner=books.user(SELLER)))
    books.change(FORGET, id=found)
    return found


def opened(page: Page, record: int) -> Page:
    page.goto(f"/opportunity/{record}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def dialog(page: Page, name: str | re.Pattern[str]) -> Locator:
    found = page.locator("dialog[open]")
    expect(found).to_have_accessible_name(name)
    return found


def confirm(page: Page, toast: str) -> None:
    page.locator("dialog[open] [type=submit]").click()
    expect(page.locator(".cd-toast").last).to_contain_text(toast)
    expect(page.locator("dialog[open]")).to_have_count(0)


def undo(page: Page) -> None:
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(page.locator(".cd-toast").last).to_contain_text("Taken back")


def test_one_is_lost_by_key_with_its_reason_reopened_and_taken_back(visit: Visitors, books: Books) -> None:
    record = opportunity(books)
    before = books.opportunity(record)
    page = opened(visit(SELLER), record)
    page.keyboard.press("l")
    lose = dialog(page, "Mark as lost")
    lose.locator("[type=submit]").click()
    expect(lose.get_by_role("alert")).to_contain_text("Choose a reason before you close")
    lose.get_by_label("Price").check()
    lose.get_by_label("Note").fill("Half the price")
    assert serious_violations(page, "dialog[open]") == []
    confirm(page, "Marked as lost")
    expect(page.locator(".cd-outcome--lost")).to_contain_text("Half the price")
    assert books.opportunity(record).outcome == "lost"

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Reopen").click()
    percent = f"{before.stated_percent}"
    expect(dialog(page, "Reopen")).to_contain_text(re.compile(rf"with a probability of {percent}.%"))
    confirm(page, "Reopened")
    after = books.opportunity(record)
    assert (after.outcome, after.stage_id, after.stated_percent) == ("open", before.stage_id, before.stated_percent)
    expect(page.locator(".cd-outcome")).to_have_count(0)
    undo(page)
    expect(page.locator(".cd-outcome--lost")).to_be_visible()
    assert books.opportunity(record).outcome == "lost"


def test_a_quote_is_revised_accepted_and_ordered_with_the_win_and_never_twice(visit: Visitors, books: Books) -> None:
    record = opportunity(books)
    books.change(TICK, id=record)
    books.change("UPDATE quote SET status = 'superseded' WHERE opportunity_id = :id", id=record)
    page = opened(visit(SELLER), record)
    _quote_in_two_revisions(page)
    assert serious_violations(page) == []

    page.locator("h1").click()
    page.keyboard.press("w")
    win = dialog(page, "Mark as won")
    expect(win.get_by_label("Create the order").locator("option:checked")).to_contain_text("rev. B")
    win.get_by_label("Best offer").check()
    confirm(page, "Marked as won")
    (order,) = books.rows("SELECT * FROM sales_order WHERE opportunity_id = :id", id=record)
    quote = books.rows("SELECT * FROM quote WHERE id = :id", id=order.quote_id)[0]
    assert (quote.revision, quote.status, quote.note) == (1, "accepted", None)
    row = page.locator(".cd-papers__row", has_text=order.number)
    expect(row).to_contain_text("rev. B")

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Reopen").click()
    confirm(page, "Reopened")
    page.get_by_role("button", name="Won", exact=True).click()
    again = dialog(page, "Mark as won")
    expect(again).to_contain_text(f"Order {order.number} exists already")
    again.get_by_label("Best offer").check()
    confirm(page, "Marked as won")
    assert books.value("SELECT COUNT(*) FROM sales_order WHERE opportunity_id = :id", id=record) == 1
    row.dblclick(position={"x": 300, "y": 8})
    page.wait_for_url(f"**/order/{order.id}*")


def _quote_in_two_revisions(page: Page) -> None:
    page.get_by_role("tab", name="Quotes, orders, invoices").click()
    page.get_by_role("button", name="New quote from the lines").click()
    dialog(page, "New quote").get_by_label("Note").fill("With training")
    confirm(page, "Quote made")
    latest = page.locator(".cd-papers__row").first
    expect(latest).to_contain_text("Draft")
    latest.get_by_role("button", name="Mark as sent").click()
    expect(latest).to_contain_text("Sent")
    latest.get_by_role("button", name="Revise").click()
    expect(dialog(page, re.compile("Revise quote"))).to_contain_text("Revision B offers the detail lines")
    confirm(page, "Quote revised")
    expect(latest).to_contain_text("rev. B")
    latest.get_by_role("button", name="Accept").click()
    expect(latest).to_contain_text("Accepted")


def test_a_quote_is_answered_on_its_own_page(visit: Visitors, books: Books) -> None:
    record = opportunity(books)
    page = opened(visit(SELLER), record)
    page.get_by_role("tab", name="Quotes, orders, invoices").click()
    page.get_by_role("button", name="New quote from the lines").click()
    dialog(page, "New quote")
    confirm(page, "Quote made")
    page.locator(".cd-toast").last.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quote")
    page.get_by_role("button", name="Mark as sent").click()
    expect(page.locator(".cd-dochead__t")).to_contain_text("Sent")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".cd-dochead__t")).to_contain_text("Rejected")
    undo(page)
    expect(page.locator(".cd-dochead__t")).to_contain_text("Sent")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Create order").click()
    expect(page.locator(".cd-toast").last.get_by_role("link")).to_be_visible()
    assert books.value("SELECT COUNT(*) FROM sales_order WHERE opportunity_id = :id", id=record) == 1
    assert serious_violations(page) == []


def test_a_mandatory_task_keeps_from_winning_until_it_is_ticked(visit: Visitors, books: Books) -> None:
    record = opportunity(books, HAS_TASK)
    page = opened(visit(SELLER), record)
    tasks = page.locator(".cd-mand").first
    expect(tasks).to_contain_text(re.compile(r"0 of \d"))
    page.get_by_role("button", name="Won", exact=True).click()
    win = dialog(page, "Mark as won")
    win.get_by_label("Best offer").check()
    win.locator("[type=submit]").click()
    expect(win.get_by_role("alert")).to_contain_text("Still to be done")
    win.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Won", exact=True)).to_be_focused()

    first = tasks.get_by_role("checkbox").first
    first.click()
    expect(tasks).to_contain_text(re.compile(r"1 of \d"))
    expect(first).to_be_checked()
    undo(page)
    expect(first).not_to_be_checked()
    for box in tasks.get_by_role("checkbox").all():
        box.click()
        expect(box).to_be_checked()
    page.keyboard.press("w")
    win = dialog(page, "Mark as won")
    expect(win).not_to_contain_text("still to be done")
    win.get_by_label("Best offer").check()
    win.get_by_label("Create the order").select_option("none")
    confirm(page, "Marked as won")
    assert books.opportunity(record).outcome == "won"


def test_a_step_leads_to_another_stage_and_the_log_tells_it_by_kind(visit: Visitors, books: Books) -> None:
    record = opportunity(books, HAS_TASK)
    page = opened(visit(SELLER, viewport=PHONE), record)
    assert serious_violations(page) == []
    page = opened(visit(SELLER), record)
    before = books.opportunity(record).stage_id
    page.locator("button.cd-step__n").last.click()
    move = dialog(page, re.compile("^Move to "))
    for box in move.locator(".cd-dealtasks input").all():
        box.check()
    confirm(page, "Moved")
    assert books.opportunity(record).stage_id != before
    page.get_by_role("tab", name="Workflow log").click()
    log = page.locator("#opportunity-pane-log")
    expect(log.locator("li").first).to_contain_text("by Giulia Ferrero")
    log.get_by_label("Kind of change").select_option("task")
    expect(log.locator("li").first).to_contain_text("Task done")
    log.get_by_label("Kind of change").select_option("state")
    expect(log.locator("li").first).to_contain_text("→")
    assert serious_violations(page) == []


def test_two_of_the_same_deal_become_one_and_a_copy_is_made(visit: Visitors, books: Books) -> None:
    record = opportunity(books)
    page = opened(visit(SELLER), record)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Duplicate").click()
    page.locator(".cd-toast").last.get_by_role("link", name="Open the copy").click()
    page.wait_for_url(lambda url: not url.endswith(f"/{record}") and "/opportunity/" in url)
    number = books.opportunity(record).number
    expect(page.locator(".cd-opphead__m")).not_to_contain_text(number)
    copy = int(re.findall(r"/opportunity/(\d+)", page.url)[0])
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Merge with").click()
    dialog(page, "Merge with…").locator(".cd-mergeone", has_text=number).click()
    merge = dialog(page, "Merge")
    expect(merge).to_contain_text(number)
    merge.get_by_label("Lines and amounts").select_option("take")
    assert serious_violations(page, "dialog[open]") == []
    confirm(page, "Merged")
    assert books.opportunity(record).outcome == "cancelled"
    assert books.opportunity(copy).net_minor == books.opportunity(record).net_minor
    undo(page)
    assert books.opportunity(record).outcome == "open"
