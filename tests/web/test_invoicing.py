"""The invoicing board's door: what an address is answered with, and what becomes of a move."""

import uuid
from typing import Any

import pytest

from components.invoicing import CARD_FIELDS
from data.queries.invoicing import sections
from data.session import Database
from domain import clock
from domain.errors import BadFilter, MalformedInput, TooManyMonths
from domain.invoicing import InvoicingView, Kind
from domain.period import month_of
from tests.components.tree import says
from tests.world import TODAY, World
from web import invoicing, invoicing_empty, router
from web.invoicing import Action, PageRequest, View

ID, VERSION = CARD_FIELDS.index("id"), CARD_FIELDS.index("version")
JULY = month_of(TODAY)
NEXT = month_of(clock.today()) + 1  # what is over takes nothing, whatever day the tests run


def view_of(world: World, login: str, query: str = "") -> View:
    """Return what an address asks for on the day of the known company."""
    return View(world.principal(login), InvoicingView.from_query(query, TODAY), TODAY)


def board(database: Database, view: View) -> dict[str, Any]:
    """Return the payload of a view."""
    with database.read() as reading:
        return invoicing.payload(reading, view, view.sections(reading))


def lane(payload: dict[str, Any], kind: Kind, section: int = 0) -> dict[str, Any]:
    """Return one lane of a section."""
    found: dict[str, Any] = next(one for one in payload["sections"][section]["lanes"] if one["kind"] == kind)
    return found


def test_the_board_shows_this_year_as_amounts_unless_the_address_says_otherwise(
    sqlite_database: Database, sqlite_world: World
) -> None:
    payload = board(sqlite_database, view_of(sqlite_world, "country_manager"))
    assert (payload["first"], payload["last"]) == (2026 * 12, 2026 * 12 + 11)
    assert payload["collapsed"] == ["invoices", "orders", "opportunities"]
    assert [one["currency"] for one in payload["sections"]] == ["EUR"]
    assert lane(payload, Kind.INVOICES)["cells"][JULY - 2026 * 12] == [1, 2_000_000, 2_000_000]
    assert lane(payload, Kind.ORDERS)["undated"] == [1, 3_000_000, 3_000_000]
    assert not any(one["pages"] for one in payload["sections"][0]["lanes"])


def test_an_expanded_lane_brings_the_first_cards_of_each_month(sqlite_database: Database, sqlite_world: World) -> None:
    payload = board(sqlite_database, view_of(sqlite_world, "country_manager", "collapse=orders,opportunities"))
    (page,) = lane(payload, Kind.INVOICES)["pages"]
    assert page["month"] == JULY
    assert dict(zip(payload["fields"], page["cards"][0], strict=True))["number"] == "I-1"
    assert lane(payload, Kind.OPPORTUNITIES)["pages"] == []


def test_every_company_currency_has_a_section_until_one_is_chosen(
    sqlite_database: Database, sqlite_world: World
) -> None:
    both = board(sqlite_database, view_of(sqlite_world, "executive"))["sections"]
    assert {one["currency"]: one["companies"] for one in both} == {"EUR": ["Caudal Italia"], "CHF": ["Caudal Schweiz"]}
    (chosen,) = board(sqlite_database, view_of(sqlite_world, "executive", "currency=EUR"))["sections"]
    assert sorted(chosen["companies"]) == ["Caudal Italia", "Caudal Schweiz"]


@pytest.mark.parametrize(
    ("login", "movable", "targets"),
    [
        ("administrator", ["orders", "opportunities"], "/targets"),
        ("sales", ["opportunities"], ""),
        ("executive", [], "/targets"),
        ("analyst", [], ""),
    ],
)
def test_the_browser_is_told_what_the_person_may_move_and_set(
    sqlite_database: Database, sqlite_world: World, login: str, movable: list[str], targets: str
) -> None:
    payload = board(sqlite_database, view_of(sqlite_world, login))
    assert (payload["movable"], payload["targets_path"]) == (movable, targets)


def test_documents_of_a_currency_without_a_section_are_not_given(
    sqlite_database: Database, sqlite_world: World
) -> None:
    view = view_of(sqlite_world, "sales")
    request = PageRequest(1, 1, "CHF", Kind.INVOICES, JULY)
    with sqlite_database.read() as reading:
        assert [currency for currency, _ids in sections(reading, view.principal, view.asked)] == ["EUR"]
        with pytest.raises(MalformedInput):
            invoicing.more(reading, view, request)


def test_a_wish_for_more_is_answered_with_its_own_values(sqlite_database: Database, sqlite_world: World) -> None:
    view = view_of(sqlite_world, "country_manager")
    with sqlite_database.read() as reading:
        answer = invoicing.more(reading, view, PageRequest(9, 4, "EUR", Kind.ORDERS, 0, limit=10**9))
    assert (answer["seq"], answer["rev"], answer["kind"], answer["month"]) == (9, 4, "orders", 0)
    assert [card[CARD_FIELDS.index("number")] for card in answer["cards"]] == ["O-1"]
    assert answer["cursor"] is None


