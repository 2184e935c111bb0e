"""The server's half of the invoicing board: what it sends, how large that is, and a word for all the browser says."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from components import invoicing
from components.board import BoardIds
from components.invoicing import CARD_FIELDS, IDS, Lane, Page, Section, Setting, invoicing_text, layout
from data.queries.invoicing import FIELDS
from tests.components.tree import attribute, by_id, of_class, parts, says

ASSETS = Path(__file__).resolve().parents[2] / "assets"
TODAY = date(2026, 11, 24)
JANUARY = 2026 * 12
CONTACTS = (
    "Laboratori Ticinum S.r.l.",
    "Aceites Peñaflor del Sur S.L.",
    "Chemie Lippe-Ost GmbH & Co. KG",
    "Zumos S.L.",
)
TITLES = (
    "Aseptic tank farm, 4 × 30 m³",
    "Control retrofit S7-1500, line 2",
    "Dosing skid, 4 lines",
    "Spare rotors RT-90",
)


@dataclass(frozen=True)
class Counted:
    """A sum as the queries give it."""

    count: int = 0
    net_minor: int = 0
    open_minor: int = 0


def a_card(number: int) -> tuple[object, ...]:
    """Return a card in the order of the fields, with texts of usual length."""
    values: dict[str, object] = {
        "id": number, "version": 3, "kind": "invoice", "number": f"IT-I-2026-{number:05d}", "contact": CONTACTS[number % 4],
        "title": TITLES[number % 4], "on": date(2026, 1 + number % 12, 17), "net": 10_885_095, "currency": "EUR",
        "net_reporting": 10_885_095, "status": "issued", "open": 13_279_816, "dated_by": "header", "changeable": False,
        "percent": None, "due_on": date(2026, 12, 31), "full": 10_885_095,
    }  # fmt: skip
    return tuple(values[name] for name in CARD_FIELDS)


def a_lane(kind: str = "invoices", *, cards: int = 0, months: range = range(JANUARY, JANUARY + 12)) -> Lane:
    """Return a lane with something in every month."""
    return Lane(
        kind=kind,
        cells={month: Counted(31, 123_456_789, 23_456_789) for month in months},
        undated=Counted(3, 600, 600),
        drafts=Counted(2, 50, 50),
        pages={month: Page([a_card(n) for n in range(cards)], ("2026-11-24", 5)) for month in months} if cards else {},
    )


def a_payload(*lanes: Lane, **changes: Any) -> dict[str, Any]:
    """Return the board of a year in euros."""
    given: dict[str, Any] = {
        "rev": 7, "today": TODAY, "first_month": JANUARY, "last_month": JANUARY + 11, "basis": "exclusive",
        "shown": ["invoices", "orders", "opportunities"], "collapsed": [],
    }  # fmt: skip
    section = Section(
        currency="EUR", companies=["Caudal Italia"], lanes=lanes, invoiced_to_date=Counted(9, 900, 300),
        targets={JANUARY: 550, JANUARY + 2: 680}, last_year={JANUARY + 1: 77}, rates_on=date(2026, 11, 23),
    )  # fmt: skip
    return invoicing.board_payload(Setting(**(given | changes)), [section])


def test_cards_come_in_the_order_the_queries_read_them() -> None:
    assert CARD_FIELDS == FIELDS


def test_months_are_places_in_lists_and_a_month_without_rows_is_empty() -> None:
    lane = a_lane(months=range(JANUARY + 3, JANUARY + 5))
    (section,) = a_payload(lane)["sections"]
    cells = section["lanes"][0]["cells"]
    assert len(cells) == len(section["targets"]) == len(section["last_year"]) == 12
    assert cells[2:6] == [None, [31, 123_456_789, 23_456_789], [31, 123_456_789, 23_456_789], None]
    assert section["targets"][:3] == [550, None, 680]
    assert section["last_year"][:3] == [0, 77, 0]


def test_what_has_no_date_and_what_is_a_draft_is_sent_apart() -> None:
    (section,) = a_payload(a_lane("orders"))["sections"]
    assert section["lanes"][0]["undated"] == [3, 600, 600]
    assert section["lanes"][0]["drafts"] == [2, 50, 50]
    assert section["invoiced"] == [9, 900, 300]
    assert section["rates_on"] == "2026-11-23"


def test_cards_and_cursors_are_plain_values() -> None:
    payload = a_payload(a_lane(cards=1))
    page = payload["sections"][0]["lanes"][0]["pages"][0]
    assert payload["fields"] == list(CARD_FIELDS)
    assert page["month"] == JANUARY
    assert dict(zip(CARD_FIELDS, page["cards"][0], strict=True))["due_on"] == "2026-12-31"
    assert page["cursor"] == ["2026-11-24", 5]
    json.dumps(payload)


def test_every_currency_travels_with_its_decimals() -> None:
    assert a_payload(a_lane(), currencies=["JPY"])["exponents"] == {"EUR": 2, "JPY": 0}


def test_a_year_with_all_lanes_expanded_stays_small_on_the_wire() -> None:
    lanes = [a_lane(kind, cards=5) for kind in ("invoices", "orders", "opportunities")]
    raw = json.dumps(a_payload(*lanes), ensure_ascii=False, separators=(",", ":")).encode()
    assert len(raw) <= 60_000


def test_an_answer_names_the_cells_it_is_about() -> None:
    cell = invoicing.cell_page(JANUARY + 4, Page([a_card(1)]))
    ack = invoicing.ack_payload(12, ok=True, event_id=77, version=4, section={"currency": "EUR"}, cells=[cell])
    assert (ack["seq"], ack["ok"], ack["event_id"], ack["version"]) == (12, True, 77, 4)
    assert ack["cells"][0]["month"] == JANUARY + 4
    assert ack["cells"][0]["cursor"] is None
    refusal = invoicing.ack_payload(13, ok=False, message="That month is over.")
    assert (refusal["message"], refusal["section"], refusal["cells"]) == ("That month is over.", None, [])


def test_a_page_answers_the_request_it_came_for() -> None:
    request = {"seq": 5, "rev": 7, "section": "EUR", "kind": "orders", "month": 0}
    answer = invoicing.list_page(request, Page([], None))
    assert answer == {**request, "cards": [], "cursor": None}


def test_the_layout_is_a_canvas_a_skeleton_and_stores() -> None:
    children = layout.invoicing_layout("Invoicing")
    found = {child.id for child in children if getattr(child, "id", None)}
    assert found == {IDS.canvas, IDS.text, IDS.data, IDS.action, IDS.ack, IDS.page_request, IDS.page}
    assert children[0].children is None
    assert attribute(children[0], "data-label") == "Invoicing"
    assert BoardIds("invoicing") == IDS


def test_the_board_registers_what_the_browser_does(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[tuple[str, str]] = []
    monkeypatch.setattr(
        layout,
        "clientside_callback",
        lambda does, heard, *_rest, **_kw: registered.append((does.function_name, str(heard))),
    )
    layout.register_invoicing()
    assert registered == [
        ("draw", "invoicing-data.data"),
        ("acknowledge", "invoicing-ack.data"),
        ("append", "invoicing-page.data"),
    ]


def test_only_who_may_set_targets_gets_the_way_to_them() -> None:
    with_targets = invoicing.actions("/export/invoicing", targets_path="/targets")
    (edit,) = of_class(with_targets, "btn-primary")
    assert (attribute(edit, "href"), says(edit)) == ("/targets", "Edit targets")
    assert of_class(invoicing.actions("/export/invoicing"), "btn-primary") == []
    assert invoicing.actions("/export/invoicing", may_export=False) == []


def test_the_export_menu_offers_every_kind_of_file_and_the_printer() -> None:
    menu = by_id(invoicing.actions("/export/invoicing"), "pop-export-invoicing")
    links = [attribute(part, "href") for part in parts(menu) if attribute(part, "data-cd-export")]
    assert links == ["/export/invoicing.csv", "/export/invoicing.xlsx", "/export/invoicing.pdf"]
    assert "Print" in says(menu)


# ── words ───────────────────────────────────────────────────────────────────────────────────────────


def spoken() -> str:
    """Return all scripts of the board."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("5?-invoicing-*.js")))


