"""The invoicing board in a real browser: totals, lanes, filters, planning by mouse, keys and menu, phone, axe."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import Row

from domain import clock
from domain.access import Role
from tests.e2e.accessibility import serious_violations
from tests.e2e.books import Books
from tests.e2e.invoicing import HALF, THIS_MONTH, Invoicing, half_year
from tests.visiting import PHONE, Visitors

ITALY = "company_id = 1"  # what the demo's sales manager sees
YEAR = clock.today().year
OF_YEAR = f"{ITALY} AND status IN ('issued', 'paid') AND issued_month BETWEEN {YEAR * 12} AND {YEAR * 12 + 11}"


def open_order(books: Books, offset: int = 0) -> Row[object]:
    """Return the first open order that is planned in one of the coming months."""
    return books.rows(
        "SELECT id, number, version, planned_invoice_on AS planned_on, planned_invoice_month AS month FROM sales_order "
        f"WHERE {ITALY} AND status = 'open' AND net_minor > invoiced_minor AND planned_invoice_month BETWEEN :first AND :last "
        "ORDER BY planned_invoice_month, planned_invoice_on, id LIMIT 1",
        first=THIS_MONTH + offset,
        last=THIS_MONTH + HALF - 2,
    )[0]


def month_of_order(books: Books, order_id: int) -> int | None:
    """Return the month that an order is planned in."""
    found: int | None = books.value("SELECT planned_invoice_month FROM sales_order WHERE id = :id", id=order_id)
    return found


def test_the_board_opens_with_this_year_counted_over_all_documents(visit: Visitors, books: Books) -> None:
    board = Invoicing(visit(Role.SALES_MANAGER)).open()
    months = books.rows(f"SELECT issued_month AS month, COUNT(*) AS n FROM invoice WHERE {OF_YEAR} GROUP BY 1")
    assert months
    for row in months:
        amount = board.cell("invoices", row.month).locator(".cd-agg")
        expect(amount.locator(".cd-agg__n")).to_have_text(str(row.n))
        expect(amount).to_have_accessible_name(re.compile(f"^Invoices, \\w+ {YEAR}: .*{row.n} document"))
    expect(board.grid.locator(".cd-mhead")).to_have_count(12)
    expect(board.grid.locator(".cd-paper")).to_have_count(0)  # amounts first, documents when asked for
    figures = board.page.get_by_role("region", name="Figures")
    expect(figures).to_contain_text(f"{sum(row.n for row in months)} invoices")
    expect(figures).to_contain_text(f"Expected for {YEAR}")
    expect(board.page.locator(".cd-invsay")).to_contain_text("not a forecast")
    undated = books.value(
        f"SELECT COUNT(*) FROM sales_order WHERE {ITALY} AND status = 'open' AND planned_invoice_on IS NULL"
    )
    expect(board.page.get_by_role("button", name=re.compile(f"^{undated} orders? ha(s|ve) no date"))).to_be_visible()


def test_a_lane_shows_documents_or_amounts_and_the_address_says_which(visit: Visitors, books: Books) -> None:
    board = Invoicing(visit(Role.SALES_MANAGER)).open()
    (busiest,) = books.rows(
        f"SELECT issued_month AS month, COUNT(*) AS n FROM invoice WHERE {OF_YEAR} GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    )
    board.lane("invoices").click()
    cell = board.cell("invoices", busiest.month)
    expect(cell.locator(".cd-paper")).to_have_count(5)
    expect(board.page).to_have_url(re.compile("collapse=orders,opportunities"))
    more = cell.locator("[data-more]")
    expect(more).to_have_text(f"{busiest.n - 5} more")
    more.click()
    expect(cell.locator(".cd-paper")).to_have_count(min(busiest.n, 25))
    expect(cell.locator(".cd-paper").nth(5)).to_be_focused()  # reading goes on where it stopped
    board.page.go_back()
    expect(board.grid.locator(".cd-paper")).to_have_count(0)
    expect(board.page.get_by_role("group", name="As documents").get_by_label("Invoices")).not_to_be_checked()


def test_the_documents_behind_an_amount_are_one_click_away(visit: Visitors, books: Books) -> None:
    board = Invoicing(visit(Role.SALES_MANAGER)).open()
    first = books.rows(
        f"SELECT id, number, issued_month AS month FROM invoice WHERE {OF_YEAR} ORDER BY issued_on, id LIMIT 1"
    )[0]
    count = books.value(f"SELECT COUNT(*) FROM invoice WHERE {OF_YEAR} AND issued_month = :m", m=first.month)
    board.cell("invoices", first.month).locator(".cd-agg").click()
    expect(board.dialog.locator(".cd-invrow")).to_have_count(min(count, 50))
    link = board.dialog.get_by_role("link", name=first.number, exact=True)
    expect(link).to_have_attribute("href", re.compile(rf"^/invoice/{first.id}\b"))
    board.page.keyboard.press("Escape")
    expect(board.dialog).to_have_count(0)
    expect(board.cell("invoices", first.month).locator(".cd-agg")).to_be_focused()


def test_filters_of_one_kind_of_document_live_in_the_address_and_go_back(visit: Visitors, books: Books) -> None:
    board = Invoicing(visit(Role.SALES_MANAGER)).open()
    everything = str(board.count.text_content())
    paid = books.value(f"SELECT COUNT(*) FROM invoice WHERE {OF_YEAR} AND status = 'paid'")
    board.page.get_by_role("button", name="More filters").click()
    panel = board.page.get_by_role("dialog", name="More filters")
    panel.get_by_role("region", name="Invoices").get_by_label("Paid", exact=True).check()
    expect(board.page).to_have_url(re.compile(r"invoices\.status=paid"))
    expect(board.page.get_by_role("region", name="Figures")).to_contain_text(f"{paid} invoices")
    expect(board.count).not_to_have_text(everything)
    expect(panel).to_be_visible()  # the board is drawn anew behind it
    board.page.keyboard.press("Escape")
    expect(board.page.get_by_role("button", name="Reset")).to_be_visible()

    board.page.go_back()
    expect(board.count).to_have_text(everything)
    board.page.go_forward()
    expect(board.page.get_by_role("region", name="Figures")).to_contain_text(f"{paid} invoices")
    board.page.get_by_role("button", name="Reset").click()
    expect(board.count).to_have_text(everything)


def test_the_interval_and_the_basis_live_in_the_address(visit: Visitors) -> None:
    board = Invoicing(visit(Role.SALES_MANAGER)).open()
    page = board.page
    half = 1 if clock.today().month <= HALF else 2
    page.get_by_role("button", name="Half").click()
    expect(page).to_have_url(re.compile(f"period={YEAR}-H{half}"))
    expect(board.grid.locator(".cd-mhead")).to_have_count(6)
    page.get_by_label("Months shown").and_(page.locator("select")).select_option(f"{YEAR - 1}-H1")
    expect(page).to_have_url(re.compile(f"period={YEAR - 1}-H1"))
    expect(board.head((YEAR - 1) * 12)).to_contain_text(f"’{(YEAR - 1) % 100}")  # another year is never left out
    page.get_by_role("button", name="Documents in full").click()
    expect(page).to_have_url(re.compile("basis=documents"))
    expect(page.locator(".cd-invsay")).to_contain_text("Every document counts in full")
    page.get_by_role("button", name="Data").click()
    table = page.get_by_role("table", name=re.compile("Invoicing in"))
    expect(table.get_by_role("row")).not_to_have_count(0)
    expect(table.get_by_role("rowheader", name="Invoices")).to_be_visible()


def test_an_order_dragged_to_another_month_is_planned_there_and_undo_brings_it_back(
    visit: Visitors, books: Books
) -> None:
    order = open_order(books)
    board = Invoicing(visit(Role.SALES_MANAGER)).open(half_year())
    sent = board.listen()
    target = order.month + 1
    before = [board.head(month).locator(".cd-mhead__v").text_content() for month in (order.month, target)]

    board.pull("orders", order.id)
    board.page.keyboard.press("Escape")
    board.page.mouse.up()
    assert sent.outputs == []

    board.drag("orders", order.id, target)
    expect(board.toast).to_contain_text("Moved to")
    expect(board.toast).to_contain_text(order.number)
    board.expect_in("orders", order.id, target)
    assert month_of_order(books, order.id) == target
    assert board.head(order.month).locator(".cd-mhead__v").text_content() != before[0]
    board.undo()
    expect(board.toast).to_contain_text("Move undone")
    board.expect_in("orders", order.id, order.month)
    assert month_of_order(books, order.id) == order.month
    for month, amount in zip((order.month, target), before, strict=True):
        expect(board.head(month).locator(".cd-mhead__v")).to_have_text(str(amount))
    assert sent.moves == len(sent.outputs) == 2


def test_an_invoice_stays_where_it_is_and_says_so(visit: Visitors, books: Books) -> None:
    invoice = books.rows(f"SELECT id, number FROM invoice WHERE {OF_YEAR} ORDER BY issued_on, id LIMIT 1")[0]
    board = Invoicing(visit(Role.SALES_MANAGER)).open("collapse=orders,opportunities")
    sent = board.listen()
    card = board.card("invoices", invoice.id)
    expect(card).to_have_accessible_name(re.compile("cannot be moved$"))
    expect(card).to_have_accessible_description(re.compile("cannot be moved"))
    board.pull("invoices", invoice.id)
    expect(board.toast).to_contain_text("Invoices stay where they are")
    board.page.mouse.up()
    expect(board.page.locator(".is-drag")).to_have_count(0)
    card.focus()
    board.page.keyboard.press("Space")
    expect(board.live).to_contain_text("Only orders and opportunities can be planned")
    board.page.keyboard.press("m")
    menu = board.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Open")).to_have_attribute(
        "href", re.compile(rf"^/invoice/{invoice.id}\b")
    )
    expect(menu.get_by_role("menuitemradio")).to_have_count(0)
    assert sent.outputs == []


def test_the_keyboard_lifts_carries_and_drops_and_says_each_step(visit: Visitors, books: Books) -> None:
    order = open_order(books)
    board = Invoicing(visit(Role.SALES_MANAGER)).open(half_year())
    sent, keys = board.listen(), board.page.keyboard
    card = board.card("orders", order.id)
    card.focus()
    keys.press("Space")
    expect(board.live).to_have_text(re.compile(f"^{re.escape(order.number)}, .* lifted from"))
    keys.press("ArrowRight")
    expect(board.live).to_have_text(re.compile(r"^Over \w+ \d{4}$"))
    expect(board.head(order.month + 1).locator(".cd-mhead__whatif")).to_contain_text("+")
    keys.press("ArrowLeft")
    expect(board.live).to_have_text(re.compile("^Back over"))
    keys.press("Escape")
    expect(board.live).to_have_text(re.compile(r"Nothing changed\.$"))
    assert sent.outputs == []

    keys.press("Space")
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(board.toast).to_contain_text("Moved to")
    board.expect_in("orders", order.id, order.month + 1)
    expect(card).to_be_focused()
    keys.press("u")
    expect(board.toast).to_contain_text("Move undone")
    board.expect_in("orders", order.id, order.month)
    assert month_of_order(books, order.id) == order.month
    keys.press("Enter")
    board.page.wait_for_url(f"**/order/{order.id}*")


def test_a_double_click_opens_a_document_whose_way_back_leads_to_the_same_board(visit: Visitors, books: Books) -> None:
    order = open_order(books)
    board = Invoicing(visit(Role.SALES_MANAGER)).open(half_year())
    board.card("orders", order.id).dblclick()
    board.page.wait_for_url(f"**/order/{order.id}?*")
    board.page.get_by_role("navigation", name="Path to this page").get_by_role("link", name="Invoicing").click()
    board.expect_in("orders", order.id, order.month)
    expect(board.page).to_have_url(re.compile("collapse=invoices,opportunities"))


def test_an_opportunity_is_moved_by_its_menu_even_to_a_month_that_is_not_shown(visit: Visitors, books: Books) -> None:
    part = books.rows(
        "SELECT e.opportunity_id AS id, e.month, e.dated_by FROM expected_invoicing e "
        "JOIN opportunity o ON o.id = e.opportunity_id "
        "WHERE o.company_id = 1 AND o.outcome = 'open' AND e.is_expected AND e.month BETWEEN :first AND :last "
        "ORDER BY e.month, e.expected_invoice_on, e.opportunity_id LIMIT 1",
        first=THIS_MONTH,
        last=THIS_MONTH + HALF - 1,
    )[0]
    board = Invoicing(visit(Role.SALES_MANAGER)).open(half_year("invoices,orders"))
    card = board.card("opportunities", part.id).first
    card.focus()
    board.page.keyboard.press("m")
    board.page.get_by_role("menuitemradio").last.click()
    expect(board.toast).to_contain_text("Moved to")
    expect(board.toast).to_contain_text("That month is not shown here.")
    moved = books.rows("SELECT month FROM expected_invoicing WHERE opportunity_id = :id", id=part.id)
    assert THIS_MONTH + HALF - 1 + HALF in {row.month for row in moved}
    board.undo()
    expect(board.toast).to_contain_text("Move undone")
    board.expect_in("opportunities", part.id, part.month)


def test_an_order_without_a_date_is_planned_from_the_list_that_holds_it(visit: Visitors, books: Books) -> None:
    order = books.rows(
        "SELECT id, number FROM sales_order WHERE company_id = 1 AND status = 'open' AND net_minor > invoiced_minor "
        "AND planned_invoice_on IS NULL ORDER BY id LIMIT 1"
    )[0]
    board = Invoicing(visit(Role.SALES_MANAGER)).open(half_year())
    board.page.get_by_role("button", name=re.compile("orders? ha(s|ve) no date")).click()
    expect(board.dialog.get_by_role("heading")).to_contain_text("no date")
    expect(board.dialog.get_by_role("link", name=order.number)).to_have_attribute(
        "href", re.compile(rf"^/order/{order.id}\b")
    )
    board.dialog.get_by_label(f"Move {order.number} to a month").select_option(str(THIS_MONTH + 1))
    expect(board.toast).to_contain_text("had no date")
    assert month_of_order(books, order.id) == THIS_MONTH + 1
    board.undo()
    expect(board.toast).to_contain_text("It has no date again")
    assert month_of_order(books, order.id) is None


def test_a_month_that_is_over_takes_nothing_and_the_document_goes_back(visit: Visitors, books: Books) -> None:
    order = open_order(books)
    first = THIS_MONTH - 1
    query = f"period={first // 12}-{first % 12 + 1:02}..{order.month // 12}-{order.month % 12 + 1:02}&collapse=invoices,opportunities"
    board = Invoicing(visit(Role.SALES_MANAGER)).open(query)
    board.drag("orders", order.id, first)
    expect(board.toast).to_contain_text("Not moved to")
    board.expect_in("orders", order.id, order.month)
    assert month_of_order(books, order.id) == order.month


def test_of_two_people_who_plan_the_same_order_one_wins_and_the_other_is_told(visit: Visitors, books: Books) -> None:
    order = open_order(books)
    first = Invoicing(visit(Role.SALES_MANAGER)).open(half_year())
    second = Invoicing(visit(Role.ADMINISTRATOR)).open(f"{half_year()}&company=1")
    expect(second.card("orders", order.id)).to_be_visible()
    first.drag("orders", order.id, order.month + 1)
    expect(first.toast).to_contain_text("Moved to")
    second.drag("orders", order.id, order.month + 2)
    expect(second.toast).to_contain_text("Someone else changed")
    expect(second.cell("orders", order.month).locator(f'[data-id="{order.id}"]')).to_have_count(0)
    assert month_of_order(books, order.id) == order.month + 1
    first.undo()
    expect(first.toast).to_contain_text("Move undone")


def test_a_server_that_does_not_answer_leaves_the_document_where_it_was_and_says_so(
    visit: Visitors, books: Books
) -> None:
    order = open_order(books)
    page = visit(Role.SALES_MANAGER)
    page.clock.install()
    board = Invoicing(page).open(half_year())
    amounts = [board.head(month).locator(".cd-mhead__v").text_content() for month in (order.month, order.month + 1)]
    page.route("**/_dash-update-component*", lambda _route: None)  # taken, and never answered
    board.card("orders", order.id).focus()
    for key in ("Space", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    board.expect_in("orders", order.id, order.month + 1)
    page.clock.fast_forward(11_000)
    board.expect_in("orders", order.id, order.month)
    expect(board.toast).to_contain_text("The server did not answer.")
    expect(board.card("orders", order.id)).to_be_focused()
    for month, amount in zip((order.month, order.month + 1), amounts, strict=True):
        expect(board.head(month).locator(".cd-mhead__v")).to_have_text(str(amount))
    assert month_of_order(books, order.id) == order.month


def test_who_may_only_look_moves_nothing_and_only_some_set_targets(visit: Visitors, books: Books) -> None:
    order = open_order(books)
    board = Invoicing(visit(Role.ANALYST)).open(f"{half_year()}&company=1")
    expect(board.page.get_by_role("link", name="Edit targets")).to_have_count(0)
    sent = board.listen()
    card = board.card("orders", order.id)
    expect(card).to_have_accessible_name(re.compile("read only$"))
    card.focus()
    board.page.keyboard.press("Space")
    expect(board.toast).to_contain_text("cannot be moved")
    assert sent.outputs == []
    executive = Invoicing(visit(Role.EXECUTIVE)).open()
    edit = executive.page.locator("#filters").get_by_role("link", name="Edit targets")
    expect(edit).to_have_attribute("href", "/targets")


def test_an_empty_year_leads_to_years_with_documents(visit: Visitors) -> None:
    page = visit(Role.SALES_MANAGER)
    page.goto("/invoicing?period=2001")
    expect(page.get_by_role("heading", name="No document falls into 2001")).to_be_visible()
    page.get_by_role("link", name=f"Show {YEAR}").click()
    expect(page.locator(".cd-mhead")).to_have_count(12)
    page.goto("/invoicing?q=zzzqqq")
    page.get_by_role("button", name="Remove Text").click()
    expect(page.locator(".cd-mhead")).to_have_count(12)


def test_an_interval_that_is_too_long_is_refused_in_a_sentence_with_a_way_back(visit: Visitors) -> None:
    page = visit(Role.SALES_MANAGER)
    page.goto("/invoicing?period=2001..2009")
    expect(page.get_by_role("alert")).to_contain_text("The board cannot be shown like this")
    expect(page.locator(".cd-skeleton")).to_be_hidden()
    assert serious_violations(page, "main") == []
    page.get_by_role("link", name="Show this year").click()
    expect(page.locator(".cd-mhead")).to_have_count(12)


def test_on_a_phone_the_board_is_a_list_of_months(visit: Visitors) -> None:
    page = visit(Role.SALES_MANAGER, viewport=PHONE, has_touch=True)
    page.goto("/invoicing")
    months = page.locator(".cd-pm")
    expect(months).to_have_count(12)
    expect(page.locator(".cd-invgrid:not(.cd-invgrid--sk)")).to_have_count(0)
    present = page.locator(".cd-pm.is-now")
    expect(present).to_have_attribute("open", "")
    present.get_by_role("button", name="Invoices").tap()
    expect(page.locator("dialog[open] .cd-invrow").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = {"list": serious_violations(page, "dialog[open]")}
    page.locator("dialog[open]").get_by_role("button", name="Close").tap()
    page.get_by_role("button", name="Display and filters").tap()
    panel = page.locator("#pop-invoicing-filters")
    found["panel"] = serious_violations(page, "#pop-invoicing-filters")
    panel.get_by_role("button", name="Documents in full").tap()
    expect(page).to_have_url(re.compile("basis=documents"))
    page.keyboard.press("Escape")
    found["months"] = serious_violations(page)
    assert {state: said for state, said in found.items() if said} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_state(visit: Visitors, books: Books, scheme: str) -> None:
    order = open_order(books)
    board = Invoicing(visit(Role.SALES_MANAGER, color_scheme=scheme)).open(half_year("none"))
    page = board.page
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
    expect(board.card("orders", order.id)).to_be_visible()
    page.get_by_role("button", name="Data").click()
    found = {"documents": serious_violations(page)}
    page.get_by_role("button", name="More filters").click()
    found["filters"] = serious_violations(page, "#pop-invoicing-filters")
    page.keyboard.press("Escape")
    board.card("orders", order.id).focus()
    page.keyboard.press("m")
    found["menu"] = serious_violations(page, ".cd-paper.is-menu, [role=menu]")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    found["lifted"] = serious_violations(page, ".cd-paper.is-lifted, .cd-mhead.is-target")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("orders? ha(s|ve) no date")).click()
    expect(board.dialog.locator(".cd-invrow").first).to_be_visible()
    found["list"] = serious_violations(page, "dialog[open]")
    page.keyboard.press("Escape")
    page.locator('[data-cd-pop="pop-export-invoicing"]').click()
    found["export"] = serious_violations(page, "#pop-export-invoicing")
    page.keyboard.press("Escape")
    board.open()
    expect(board.grid.locator(".cd-agg").first).to_be_visible()
    found["amounts"] = serious_violations(page, "main")
    assert {state: said for state, said in found.items() if said} == {}