def an_undated_order(database: Database, world: World) -> list[Any]:
    """Return the card of the order that nobody has planned."""
    view = view_of(world, "country_manager")
    with database.read() as reading:
        card: list[Any] = invoicing.more(reading, view, PageRequest(1, 1, "EUR", Kind.ORDERS, 0))["cards"][0]
    return card


def plan(card: list[Any], to: int, **changes: Any) -> Action:
    """Return the browser's wish to move an order without a date."""
    given: dict[str, Any] = {
        "seq": 3, "request_key": str(uuid.uuid4()), "kind": "move", "section": "EUR", "lane": Kind.ORDERS,
        "card": card[ID], "version": card[VERSION], "from_": 0, "to": to,
    }  # fmt: skip
    return Action(**(given | changes))


def interval() -> str:
    """Return a query for the months around the one that orders are moved to."""
    first, last = NEXT - 1, NEXT + 1
    return f"period={first // 12}-{first % 12 + 1:02}..{last // 12}-{last % 12 + 1:02}&collapse=none"


def test_a_move_is_answered_with_fresh_sums_and_the_cards_of_its_month_and_can_be_undone(
    sqlite_database: Database, sqlite_world: World
) -> None:
    manager = sqlite_world.principal("country_manager")
    card = an_undated_order(sqlite_database, sqlite_world)
    ack, _count = invoicing.perform(sqlite_database, manager, interval(), plan(card, NEXT))
    assert (ack["ok"], ack["message"]) == (True, "")
    orders = next(one for one in ack["section"]["lanes"] if one["kind"] == "orders")
    assert orders["cells"] == [None, [1, 3_000_000, 3_000_000], None]
    assert orders["undated"] == [0, 0, 0]
    assert [(cell["month"], [row[ID] for row in cell["cards"]]) for cell in ack["cells"]] == [(NEXT, [card[ID]])]

    back = plan(card, 0, kind="undo", from_=NEXT, event_id=ack["event_id"])
    undone, _count = invoicing.perform(sqlite_database, manager, interval(), back)
    assert (undone["ok"], undone["event_id"]) == (True, None)  # an undo cannot be undone
    orders = next(one for one in undone["section"]["lanes"] if one["kind"] == "orders")
    assert orders["cells"] == [None, None, None]
    assert orders["undated"] == [1, 3_000_000, 3_000_000]


def test_a_refusal_says_why_and_sends_everything_as_it_stands(sqlite_database: Database, sqlite_world: World) -> None:
    manager = sqlite_world.principal("country_manager")
    card = an_undated_order(sqlite_database, sqlite_world)
    over, _count = invoicing.perform(sqlite_database, manager, interval(), plan(card, NEXT - 12))
    assert over["ok"] is False
    assert over["message"]
    assert next(one for one in over["section"]["lanes"] if one["kind"] == "orders")["undated"][0] == 1
    invoice = plan(card, NEXT, lane=Kind.INVOICES, version=1)
    refused, _count = invoicing.perform(sqlite_database, manager, interval(), invoice)
    assert (refused["ok"], refused["event_id"]) == (False, None)


def test_the_count_beside_the_filters_is_that_of_all_months(sqlite_database: Database, sqlite_world: World) -> None:
    view = view_of(sqlite_world, "country_manager", "show=invoices")
    with sqlite_database.read() as reading:
        assert invoicing.result_text(view.sections(reading)) == "1 document"


def test_an_empty_board_names_the_filter_to_drop_or_the_years_to_look_at(
    sqlite_database: Database, sqlite_world: World
) -> None:
    def nothing(query: str) -> str:
        view = view_of(sqlite_world, "country_manager", query)
        with sqlite_database.read() as reading:
            return says(invoicing_empty.nothing_found(reading, view, view.sections(reading)))

    assert nothing("") == ""
    elsewhere = nothing("period=2001-04..2001-06")
    assert "No document falls into Apr" in elsewhere
    assert "Show 2026" in elsewhere
    filtered = nothing("q=zzzqqq&period=2026")
    assert "Remove Text" in filtered
    assert "Remove More filters" in nothing(
        "invoices.number=none&orders.number=none&opportunities.number=none&period=2026"
    )


def test_an_address_that_cannot_be_read_is_refused_in_a_sentence(sqlite_world: World) -> None:
    principal = sqlite_world.principal("sales")
    for query, refusal in (
        ("?show=everything", BadFilter),
        ("?invoices.status=lost", BadFilter),
        ("?period=2001..2009", TooManyMonths),
    ):
        with pytest.raises(refusal):
            View.of(principal, query)


def test_every_key_of_the_board_is_kept_by_links_and_saved_views() -> None:
    query = "basis=documents&collapse=none&show=orders&orders.status=open&orders.contact=Alfa&period=2026-H2&agent=1"
    asked = InvoicingView.from_query(query, TODAY)
    assert set(router.read_search(asked.to_query())) <= router.FILTER_KEYS
    assert InvoicingView.from_query(asked.to_query(), TODAY) == asked
