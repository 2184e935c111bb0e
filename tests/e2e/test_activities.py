"""Activities in a real browser: logged, planned, completed, moved in the calendar, and subscribed to from elsewhere."""

import http
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Row

from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors

SELLER = "giulia.ferrero"
MINE = """
    SELECT o.id, o.title, o.last_activity_on FROM opportunity o JOIN user_account u ON u.id = o.owner_id
    WHERE u.login = :login AND o.outcome = 'open' AND (o.last_activity_on IS NULL OR o.last_activity_on < :today)
    ORDER BY o.id LIMIT 1 OFFSET :skip
"""
PLANNED = """
    INSERT INTO activity (company_id, activity_type_id, opportunity_id, contact_id, subject, due_on, assigned_user_id, version,
        created_at, updated_at)
    SELECT o.company_id, 1, o.id, o.contact_id, :subject, :day, u.id, 1, '2026-01-01', '2026-01-01'
    FROM opportunity o JOIN user_account u ON u.id = o.owner_id WHERE o.id = :id
"""


def mine(books: Books, skip: int, login: str = SELLER) -> Row[Any]:
    """Return an open opportunity of a person about which nobody spoke today."""
    return books.rows(MINE, login=login, today=date.today().isoformat(), skip=skip)[0]  # noqa: DTZ011  the demo's own day


def activity(books: Books, subject: str) -> Row[Any] | None:
    found = books.rows("SELECT * FROM activity WHERE subject = :subject", subject=subject)
    return found[0] if found else None


def day_of(books: Books, subject: str) -> str:
    found = activity(books, subject)
    assert found is not None
    return str(found.due_on)


def day(page: Page, on: str) -> Locator:
    return page.locator(f'td[data-cd-day="{on}"]')


def save(dialog: Locator, page: Page, toast: str) -> None:
    dialog.locator("[type=submit]").click()
    expect(page.locator(".cd-toast").last).to_contain_text(toast)
    expect(dialog).to_have_count(0)


def opened(page: Page) -> Locator:
    dialog = page.locator("#activity-dialog[open]")
    expect(dialog).to_be_visible()
    return dialog


def test_a_call_is_logged_in_two_clicks_and_makes_the_opportunity_fresh_until_it_is_undone(
    visit: Visitors, books: Books
) -> None:
    before = mine(books, 3)
    page = visit(SELLER)
    page.goto(f"/opportunity/{before.id}")
    page.get_by_role("tab", name="Activities").click()
    count = len(books.rows("SELECT id FROM activity WHERE opportunity_id = :id", id=before.id))
    pane = page.get_by_role("tabpanel", name="Activities")

    pane.get_by_role("button", name="Call", exact=True).click()
    dialog = opened(page)
    expect(dialog.get_by_label("Subject")).to_have_value("Call")
    save(dialog, page, "Logged")

    last = page.locator(".cd-kf", has=page.get_by_text("Last activity", exact=True))
    expect(last).to_contain_text("today")
    expect(page.get_by_role("tab", name="Activities")).to_have_attribute("aria-selected", "true")
    assert len(books.rows("SELECT id FROM activity WHERE opportunity_id = :id", id=before.id)) == count + 1

    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(page.locator(".cd-toast").last).to_contain_text("Undone")
    expect(last).not_to_contain_text("today")
    assert books.opportunity(before.id).last_activity_on == before.last_activity_on
    assert len(books.rows("SELECT id FROM activity WHERE opportunity_id = :id", id=before.id)) == count


def test_what_was_planned_is_completed_with_its_outcome_and_the_next_one_is_planned(
    visit: Visitors, books: Books
) -> None:
    opportunity = mine(books, 4)
    page = visit(SELLER)
    page.goto(f"/opportunity/{opportunity.id}")
    rail = page.locator(".cd-rail")
    rail.get_by_role("button", name="Plan an activity").click()
    dialog = opened(page)
    dialog.get_by_label("Subject").fill(" ")
    dialog.locator("[type=submit]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say in 1 to 200 characters")
    dialog.get_by_label("Subject").fill("E2E show the drawing")
    dialog.get_by_label("On", exact=True).fill("2026-01-07")
    dialog.get_by_label("Remind").select_option(label="an hour before")
    save(dialog, page, "Planned")
    expect(rail).to_contain_text("E2E show the drawing")
    assert serious_violations(page, ".cd-rail") == []

    rail.get_by_role("button", name="Complete “E2E show the drawing”").click()
    dialog = opened(page)
    dialog.get_by_label("What came of it").fill("They want it in blue")
    dialog.get_by_label("Plan the next one").check()
    dialog.locator("[name=next_subject]").fill("E2E send it in blue")
    save(dialog, page, "Completed")
    expect(rail).not_to_contain_text("E2E show the drawing")
    done, following = activity(books, "E2E show the drawing"), activity(books, "E2E send it in blue")
    assert done is not None
    assert following is not None
    assert (done.outcome_note, done.done_at is not None) == ("They want it in blue", True)
    assert (following.opportunity_id, following.done_at) == (opportunity.id, None)

    page.get_by_role("tab", name="Activities").click()
    pane = page.get_by_role("tabpanel", name="Activities")
    expect(pane).to_contain_text("They want it in blue")
    pane.get_by_role("button", name="E2E send it in blue", exact=True).click()
    opened(page).get_by_role("button", name="Delete").click()
    expect(page.locator(".cd-toast").last).to_contain_text("Deleted")
    expect(pane).not_to_contain_text("E2E send it in blue")


