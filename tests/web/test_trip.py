"""A trip as a page and as files: what a person may take along."""

import csv
import io

from dash import html

from components.language import use_locale
from components.trip import body
from data.session import Database
from tests.components.tree import says
from tests.web.conftest import Enter
from tests.world import TODAY, World
from web.trip import trip_of

AROUND_MILAN = "town=Milano&country=IT&km=400&on=2026-12-01"


def test_a_trip_is_a_list_in_visiting_order_with_its_way(sqlite_database: Database, sqlite_world: World) -> None:
    trip = trip_of(sqlite_database, sqlite_world.principal("executive"), f"?{AROUND_MILAN}")
    assert trip is not None
    with use_locale("en"):
        parts = body(trip, {}, TODAY, may_export=True)
    said = says(html.Div(parts))
    assert trip.stops[0].name == "Beta Meccanica"
    assert all(stop.name in said for stop in trip.stops)


def test_the_files_hold_the_stops_and_nobody_foreign(enter: Enter, sqlite_world: World) -> None:
    def names(login: str) -> list[str]:
        text = enter(login).get(f"/export/trip.csv?{AROUND_MILAN}", buffered=True).text
        return [row["contact"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]

    assert set(names("foreign")) <= {"Alpen Werk"}
    assert "Alpen Werk" not in names("manager")
    calendar = enter("executive").get(f"/export/trip.ics?{AROUND_MILAN}", buffered=True).text
    assert calendar.count("BEGIN:VEVENT") == len(names("executive")) > 1
    assert "DTSTART;VALUE=DATE:20261201\r\n" in calendar
    assert enter("executive").get("/export/trip.csv").status_code == 400
