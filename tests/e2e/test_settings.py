"""The settings in a real browser: lists are kept by administrators, and everybody keeps their own choices."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from data.demo import DEMO_USERS
from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.visiting import PHONE, Visitors, sign_in

FIRST_PASSWORD, OWN_PASSWORD = "told on the telephone", "a password of my own"
COLLEAGUE = "rosa.verdi"


def the_list(page: Page, name: str) -> Page:
    """Open a list of the settings from their index."""
    page.goto("/settings")
    page.get_by_role("main").get_by_role("link", name=re.compile(rf"^{name}\s*\d")).click()
    expect(page.locator("[data-cd-lookup]")).to_be_visible()
    return page


def form(page: Page, row: str = "Add") -> Locator:
    """Open the form of a row, or of a new one."""
    page.get_by_role("main").get_by_role("button", name=row, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def save(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Save", exact=True).click()


def row_of(page: Page, name: str) -> Locator:
    return page.locator("tr[data-cd-id]").filter(has=page.get_by_role("button", name=name, exact=True))


def names(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".cd-settings__open").all_text_contents()]


def toast(page: Page, text: str) -> Locator:
    return page.locator(".cd-toast").filter(has_text=text)


def test_a_pipeline_gets_a_stage_a_place_for_it_and_a_task_and_the_board_shows_them(
    visit: Visitors, books: Books
) -> None:
    page = the_list(visit(Role.ADMINISTRATOR), "Pipelines and stages")
    dialog = form(page)
    dialog.get_by_label("Name").fill("Rental")
    dialog.get_by_label("Copy the stages of").select_option("Service and spare parts")
    save(dialog)
    expect(toast(page, "“Rental” is saved")).to_be_visible()
    row_of(page, "Rental").get_by_role("link").click()
    page.wait_for_url("**/settings/stages?pipeline=*")
    pipeline = int(page.url.rpartition("=")[2])

    expect(row_of(page, "Request")).to_be_visible()
    dialog = form(page)
    dialog.get_by_label("Name").fill("Trial")
    dialog.get_by_role("button", name="Add a task").click()
    dialog.get_by_label("Task", exact=True).fill("Agree the trial")
    expect(dialog.get_by_label("Mandatory")).to_be_checked()
    save(dialog)
    expect(row_of(page, "Trial")).to_contain_text("1 task, 1 mandatory")
    assert names(page)[-3:] == ["Trial", "Won", "Lost"]

    page.get_by_role("button", name="Trial", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(toast(page, "The order is saved")).to_be_visible()
    order = "SELECT name FROM stage WHERE pipeline_id = :id ORDER BY sort_order"
    expect(row_of(page, "Trial").get_by_role("button", name="Move Trial up")).to_be_focused()
    assert names(page)[-4:] == ["Trial", "Agreed", "Won", "Lost"]
    assert [str(row[0]) for row in books.rows(order, id=pipeline)] == names(page)

    page.goto(f"/stages-board?pipeline={pipeline}")
    expect(page.get_by_role("img", name="Negotiation 0 %, Trial 0 %, Agreed 0 %")).to_be_visible()
    the_list(page, "Pipelines and stages")
    form(page, "Rental").get_by_role("button", name="Retire").click()
    expect(row_of(page, "Rental")).to_contain_text("retired")


def test_a_row_in_use_says_where_is_retired_undone_and_brought_back(visit: Visitors, books: Books) -> None:
    used = books.value(
        "SELECT COUNT(*) FROM opportunity o JOIN closing_reason r ON r.id = o.closing_reason_id WHERE r.code = 'LATE'"
    )
    page = the_list(visit(Role.ADMINISTRATOR), "Closing reasons")
    dialog = form(page, "Delivery time")
    expect(dialog).to_contain_text(f"Opportunities: {used:,}")
    expect(dialog.get_by_role("button", name="Delete")).to_have_count(0)
    dialog.get_by_role("button", name="Retire").click()
    expect(row_of(page, "Delivery time")).to_contain_text("retired")
    toast(page, "“Delivery time” is retired").get_by_role("button", name="Undo").click()
    expect(row_of(page, "Delivery time")).not_to_contain_text("retired")

    form(page, "Delivery time").get_by_role("button", name="Retire").click()
    expect(row_of(page, "Delivery time")).to_contain_text("retired")
    form(page, "Delivery time").get_by_role("button", name="Put back in use").click()
    expect(toast(page, "“Delivery time” is in use again")).to_be_visible()
    expect(row_of(page, "Delivery time")).not_to_contain_text("retired")
    assert books.value("SELECT active FROM closing_reason WHERE code = 'LATE'")


def test_what_cannot_be_saved_is_said_beside_its_field_and_typing_is_not_lost(visit: Visitors, books: Books) -> None:
    page = the_list(visit(Role.ADMINISTRATOR), "Companies")
    company = str(books.value("SELECT name FROM company WHERE id = 1"))
    before = books.rows("SELECT * FROM company WHERE id = 1")
    dialog = form(page, company)
    expect(dialog.get_by_label("Currency")).to_be_disabled()
    dialog.get_by_label("Probability that means lost").select_option("Even")
    dialog.get_by_label(re.compile("From order to invoice")).fill("soon")
    save(dialog)
    days = dialog.get_by_label(re.compile("From order to invoice"))
    expect(days).to_have_attribute("aria-invalid", "true")
    expect(dialog).to_contain_text("Give a whole number from 0 to 3650.")
    days.fill("33")
    save(dialog)
    expect(dialog).to_contain_text("Choose a row of 0 %.")
    expect(days).to_have_value("33")
    page.on("dialog", lambda asked: asked.accept())
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name=company, exact=True)).to_be_focused()
    assert books.rows("SELECT * FROM company WHERE id = 1") == before


def test_a_user_is_made_signs_in_changes_the_password_and_is_deactivated(visit: Visitors) -> None:
    page = the_list(visit(Role.ADMINISTRATOR), "Users")
    dialog = form(page)
    dialog.get_by_label("Name", exact=True).fill("Rosa Verdi")
    dialog.get_by_label("Login").fill(COLLEAGUE)
    dialog.get_by_label("Role").select_option("Analyst")
    dialog.get_by_role("group", name="Companies").get_by_role("checkbox").first.check()
    dialog.get_by_label("First password").fill(FIRST_PASSWORD)
    save(dialog)
    expect(row_of(page, "Rosa Verdi")).to_contain_text("Analyst")

    hers = visit()
    enter(hers, FIRST_PASSWORD)
    expect(hers.get_by_role("button", name="Account of Rosa Verdi")).to_be_visible()
    hers.goto("/settings/me")
    hers.get_by_role("button", name="Change the password").click()
    own = hers.get_by_role("dialog")
    own.get_by_label("Present password").fill("not this one, surely")
    for label in ("New password", "New password again"):
        own.get_by_label(label, exact=True).fill(OWN_PASSWORD)
    own.get_by_role("button", name="Change the password").click()
    expect(own.get_by_role("alert")).to_have_text("This is not your present password.")
    own.get_by_label("Present password").fill(FIRST_PASSWORD)
    own.get_by_role("button", name="Change the password").click()
    expect(toast(hers, "Password changed")).to_be_visible()

    hers.context.clear_cookies(name="sid")
    enter(hers, OWN_PASSWORD)
    expect(hers.get_by_role("button", name="Account of Rosa Verdi")).to_be_visible()
    form(page, "Rosa Verdi").get_by_role("button", name="Retire").click()
    expect(row_of(page, "Rosa Verdi")).to_contain_text("retired")
    visit.watch_of(hers).allow("status of 401")
    hers.goto("/settings/me")
    expect(hers.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def enter(page: Page, password: str) -> None:
    page.goto("/sign-in")
    page.locator("[name=login]").fill(COLLEAGUE)
    page.locator("[name=password]").fill(password)
    page.locator("form:has([name=password]) [type=submit]").click()
    page.wait_for_url("**/progress-board*")


def test_everybody_keeps_a_time_zone_and_what_was_chosen_once_for_good(visit: Visitors, books: Books) -> None:
    page, elsewhere = visit(), visit()
    person = next(one.login for one in DEMO_USERS if one.role is Role.ANALYST)
    for browser in (page, elsewhere):
        sign_in(browser, person)
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("link", name="Your settings").click()
    page.get_by_role("button", name="Change the time zone").click()
    page.get_by_role("dialog").get_by_label("Time zone").select_option("Europe/Madrid")
    save(page.get_by_role("dialog"))
    expect(page.locator(".cd-toast").last).to_contain_text("Time zone changed")
    expect(page.locator(".cd-mine")).to_contain_text("Europe/Madrid")
    page.get_by_role("button", name="Change what happens to the probability").click()
    page.get_by_role("dialog").get_by_label("When a stage has a usual probability").select_option("never")
    save(page.get_by_role("dialog"))
    expect(page.locator(".cd-toast").last).to_contain_text("Remembered")
    expect(page.locator(".cd-mine")).to_contain_text("Keep the opportunity’s probability")
    me = books.user(person)
    assert books.value("SELECT time_zone FROM user_account WHERE id = :me", me=me) == "Europe/Madrid"
    assert books.value("SELECT value FROM user_preference WHERE user_id = :me", me=me) == "never"
    books.change("DELETE FROM user_preference WHERE user_id = :me", me=me)
    books.change("UPDATE user_account SET time_zone = 'Europe/Rome' WHERE id = :me", me=me)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_settings(visit: Visitors, scheme: str) -> None:
    page = visit(Role.ADMINISTRATOR, color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for address, place in (
        ("/settings", ".cd-settings__tiles"), ("/settings/stages", ".cd-settings__moves"), ("/settings/me", ".cd-mine"),
        ("/settings/mail", ".cd-hooks__head"),
    ):  # fmt: skip
        page.goto(address)
        expect(page.locator(place).first).to_be_visible()
        found[address] = serious_violations(page)
    the_list(page, "Users")
    form(page, "Giulia Ferrero")
    found["form"] = serious_violations(page, "dialog[open]")
    assert {state: said for state, said in found.items() if said} == {}


def test_a_list_is_kept_on_a_phone_too(visit: Visitors) -> None:
    page = visit(Role.ADMINISTRATOR, viewport=PHONE, has_touch=True)
    for address in ("/settings", "/settings/stages", "/settings/me", "/settings/mail"):
        page.goto(address)
        expect(page.locator(".cd-settings, .cd-mine").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert serious_violations(page) == []
    dialog = form(the_list(page, "Probabilities"), "Even")
    expect(dialog.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()
    assert serious_violations(page, "dialog[open]") == []
