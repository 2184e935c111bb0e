"""Who waits for a visit around a place: as the rules say, and only what the person sees."""

from datetime import timedelta

import pytest

from data.queries.reporting import Converter
from data.queries.trip import start_at, waiting_around
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.session import Database, Session
from domain.errors import NotFound
from domain.filter import PipelineFilter
from domain.staleness import IdleLevel, idle_days, idle_level
from tests.world import TODAY, World

MILANO = (45.46, 9.19)
ACROSS_ITALY = 1000


def test_the_stops_are_the_contacts_with_stale_or_late_opportunities_that_a_person_sees(
    database: Database, world: World
) -> None:
    later = TODAY + timedelta(days=20)  # so that some wait and some do not
    with database.read() as session:
        deals = session.query(Opportunity).all()
        for login in world.principals:
            person = world.principal(login)
            waiting: dict[int, int] = {}
            for deal in deals:
                seen = person.reaches(company_id=deal.company_id, team_id=deal.team_id, owner_id=deal.owner_id)
                stale = idle_level(idle_days(deal.last_activity_on, deal.created_on, later)) is IdleLevel.STALE
                late = deal.expected_order_on is not None and deal.expected_order_on < later
                if seen and deal.outcome == "open" and (stale or late) and deal.contact_id:
                    waiting[deal.contact_id] = waiting.get(deal.contact_id, 0) + 1
            converter = Converter(session, "EUR", TODAY)
            found = waiting_around(session, person, PipelineFilter(), (MILANO, ACROSS_ITALY), converter, today=later)
            assert {stop.contact_id: stop.totals.count for stop in found} == waiting, login


def test_only_those_within_the_radius_are_stops_also_across_the_date_line(
    sqlite_database: Database, sqlite_world: World
) -> None:
    world, later = sqlite_world, TODAY + timedelta(days=400)

    def names(at: tuple[float, float], kilometres: float) -> set[str]:
        with sqlite_database.read() as session:
            person, converter = world.principal("executive"), Converter(session, "EUR", TODAY)
            stops = waiting_around(session, person, PipelineFilter(), (at, kilometres), converter, today=later)
            return {stop.name for stop in stops}

    assert names(MILANO, 20) == {"Beta Meccanica"}
    assert "Delta Sud" not in names(MILANO, 300)

    def move(session: Session) -> None:
        contact = session.get_one(Contact, world.contacts["Delta Sud"])
        contact.latitude, contact.longitude = -17.0, -179.9

    sqlite_database.run(move)
    assert names((-17.0, 179.9), 50) == {"Delta Sud"}


def test_a_trip_does_not_start_at_a_contact_of_another_company(sqlite_database: Database, sqlite_world: World) -> None:
    with sqlite_database.read() as session:
        foreign = sqlite_world.contacts["Alpen Werk"]
        assert start_at(session, sqlite_world.principal("executive"), foreign)[0] == "Alpen Werk"
        with pytest.raises(NotFound):
            start_at(session, sqlite_world.principal("manager"), foreign)