def test_what_is_planned_moves_to_another_day_by_dragging_keys_and_menu(visit: Visitors, books: Books) -> None:
    subject = "E2E move me"
    books.change(PLANNED, subject=subject, day="2031-05-14", id=mine(books, 5).id)
    page = visit(SELLER)
    page.goto("/activities?on=2031-05-14")
    item = page.locator(".cd-calitem", has_text=subject)
    expect(day(page, "2031-05-14").locator(".cd-calitem")).to_contain_text(subject)

    item.drag_to(day(page, "2031-05-20"))
    expect(day(page, "2031-05-20")).to_contain_text(subject)
    assert day_of(books, subject) == "2031-05-20"
    page.locator(".cd-toast").last.get_by_role("button", name="Undo").click()
    expect(day(page, "2031-05-14")).to_contain_text(subject)

    item.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(day(page, "2031-05-15")).to_contain_text(subject)
    expect(item).to_be_focused()
    for _twice in range(2):  # faster than the server answers
        page.keyboard.press("Shift+ArrowRight")
    expect(day(page, "2031-05-17")).to_contain_text(subject)
    expect(item).to_be_focused()
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="A week later").click()
    expect(day(page, "2031-05-24")).to_contain_text(subject)
    assert day_of(books, subject) == "2031-05-24"

    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.get_by_role("link", name="Week", exact=True)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Later").click()
    expect(item).to_be_visible()
    page.go_back()
    expect(item).to_have_count(0)


def test_a_manager_looks_at_the_days_of_somebody_of_the_team_and_a_seller_only_at_their_own(
    visit: Visitors, books: Books
) -> None:
    subject = "E2E seen by the manager"
    books.change(PLANNED, subject=subject, day="2031-06-11", id=mine(books, 6).id)
    manager = visit(Role.SALES_MANAGER)
    manager.goto("/activities?on=2031-06-01")
    manager.get_by_role("button", name="Whose My own").click()
    manager.get_by_role("dialog", name="Whose days").get_by_role("link", name="Giulia Ferrero").click()
    expect(manager.locator(".cd-calitem", has_text=subject)).to_be_visible()
    manager.locator(".cd-calitem", has_text=subject).click()
    expect(opened(manager)).to_contain_text("Change what is planned")

    seller = visit(SELLER)
    other = books.value("SELECT id FROM user_account WHERE login = 'davide.fontana'")
    seller.goto(f"/activities?person={other}")
    expect(seller.get_by_role("heading", name="Not found")).to_be_visible()


def test_a_private_address_is_made_shown_once_fetched_without_signing_in_and_revoked(visit: Visitors) -> None:
    page, elsewhere = visit(SELLER), visit()
    page.goto("/activities")
    page.get_by_role("button", name="Subscribe").click()
    panel = page.get_by_role("dialog", name="Subscribe")
    panel.get_by_role("button", name="Make a private address").click()
    address = panel.get_by_label("Your private address").input_value()
    answer = elsewhere.request.get(address)
    assert answer.status == http.HTTPStatus.OK
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text().startswith("BEGIN:VCALENDAR\r\n")

    page.reload()
    page.get_by_role("button", name="Subscribe").click()
    expect(panel).not_to_contain_text(address)
    panel.get_by_role("button", name="Revoke").click()
    expect(panel.get_by_role("button", name="Make a private address")).to_be_visible()
    assert elsewhere.request.get(address).status == http.HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": PHONE}],
    ids=["light", "dark", "phone"],
)
def test_the_calendar_can_be_used_by_everybody(visit: Visitors, books: Books, options: dict[str, Any]) -> None:
    page = visit(SELLER, **options)
    for view in ("month", "week", "agenda"):
        page.goto(f"/activities?view={view}")
        expect(page.locator("#calendar-body .cd-calitem").first).to_be_visible()
        assert serious_violations(page) == []
        too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not too_wide
    page.locator("#calendar-body .cd-calitem:not(.is-done)").first.click()
    opened(page)
    assert serious_violations(page, "#activity-dialog") == []
    page.keyboard.press("Escape")
    expect(page.locator("#activity-dialog[open]")).to_have_count(0)
