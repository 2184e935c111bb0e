"""The map's queries against the small known company: scope, filters, totals and layers, on both engines."""

import sys
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from data.queries import map as places
from data.queries.map import Asked, Picture
from data.queries.matching import conditions
from data.queries.reporting import Converter
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.access import Principal
from domain.board import Totals
from domain.errors import NotFound
from domain.filter import PipelineFilter
from domain.map import Bounds, Ring, RowSort, View
from domain.outcome import Outcome
from tests.world import TODAY, World

ITALY = View(Bounds(6.5, 36.0, 19.0, 47.1), 6)
drawing = sys.modules["data.queries.map.picture"]  # the package names its function so
LOGINS = ("administrator", "manager", "sales", "other_team", "foreign")
FILTERS = (
    PipelineFilter(),
    PipelineFilter(percent_min=50),
    PipelineFilter(text="press"),
    PipelineFilter(currency="CHF"),
)


def shown(session: Session, person: Principal, wanted: PipelineFilter, view: View, ring: Ring = Ring.STAGE) -> Picture:
    return places.picture(session, person, wanted, view, ring, Converter(session, wanted.currency or "EUR", TODAY))


def expected(session: Session, person: Principal, wanted: PipelineFilter, view: View) -> dict[int, list[Opportunity]]:
    """Look at every opportunity in turn and return those in view by contact."""
    found: dict[int, list[Opportunity]] = {}
    for deal in session.query(Opportunity).where(*conditions(session, person, wanted, Outcome.OPEN)):
        contact = session.get(Contact, deal.contact_id)
        place = (contact.latitude, contact.longitude) if contact else (None, None)
        if contact and place[0] and place[1] and view.bounds.holds(place[0], place[1]):
            found.setdefault(contact.id, []).append(deal)
    return found


@pytest.mark.parametrize("login", LOGINS)
def test_marks_rows_and_totals_are_those_of_the_opportunities_within_reach(
    database: Database, world: World, login: str
) -> None:
    person = world.principal(login)
    with database.read() as session:
        for wanted in FILTERS:
            for view in (View(), ITALY, replace(ITALY, zoom=12)):
                known = expected(session, person, wanted, view)
                found = shown(session, person, wanted, view)
                assert found.contacts == len(known) == sum(mark.contacts for mark in found.marks)
                assert found.totals.count == sum(map(len, known.values()))
                assert found.totals.count == sum(mark.totals.count for mark in found.marks)
                assert {mark.contact_id for mark in found.marks} <= known.keys() | {0}
                converter = Converter(session, wanted.currency or "EUR", TODAY)
                rows = places.listing(session, person, wanted, Asked(view.bounds), converter)
                assert {row.contact_id: row.totals.count for row in rows} == {id_: len(d) for id_, d in known.items()}
                assert sum((row.totals for row in rows), Totals()).net_minor == pytest.approx(
                    found.totals.net_minor, abs=5
                )


def test_each_ring_has_the_whole_of_its_mark(database: Database, world: World) -> None:
    with database.read() as session:
        for ring in Ring:
            found = shown(session, world.principal("administrator"), PipelineFilter(), View(), ring)
            assert sum(share.net_minor for share in found.classes) == pytest.approx(found.totals.net_minor, abs=5)
            for mark in found.marks:
                assert sum(share.net_minor for share in mark.shares) == mark.totals.net_minor
                assert sum(share.opportunities for share in mark.shares) == mark.totals.count


def test_contacts_apart_from_each_other_part_when_one_comes_nearer(sqlite_database: Database, world: World) -> None:
    with sqlite_database.read() as session:
        far = shown(session, world.principal("administrator"), PipelineFilter(), View())
        near = shown(session, world.principal("administrator"), PipelineFilter(), View(zoom=9))
        assert len(far.marks) < len(near.marks) == 5
        assert {mark.contact_id for mark in near.marks} == set(world.contacts.values())
        alfa = next(mark for mark in near.marks if mark.contact_id == world.contacts["Officine Alfa"])
        assert (alfa.latitude, alfa.longitude, alfa.totals) == (45.07, 7.69, Totals(2, 16_500_050, 7_125_012))


