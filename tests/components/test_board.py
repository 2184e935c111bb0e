"""The server's half of a board: what it sends, how large that is, and that it has a word for all the browser says."""

import gzip
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from components import board
from components.board import CARD_FIELDS, UNOPENED, BoardIds, Column, Reason, Setting, Stage, card_row
from components.board_stages import Facts, Flow, flow_payload
from components.board_words import board_text
from domain.board import BoardSort, Totals

ASSETS = Path(__file__).resolve().parents[2] / "assets"
TODAY = date(2026, 11, 24)
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


def a_card(number: int = 1, **changes: object) -> list[object]:
    values: dict[str, object] = {
        "id": number,
        "version": 3,
        "number": f"OPP-26-{number:04d}",
        "contact": CONTACTS[number % len(CONTACTS)],
        "title": TITLES[number % len(TITLES)],
        "owner_id": number % 7,
        "stage_id": number % 6,
        "net": 10_885_095 + number * 7_919,
        "currency": "EUR",
        "net_reporting": 10_885_095 + number * 7_919,
        "weighted_reporting": 5_442_548 + number * 3_959,
        "expected_on": date(2027, 1, 11),
        "created_on": date(2026, 3, 22),
        "closed_on": None,
        "last_activity_on": date(2026, 11, 2),
        "next_kind": "call",
        "next_subject": None,
        "next_on": date(2026, 11, 27),
        "amount_known": True,
        "model_percent": 62,
        "paused": None,
        "changeable": True,
    }
    return card_row(**(values | changes))


def a_column(key: str = "p2", totals: Totals | None = None, **changes: Any) -> Column:
    given: dict[str, Any] = {"kind": "open", "label": "25 %", "percent": 25, "probability_id": 2} | changes
    return Column(key=key, totals=totals or Totals(1, 100, 25), **given)


def a_payload(*columns: Column, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"rev": 7, "today": TODAY, "currency": "EUR"}
    setting = Setting(**(given | changes))
    stages = {1: Stage("Visit", "visit", 1, "Plant")}
    reasons = [Reason(4, "Price", -1)]
    return board.board_payload(
        setting, columns, stages=stages, owners={3: "Paolo Danieli"}, reasons=reasons, currencies=["JPY"]
    )


def test_a_card_is_a_row_in_the_order_of_the_fields_with_dates_as_text() -> None:
    row = a_card(5, closed_on=date(2026, 11, 20), paused="2026-11-30 Fair")
    named = dict(zip(CARD_FIELDS, row, strict=True))
    assert named["id"] == 5
    assert named["number"] == "OPP-26-0005"
    assert named["expected_on"] == "2027-01-11"
    assert named["closed_on"] == "2026-11-20"


def test_a_row_leaves_out_what_is_empty_at_its_end_and_nothing_else() -> None:
    whole, short = a_card(5, paused="2026-11-30 Fair", model_percent=None), a_card(5, next_on=None)
    assert len(whole) == len(CARD_FIELDS)
    assert short == a_card(5, next_on=None, paused="2026-11-30 Fair")[: CARD_FIELDS.index("closed_on")]
    assert dict(zip(CARD_FIELDS, short, strict=False))["next_on"] is None
    assert board.page_payload({"seq": 1, "rev": 1, "column": "p2"}, [(1, None, 2, None, None)], None)["cards"] == [
        [1, None, 2]
    ]


def test_a_card_without_one_of_its_fields_is_refused() -> None:
    with pytest.raises(KeyError):
        card_row(id=1, version=1)


def test_the_payload_names_the_fields_once_and_sends_rows() -> None:
    payload = a_payload(a_column(cards=[a_card(1), a_card(2)], cursor=(date(2026, 3, 22), 2)))
    column = payload["columns"][0]
    assert payload["fields"] == list(CARD_FIELDS)
    assert column["cards"] == [a_card(1), a_card(2)]
    assert [dict(zip(CARD_FIELDS, row, strict=False))["id"] for row in column["cards"]] == [1, 2]
    assert column["cursor"] == ["2026-03-22", 2]
    json.dumps(payload)


