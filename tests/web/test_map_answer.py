"""What the browser is told of the map: marks, list, legend and layers, and nothing of what is out of reach."""

import json

import msgspec
import pytest

from components.language import use_locale
from data.session import Database
from domain.errors import MalformedInput, NotFound
from tests.world import World
from web.map import PopupAsk, ViewAsk, answer, popup

LAYERS = ["regions", "closed", "white", "visits"]


def asked(**values: object) -> ViewAsk:
    return msgspec.convert({"seq": 1} | values, ViewAsk)


def test_an_answer_holds_what_map_list_and_legend_show(sqlite_database: Database, sqlite_world: World) -> None:
    with use_locale("en"), sqlite_database.read() as reading:
        for ring in ("stage", "probability", "age", "owner"):
            told = answer(
                reading, sqlite_world.principal("administrator"), "", asked(ring=ring, layers=LAYERS, fit=True)
            )
            known = {entry["key"] for entry in told["legend"]}
            assert all(entry["label"] and entry["colour"].startswith("var(--cd-") for entry in told["legend"])
            assert {key for mark in told["marks"] for key, _net, _count in mark["shares"]} <= known
            assert told["totals"]["count"] == sum(mark["count"] for mark in told["marks"])
            assert told["list"][0]["id"] == sqlite_world.contacts["Delta Sud"]
            assert told["home"] == {"west": 7.69, "south": 40.85, "east": 14.27, "north": 47.37}
            assert sorted(told["layers"]) == sorted(LAYERS)
            json.dumps(told)


def test_no_answer_tells_of_a_contact_or_an_amount_out_of_reach(sqlite_database: Database, sqlite_world: World) -> None:
    with use_locale("en"), sqlite_database.read() as reading:
        foreign = answer(reading, sqlite_world.principal("foreign"), "", asked(layers=LAYERS, fit=True))
        text = json.dumps(foreign, ensure_ascii=False)
        assert foreign["totals"]["contacts"] == 1
        assert not [name for name in ("Officine", "Meccanica", "Presse", "Delta Sud") if name in text]
        assert sum(mark["n"] for mark in foreign["layers"]["white"]) == 0
        narrowed = answer(
            reading, sqlite_world.principal("foreign"), f"?contact={sqlite_world.contacts['Delta Sud']}", asked()
        )
        assert narrowed["totals"] == {"contacts": 0, "count": 0, "net": 0, "weighted": 0}


def test_a_popup_is_told_with_its_stages_and_refused_out_of_reach(
    sqlite_database: Database, sqlite_world: World
) -> None:
    alfa = sqlite_world.contacts["Officine Alfa"]
    with use_locale("en"), sqlite_database.read() as reading:
        told = popup(reading, sqlite_world.principal("sales"), "?p=50-100", PopupAsk(7, alfa))
        assert (told["seq"], told["count"], told["more"], told["address"]) == (7, 1, 0, "Torino, Italy")
        assert [deal["stage"] for deal in told["opportunities"]] == ["Detailed offer"]
        with pytest.raises(NotFound):
            popup(reading, sqlite_world.principal("foreign"), "", PopupAsk(8, alfa))


def test_a_view_of_other_types_or_an_unprintable_text_is_refused(
    sqlite_database: Database, sqlite_world: World
) -> None:
    with pytest.raises(msgspec.ValidationError):
        asked(ring="moon")
    with use_locale("en"), sqlite_database.read() as reading, pytest.raises(MalformedInput):
        answer(reading, sqlite_world.principal("sales"), "", asked(text="a\x00b"))
