"""The targets page: its choices are links, its words are whole, and a sheet travels as it stands."""

import re
from pathlib import Path

from components.language import use_locale
from components.targets import (
    CANVAS,
    COMPANIES,
    Bar,
    Link,
    Sheet,
    SheetRow,
    bar,
    canvas,
    payload,
    words,
)
from tests.components.tree import attribute, by_id, of_class, parts, says

SCRIPTS = sorted((Path(__file__).resolve().parents[2] / "assets").glob("7?-targets-*.js"))
YEARS = (Link("2025", "/targets?year=2025"), Link("2026", "/targets?year=2026"), Link("2027", "/targets?year=2027"))
MEASURES = [Link("Invoiced", "/targets?measure=billings", current=True), Link("Ordered", "/targets?measure=bookings")]


def of_companies(*names: str) -> Bar:
    companies = [Link(name, f"/targets?company={place}", current=place == 0) for place, name in enumerate(names)]
    return Bar(companies, YEARS, MEASURES, [Link("Teams", "/targets?level=team", current=True)])


def test_every_choice_is_a_link_and_the_present_one_says_so() -> None:
    tree = bar(of_companies("Alfa", "Beta"))
    links = {says(part): part for part in parts(tree) if getattr(part, "href", None)}
    assert {"Alfa", "Beta", "Invoiced", "Ordered", "Teams"} <= set(links)
    assert [name for name, link in links.items() if attribute(link, "aria-current") == "true"] == [
        "Invoiced", "Teams", "Alfa",
    ]  # fmt: skip
    assert {attribute(link, "data-cd-nav") for link in links.values()} == {"plain"}
    arrows = [part for part in of_class(tree, "cd-iconbtn") if attribute(part, "aria-label")]
    assert [attribute(arrow, "aria-label") for arrow in arrows] == ["2025", "2027"]
    assert by_id(tree, COMPANIES) is not None


def test_of_one_company_there_is_nothing_to_choose() -> None:
    tree = bar(of_companies("Alfa"))
    assert not [part for part in parts(tree) if getattr(part, "id", None) == COMPANIES]
    assert "Alfa" in says(tree)


def test_the_canvas_tells_the_browser_where_files_go() -> None:
    tree = canvas(user="7", sheet="company=1", upload="/u", template="/t", csrf_token="secret")
    place = by_id(tree, CANVAS)
    names = ("data-user", "data-sheet", "data-upload", "data-template", "data-token")
    assert [attribute(place, name) for name in names] == ["7", "company=1", "/u", "/t", "secret"]


def test_a_sheet_travels_in_minor_units_with_its_gaps() -> None:
    sheet = Sheet(
        query="company=1&year=2026", currency="JPY", what="Invoiced", months=["Jan", "Feb"], first_month=2026 * 12,
        this_month=2026 * 12 + 6, rows=[SheetRow(3, "Iberia", [5_000, None], [0, 7])], others={"Teams together": [1, None]},
        undo_event_id=None, decimal_comma=True,
    )  # fmt: skip
    assert payload(sheet) == {
        "sheet": "company=1&year=2026", "currency": "JPY", "digits": 0, "comma": True, "months": ["Jan", "Feb"],
        "first": 24312, "this": 24318, "rows": [{"id": 3, "name": "Iberia", "targets": [5_000, None], "last": [0, 7]}],
        "others": [{"label": "Teams together", "targets": [1, None]}], "words": {"year": "2025", "what": "Invoiced"}, "undo": None,
    }  # fmt: skip


def test_the_browser_finds_every_word_it_says() -> None:
    known = set(words())
    said: set[str] = set()
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        said |= set(re.findall(r'say\("(\w+)"', text))
        for name in re.findall(r'count\("(\w+)"', text):
            said |= {f"{name}_one", f"{name}_many"}
    assert SCRIPTS
    assert said <= known
    with use_locale("it"):
        assert set(words()) == known