def test_the_summary_adds_up_the_open_columns_only() -> None:
    lost = a_column("lost", Totals(9, 900, 0), kind="lost", label="Lost", percent=None, cursor=UNOPENED)
    low, high = a_column("p1", Totals(2, 500, 0)), a_column("p5", Totals(1, 300, 270))
    payload = a_payload(lost, low, high)
    assert payload["summary"] == {"count": 3, "net": 800, "weighted": 270}
    assert payload["columns"][0]["cards"] == []
    assert payload["columns"][0]["cursor"] == ["first"]


def test_dates_currencies_people_and_reasons_travel_with_the_board() -> None:
    payload = a_payload(a_column(), as_of=date(2026, 10, 1), rates_on=date(2026, 9, 30), sort=BoardSort.IDLE)
    assert (payload["today"], payload["as_of"], payload["rates_on"]) == ("2026-11-24", "2026-10-01", "2026-09-30")
    assert payload["sort"] == "idle"
    assert payload["exponents"] == {"EUR": 2, "JPY": 0}
    assert payload["owners"] == {"3": {"name": "Paolo Danieli", "initials": "PD", "tint": 4}}
    assert payload["stages"]["1"]["pipeline"] == "Plant"
    assert payload["reasons"] == [{"id": 4, "text": "Price", "sign": -1}]


def test_today_is_looked_from_when_no_other_day_is_asked_for() -> None:
    assert a_payload(a_column())["as_of"] == "2026-11-24"


@pytest.mark.parametrize(("percent", "sent"), [(Decimal(25), 25), (Decimal("12.5"), 12.5), (None, None)])
def test_a_columns_percent_is_sent_as_a_number(percent: Decimal | None, sent: float | None) -> None:
    assert a_payload(a_column(percent=percent))["columns"][0]["percent"] == sent


def test_a_column_of_another_board_may_name_its_colour() -> None:
    stage = a_column("s2", percent=None, probability_id=None, colour="visit", label="Visit")
    assert a_payload(stage)["columns"][0]["colour"] == "visit"
    assert "colour" not in a_payload(a_column())["columns"][0]


def test_a_column_of_a_stages_board_says_how_it_is_drawn_and_how_long_cards_stay() -> None:
    facts = Facts(stays=24, median_days=9, slow_after_days=21, slow=3, onward=18)
    stage = a_column(
        "s4", percent=None, probability_id=None, colour="visit", glyph=1, usual_percent=25, facts=facts.payload()
    )
    column = a_payload(stage)["columns"][0]
    assert (column["colour"], column["glyph"], column["usual_percent"]) == ("visit", 1, 25)
    assert column["facts"] == {"stays": 24, "median": 9, "slow_after": 21, "slow": 3, "onward": 18}
    ack = board.ack_payload(1, ok=True, columns=[stage])
    assert ack["columns"][0]["facts"] == column["facts"]  # a move changes how many are slow
    assert "colour" not in ack["columns"][0]
    assert not {"glyph", "usual_percent", "facts"} & a_payload(a_column())["columns"][0].keys()


def test_the_rules_of_a_pipeline_travel_beside_the_board() -> None:
    flow = Flow(moves={"s1": ["s2", "won"]}, tasks={1: [(7, "Visit report")]}, habit="ask", query="stage=1,2")
    sent = flow_payload(flow)
    assert sent["fields"][: len(CARD_FIELDS)] == list(CARD_FIELDS)
    assert sent["fields"][len(CARD_FIELDS) :] == ["percent", "stage_on", "open_tasks"]
    assert sent["flow"] == {
        "moves": {"s1": ["s2", "won"]}, "tasks": {"1": [[7, "Visit report"]]}, "habit": "ask", "query": "stage=1,2",
    }  # fmt: skip


def test_an_acknowledgement_carries_the_fresh_card_and_all_totals() -> None:
    ack = board.ack_payload(
        12, ok=True, event_id=77, card=a_card(), column="p3", columns=[a_column("p3", Totals(4, 9, 5))]
    )
    assert ack["card"] == a_card()
    assert (ack["seq"], ack["event_id"], ack["column"]) == (12, 77, "p3")
    assert ack["columns"] == [{"key": "p3", "count": 4, "net": 9, "weighted": 5}]
    assert ack["summary"] == {"count": 4, "net": 9, "weighted": 5}


