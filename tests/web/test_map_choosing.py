"""Contacts chosen on the map: told, put into files, and given to one owner, as far as the person reaches."""

import csv
import io
from typing import Any

import openpyxl

from components.language import use_locale
from data.queries.map.chosen import chosen, targets
from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.filter import PipelineFilter
from domain.outline import Outline
from tests.web.conftest import Enter
from tests.world import TODAY, World
from web.map import choosing

NORTH = [(6.0, 44.0), (12.0, 44.0), (12.0, 48.0), (6.0, 48.0)]  # all places but Napoli
MILAN = [(9.0, 45.0), (9.5, 45.0), (9.5, 46.0), (9.0, 46.0)]
EVERYWHERE = "-180,-85;180,-85;180,85;-180,85"


def assign(database: Database, world: World, kind: Any, **more: Any) -> dict[str, Any]:
    wish = choosing.Assignment(1, kind, request_key=f"key of {kind}", **more)
    with use_locale("en"):
        return choosing.assign(database, world.principal("manager"), "", wish)


def choose(database: Database, world: World, outline: list[tuple[float, float]]) -> dict[str, Any]:
    with use_locale("en"):
        return choosing.choose(database, world.principal("executive"), "", choosing.Choice(1, outline))


def by_hand(session: Any, world: World, login: str, wanted: PipelineFilter) -> dict[int, set[int]]:
    """Return the open opportunities of each contact that the person sees and the filter means."""
    found: dict[int, set[int]] = {}
    for row in session.query(Opportunity).all():
        reached = world.principal(login).reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
        of_type = not wanted.type_ids or row.opportunity_type_id in wanted.type_ids
        if reached and of_type and row.outcome == "open":
            found.setdefault(row.contact_id, set()).add(row.id)
    return found


def test_the_chosen_are_those_inside_that_a_person_sees(database: Database, world: World) -> None:
    everywhere = Outline.from_text(EVERYWHERE)
    south = world.contacts["Delta Sud"]
    with database.read() as session:
        for login in world.principals:
            for wanted in (PipelineFilter(), PipelineFilter(type_ids=frozenset({world.types["renewal"]}))):
                person, hand = world.principal(login), by_hand(session, world, login, wanted)
                converter = Converter(session, "EUR", TODAY)
                found = chosen(session, person, wanted, everywhere, converter)
                assert {one.contact_id: one.totals.count for one in found} == {
                    id_: len(own) for id_, own in hand.items()
                }
                ids = [id_ for id_, _version in targets(session, person, wanted, Outline.of(NORTH))]
                assert ids == sorted(id_ for contact, own in hand.items() if contact != south for id_ in own)


def test_they_are_listed_by_net_with_their_sums(sqlite_database: Database, sqlite_world: World) -> None:
    told = choose(sqlite_database, sqlite_world, NORTH)
    nets = [row["net"] for row in told["rows"]]
    assert nets == sorted(nets, reverse=True)
    assert (sum(nets), told["title"]) == (told["net"], f"{len(nets)} contacts chosen")
    assert told["count"] == sum(row["count"] for row in told["rows"])


def test_an_outline_of_nothing_is_refused_in_words(sqlite_database: Database, sqlite_world: World) -> None:
    told = choose(sqlite_database, sqlite_world, [(1.0, 2.0)])
    assert (told["ok"], bool(told["message"])) == (False, True)


def test_all_that_is_open_inside_gets_one_owner_and_is_given_back(
    sqlite_database: Database, sqlite_world: World
) -> None:
    owner_id = sqlite_world.users["manager"]
    with sqlite_database.read() as session:
        ids = dict(targets(session, sqlite_world.principal("manager"), PipelineFilter(), Outline.of(MILAN)))
    assert ids

    def owners() -> dict[int, int]:
        with sqlite_database.read() as session:
            return {row.id: row.owner_id for row in session.query(Opportunity).where(Opportunity.id.in_(ids))}

    before = owners()
    preview = assign(sqlite_database, sqlite_world, "preview", outline=MILAN, owner_id=owner_id)
    assert (preview["count"], owners()) == (sum(own != owner_id for own in before.values()), before)
    done = assign(sqlite_database, sqlite_world, "change", outline=MILAN, owner_id=owner_id)
    assert set(owners().values()) == {owner_id}
    assign(sqlite_database, sqlite_world, "undo", event_ids=done["event_ids"])
    assert owners() == before


def test_an_outline_around_nobody_changes_nothing_instead_of_everything(
    sqlite_database: Database, sqlite_world: World
) -> None:
    sea = [(-30.0, 40.0), (-29.0, 40.0), (-29.0, 41.0)]
    told = assign(sqlite_database, sqlite_world, "preview", outline=sea, owner_id=sqlite_world.users["sales"])
    assert told["count"] == 0


def test_the_files_hold_the_chosen_and_nobody_foreign(enter: Enter, sqlite_world: World) -> None:
    text = enter("foreign").get(f"/export/map.csv?outline={EVERYWHERE}", buffered=True).text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["contact"] for row in rows] == ["Alpen Werk"]
    book = openpyxl.load_workbook(
        io.BytesIO(enter("foreign").get(f"/export/map.xlsx?outline={EVERYWHERE}", buffered=True).data)
    )
    assert [row[0].value for row in book["contacts"].iter_rows()] == ["contact", "Alpen Werk"]
    assert enter("foreign").get("/export/map.csv").status_code == 400