def test_the_list_is_ordered_and_searched_by_name_or_city(sqlite_database: Database, world: World) -> None:
    person = world.principal("administrator")
    with sqlite_database.read() as session:
        converter = Converter(session, "EUR", TODAY)

        def names(**wanted: object) -> list[str]:
            asked = replace(Asked(View().bounds), **wanted)  # type: ignore[arg-type]  # each names a field
            found = places.listing(session, person, PipelineFilter(), asked, converter)
            assert places.listed(session, person, PipelineFilter(), asked) >= len(found)
            return [row.name for row in found]

        assert names() == ["Delta Sud", "Officine Alfa", "Gamma Presse", "Alpen Werk", "Beta Meccanica"]
        assert names(sort=RowSort.STALE)[0] == "Delta Sud"
        assert names(text="napoli") == ["Delta Sud"]
        assert names(text="alfa") == ["Officine Alfa"]
        assert names(limit=2) == ["Delta Sud", "Officine Alfa"]


def test_a_popup_lists_what_its_mark_counts_and_is_refused_out_of_reach(database: Database, world: World) -> None:
    with database.read() as session:
        converter = Converter(session, "EUR", TODAY)
        alfa, alpen = world.contacts["Officine Alfa"], world.contacts["Alpen Werk"]
        found = places.popup(session, world.principal("sales"), PipelineFilter(), alfa, converter)
        assert [deal.title for deal in found.deals] == ["Hydraulic press", "Robot cell"]
        assert (found.name, found.stars, found.address, found.totals.net_minor) == (
            "Officine Alfa", 5, ("Torino",), 16_500_050,
        )  # fmt: skip
        with pytest.raises(NotFound):
            places.popup(session, world.principal("sales"), PipelineFilter(), alpen, converter)


def test_what_is_closed_empty_or_planned_stays_within_reach(database: Database, world: World) -> None:
    with database.read() as session:
        converter = Converter(session, "EUR", TODAY)
        everyone, sales = world.principal("administrator"), world.principal("sales")
        done = places.closed(session, everyone, PipelineFilter(percent_min=50), View(), converter, TODAY)
        assert done.totals.count == 5
        assert {share.key for share in done.classes} == {"won", "lost"}
        near = places.closed(session, sales, PipelineFilter(), View(), converter, TODAY)
        assert near.totals.count == 2
        empty = places.white_spots(session, sales, PipelineFilter(), View(zoom=9))
        assert {mark.contact_id for mark in empty} == {world.contacts["Delta Sud"]}
        assert all(visit.due_on >= TODAY for visit in places.visits(session, sales, TODAY))


def test_territories_and_regions_add_up_to_the_same(database: Database, world: World) -> None:
    with database.read() as session:
        converter = Converter(session, "EUR", TODAY)
        for login in LOGINS:
            person = world.principal(login)
            whole = shown(session, person, PipelineFilter(), View())
            for found in (
                places.territories(session, person, PipelineFilter(), converter),
                places.regions(session, person, PipelineFilter(), converter),
            ):
                assert sum(one.contacts for one in found) == whole.contacts
                assert sum((one.totals for one in found), Totals()).count == whole.totals.count


def test_what_is_kept_for_many_contacts_says_the_same_as_the_tables(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[tuple[object, ...], object] = {}
    for few in (2000, 0):
        monkeypatch.setattr(drawing, "FEW", few)
        with database.read() as session:
            converter = Converter(session, "EUR", TODAY)
            for login in LOGINS:
                person = world.principal(login)
                for view in (View(), ITALY, View(Bounds(100.0, 0.0, -100.0, 60.0), 3)):
                    for ring, sort in zip(Ring, (*RowSort, RowSort.NET), strict=True):
                        found = shown(session, person, PipelineFilter(), view, ring)
                        asked = Asked(view.bounds, sort, ring=ring)
                        rows = places.listing(session, person, PipelineFilter(), asked, converter)
                        # Of a middle the last bit depends on the order in which it is added up.
                        marks = [
                            replace(mark, latitude=round(mark.latitude, 9), longitude=round(mark.longitude, 9))
                            for mark in found.marks
                        ]
                        told = (marks, found.contacts, found.totals, found.classes, rows)
                        assert kept.setdefault((login, view, ring, sort), told) == told