def test_a_refusal_needs_no_more_than_its_reason() -> None:
    refusal = board.ack_payload(13, ok=False, message="Mandatory tasks are missing.")
    assert refusal["message"] == "Mandatory tasks are missing."
    assert (refusal["card"], refusal["column"], refusal["columns"], refusal["summary"]) == (None, None, [], None)


def test_a_page_answers_the_request_it_came_for() -> None:
    request = {"seq": 5, "rev": 7, "column": "lost", "cursor": ["first"]}
    page = board.page_payload(request, [a_card()], None)
    assert page == {"seq": 5, "rev": 7, "column": "lost", "cards": [a_card()], "cursor": None}


def test_three_hundred_cards_stay_small_on_the_wire() -> None:
    # Twenty-two fields with names, titles and dates need about 175 bytes a card; compressed it is a tenth of the limit.
    columns = [a_column(f"p{k}", cards=[a_card(k * 50 + n) for n in range(50)]) for k in range(6)]
    raw = json.dumps(a_payload(*columns), ensure_ascii=False, separators=(",", ":")).encode()
    assert len(raw) <= 60_000
    assert len(gzip.compress(raw, 6)) <= 12_000


def test_the_layout_is_a_canvas_a_skeleton_and_stores() -> None:
    ids = BoardIds("sales-board")
    children = board.board_layout("sales-board", "Sales board", user="chiara")
    found = {child.id for child in children if getattr(child, "id", None)}
    assert found == {ids.canvas, ids.text, ids.data, ids.action, ids.ack, ids.page_request, ids.page}
    assert children[0].children is None
    assert vars(children[0])["data-user"] == "chiara"
    assert sum(1 for child in children for _part in child) < 100


def test_a_board_registers_what_the_browser_does_under_its_own_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[tuple[str, str]] = []
    monkeypatch.setattr(
        board,
        "clientside_callback",
        lambda does, heard, *_rest, **_kw: registered.append((does.function_name, str(heard))),
    )
    board.register_board("sales-board")
    assert registered == [
        ("draw", "sales-board-data.data"),
        ("acknowledge", "sales-board-ack.data"),
        ("append", "sales-board-page.data"),
    ]


def spoken() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("4?-board-*.js")))


def asked_for(function: str) -> set[str]:
    """Return the literal keys in the first argument of all calls, also those chosen by a condition."""
    first_arguments = re.findall(rf"\b{function}\(([^,()]*)", spoken())
    return {key for argument in first_arguments for key in re.findall(r'"(\w+)"(?! *\?)', argument)}


def test_the_browser_has_a_word_for_everything_it_says() -> None:
    words = board_text()
    said = asked_for("say")
    counted = {f"{key}_{form}" for key in asked_for("plural") for form in ("one", "many")}
    assert said
    assert counted
    assert said | counted <= words.keys()


def test_no_word_of_the_catalogue_is_idle() -> None:
    literals = set(re.findall(r'"(\w+)"', spoken()))
    built = re.compile(r"^(kind|sort|export|habit)_\w+$")
    idle = [key for key in board_text() if not built.match(key) and re.sub(r"_(one|many)$", "", key) not in literals]
    assert idle == []


def test_one_and_many_hold_the_same_parts() -> None:
    words = board_text()
    pairs = [(words[key], words[key.replace("_one", "_many")]) for key in words if key.endswith("_one")]
    assert pairs
    for one, many in pairs:
        assert re.findall(r"\{\w+\}", one) == re.findall(r"\{\w+\}", many)


def test_the_browser_never_makes_markup_of_data() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", spoken())


def test_every_script_of_the_board_is_short_and_the_words_come_first() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in ASSETS.glob("4?-board-*.js")}
    assert min(lengths) == "40-board-words.js"
    assert {name for name, length in lengths.items() if length >= 300} == set()