def asked_for(function: str) -> set[str]:
    """Return the literal keys in the first argument of all calls, also those chosen by a condition."""
    first_arguments = re.findall(rf"\bb\.{function}\((?!`)([^,()]*)", spoken())
    return {key for argument in first_arguments for key in re.findall(r'"(\w+)"(?! *\?)', argument)}


def test_the_browser_has_a_word_for_everything_it_says() -> None:
    words = invoicing_text()
    said = asked_for("say")
    counted = {f"{key}_{form}" for key in asked_for("plural") for form in ("one", "many")}
    assert said
    assert counted
    assert said | counted <= words.keys()


KINDS = ("invoices", "orders", "opportunities")
BUILT = {
    *(f"one_{kind}" for kind in KINDS),
    *(f"lane_{basis}_{kind}" for basis in ("exclusive", "documents") for kind in KINDS),
    *(f"weighted_by_{chance}" for chance in ("stage", "model")),
    *(f"{which}_{kind}" for which in ("undated", "drafts") for kind in KINDS),
    *(f"undated_note_{kind}" for kind in KINDS),
    *(f"basis_{basis}{tail}" for basis in ("exclusive", "documents") for tail in ("", "_sentence")),
    *(f"interval_{length}" for length in ("year", "half", "quarter")),
    *(f"status_invoices_{status}" for status in ("issued", "paid", "draft")),
    *(f"status_orders_{status}" for status in ("open", "invoiced", "draft")),
    *(f"status_opportunities_{status}" for status in ("open", "won")),
    *(f"choice_invoices_{status}" for status in ("issued", "paid")),
    *(f"choice_orders_{status}" for status in ("open", "invoiced")),
    *(f"choice_opportunities_{status}" for status in ("open", "won")),
    *(f"dated_{by}" for by in ("header", "lead_time")),
}  # fmt: skip


def test_every_word_that_is_put_together_exists() -> None:
    keys = {re.sub(r"_(one|many)$", "", key) for key in invoicing_text()}
    assert keys >= BUILT


def test_no_word_of_the_catalogue_is_idle() -> None:
    literals = set(re.findall(r'"(\w+)"', spoken()))
    idle = [
        key for key in invoicing_text() if (bare := re.sub(r"_(one|many)$", "", key)) not in literals | BUILT and bare
    ]
    assert idle == []


def test_one_and_many_hold_the_same_parts() -> None:
    words = invoicing_text()
    pairs = [(words[key], words[key.replace("_one", "_many")]) for key in words if key.endswith("_one")]
    assert pairs
    for one, many in pairs:
        assert re.findall(r"\{\w+\}", one) == re.findall(r"\{\w+\}", many)


def test_the_browser_never_makes_markup_of_data() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", spoken())


def test_every_script_of_the_board_is_short() -> None:
    lengths = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in ASSETS.glob("5?-invoicing-*.js")
    }
    assert lengths
    assert {name for name, length in lengths.items() if length >= 300} == set()
