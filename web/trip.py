"""A trip: planned from the address of its page, and taken along as calendar entries or a list."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from flask import Blueprint, Response, request

from components import formats
from components.opportunity.words import country, place
from data.queries.contacts import choices_of
from data.queries.export import Cell, Heading
from data.queries.reporting import Converter, reporting_currency
from data.queries.trip import start_at, waiting_around
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import PlaceNotFound
from domain.geography import GeoPrecision
from domain.money import Money
from domain.trip import MOST_STOPS, Point, Stop, Trip, TripWish, planned
from web import exports, filters, router, session
from web.activities.icalendar import MIMETYPE, escaped, folded
from web.places import gazetteer
from web.routes import needs

doors = Blueprint("trip", __name__)

HEADINGS: Final = (
    Heading("stop", "count"), Heading("contact"), Heading("city"), Heading("country"), Heading("latitude"),
    Heading("longitude"), Heading("km"), Heading("opportunities", "count"), Heading("late", "count"),
    Heading("idle_days", "count"), Heading("currency"), Heading("net", "money"), Heading("weighted", "money"),
)  # fmt: skip


def countries(database: Database, principal: Principal) -> list[tuple[str, str]]:
    """Return the countries in which there are contacts, by name."""
    with database.read() as reading:
        codes = choices_of(reading, principal).countries
    return sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1])


def trip_of(database: Database, principal: Principal, search: str | None) -> Trip | None:
    """Return the trip that an address asks for, None when it names no start.

    Raises BadFilter, NotFound, PlaceNotFound, RateMissing.
    """
    today = clock.today(principal.time_zone)
    wish = TripWish.from_query(router.read_search(search), today)
    if not wish.asked:
        return None
    wanted = filters.of_search(search, principal.time_zone)
    with database.read() as reading:
        name, point = _start(reading, principal, wish)
        if point is None:
            raise PlaceNotFound(text=name)
        currency = reporting_currency(reading, principal, wanted)
        converter = Converter(reading, currency, today)
        found = waiting_around(reading, principal, wanted, (point, wish.km), converter, today=today)
    stops = planned(point, found[:MOST_STOPS])
    return Trip(wish, name, point, stops, len(found) - len(stops), currency, converter.rates_on)


def _start(reading: Session, principal: Principal, wish: TripWish) -> tuple[str, Point | None]:
    """Return the name and position of the start; a town that was typed goes before what a link brought along."""
    if wish.town:
        found = gazetteer().locate(wish.town, None, wish.country)
        if found.precision is not GeoPrecision.CITY or found.latitude is None or found.longitude is None:
            raise PlaceNotFound(text=wish.town)
        return place(found.name, country(wish.country)), (found.latitude, found.longitude)
    if wish.start_id is not None:
        return start_at(reading, principal, wish.start_id)
    latitude, longitude = wish.at or (0.0, 0.0)
    return f"{formats.number(latitude, 4)}°, {formats.number(longitude, 4)}°", wish.at


@doors.get("/export/trip.csv")
@needs(Permission.EXPORT)
def trip_csv() -> Response:
    """Answer with the stops as CSV. Raises as `trip_of` does."""
    trip = _asked()
    rows = (_cells(number, stop, trip.currency) for number, stop in enumerate(trip.stops, 1))
    return exports.attached(exports.csv_text(rows, HEADINGS), "text/csv", f"trip-{trip.wish.on}.csv")


@doors.get("/export/trip.ics")
@needs(Permission.EXPORT)
def trip_ics() -> Response:
    """Answer with the stops as entries of their day in a calendar (RFC 5545). Raises as `trip_of` does."""
    trip = _asked()
    lines = [*_calendar(trip, request.url_root.rstrip("/"), clock.now())]
    text = "".join(f"{folded(line)}\r\n" for line in lines)
    return exports.attached(iter([text]), MIMETYPE, f"trip-{trip.wish.on}.ics")


def _asked() -> Trip:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    trip = trip_of(session.database(), principal, request.query_string.decode("utf-8", "replace"))
    if trip is None:
        raise PlaceNotFound(text="")
    return trip


def _cells(number: int, stop: Stop, currency: str) -> tuple[Cell, ...]:
    net, weighted = (Money(minor, currency) for minor in (stop.totals.net_minor, stop.totals.weighted_minor))
    at = (f"{stop.latitude:.5f}", f"{stop.longitude:.5f}", f"{stop.km:.1f}")
    counts = (stop.totals.count, stop.late, stop.days)
    return number, stop.name, stop.city, stop.country, *at, *counts, currency, net, weighted


def _calendar(trip: Trip, address: str, now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Caudal//Trip//EN", "CALSCALE:GREGORIAN")
    for number, stop in enumerate(trip.stops, 1):
        yield from _entry(trip.wish.on, number, stop, address, now)
    yield "END:VCALENDAR"


def _entry(on: date, number: int, stop: Stop, address: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:trip-{on:%Y%m%d}-{stop.contact_id}@caudal"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'{number}. {stop.name}')}"
    yield f"LOCATION:{escaped(place(stop.city, country(stop.country)))}"
    yield f"GEO:{stop.latitude:.5f};{stop.longitude:.5f}"
    yield f"URL:{address}/contact/{stop.contact_id}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
