"""The page of a trip: the start, the day and the radius, the stops in order, and the ways to take them along."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from dash import html

from components import formats
from components.attributes import attributes
from components.contacts.words import plain_link
from components.forms import Options, choice, text
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import amount, country, place
from domain.trip import RADII, Trip, TripWish

PATH = "/map/trip"
STOPS = "trip-stops"
EXPORT = "/export/trip"


def bar(wish: TripWish, countries: Options) -> html.Div:
    """Return what a trip is asked for with; each change is read from the address."""
    radii = [(km, _("{number} km", number=formats.number(km))) for km in sorted({*RADII, wish.km})]
    fields = [
        _field(_("Start in"), text("town", wish.town, longest=60)),
        _field(_("Country"), choice("country", countries, wish.country or None)),
        _field(_("Day"), text("on", wish.on.isoformat(), kind="date")),
        _field(_("Within"), choice("km", radii, wish.km, empty=None)),
    ]
    form = html.Form(
        fields, className="cd-listform", role="search", **attributes(data_cd_list="", aria_label=_("Plan a trip"))
    )
    return html.Div([form], className="cd-filters cd-listbar")


def hint() -> html.P:
    """Say what to fill in."""
    said = _("Name a town and its country: contacts around it that wait for a visit are put in a sensible order.")
    return html.P(said, className="cd-mut")


def body(trip: Trip, query: dict[str, str], today: date, *, may_export: bool) -> list[Any]:
    """Return the trip: its sum, the way as a sketch, its stops in order, and the files."""
    if not trip.stops:
        said = _("Nobody within {number} km of {place} waits for a visit.", number=str(trip.wish.km), place=trip.start)
        return [html.P(said, className="cd-mut")]
    query = query | {"on": trip.wish.on.isoformat()}
    sketch = html.Div(className="cd-trip__map", **attributes(data_cd_trip=_points(trip), aria_hidden="true"))
    return [
        html.Div([html.H2(_title(trip, today), className="cd-trip__title"), *(_files(query) if may_export else [])],
                 className="cd-trip__head"),
        html.Div([_list(trip), sketch], className="cd-trip"),
        *_notes(trip),
    ]  # fmt: skip


def _title(trip: Trip, today: date) -> str:
    count = ngettext("{n} stop", "{n} stops", len(trip.stops))
    way = _("{number} km", number=formats.number(sum(stop.km for stop in trip.stops)))
    return _("{day}: {stops} from {place}, {way} as the crow flies",
             day=formats.day(trip.wish.on, today), stops=count, place=trip.start, way=way)  # fmt: skip


def _list(trip: Trip) -> html.Div:
    heads = [
        (_("Stop"), True), (_("Contact"), False), (_("Place"), False), (_("Way"), True), (_("Waits for"), False),
        (_("Net in {currency}", currency=trip.currency), True),
    ]  # fmt: skip
    head = html.Tr([html.Th(label, scope="col", className="num" if number else None) for label, number in heads])
    rows = [_row(number, trip) for number in range(len(trip.stops))]
    caption = html.Caption(_("Stops in visiting order"), className="visually-hidden")
    table = html.Table([caption, html.Thead(head), html.Tbody(rows)], className="cd-table")
    region = attributes(aria_label=_("Stops in visiting order"))
    return html.Div(html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **region), className="card")


def _row(number: int, trip: Trip) -> html.Tr:
    stop = trip.stops[number]
    waits = [_("{days} without contact", days=formats.days(stop.days))]
    if stop.late:
        waits.append(ngettext("{n} late order", "{n} late orders", stop.late))
    return html.Tr([
        html.Td(formats.number(number + 1), className="num cd-n"),
        html.Th(plain_link(stop.name, f"/contact/{stop.contact_id}", "cd-table__link"), scope="row"),
        html.Td(place(stop.city, country(stop.country))),
        html.Td(_("{number} km", number=formats.number(stop.km)), className="num cd-n"),
        html.Td(", ".join(waits), className="cd-n"),
        html.Td(f"{amount(stop.totals.net_minor, trip.currency)} · {formats.number(stop.totals.count)}",
                className="num cd-n"),
    ])  # fmt: skip


def _files(query: dict[str, str]) -> list[Any]:
    search = urlencode(query)
    return [
        html.A([icon("calendar-event"), _("Calendar")], href=f"{EXPORT}.ics?{search}", className="btn btn-outline-secondary"),
        html.A([icon("download"), "CSV"], href=f"{EXPORT}.csv?{search}", className="btn btn-outline-secondary"),
    ]  # fmt: skip


def _notes(trip: Trip) -> list[Any]:
    said = []
    if trip.left_out:
        said.append(ngettext("{n} more contact waits there, with a smaller amount.",
                             "{n} more contacts wait there, with smaller amounts.", trip.left_out))  # fmt: skip
    if trip.rates_on:
        said.append(_("Rates of {day}", day=formats.long_day(trip.rates_on)))
    return [html.P(line, className="cd-mut cd-small") for line in said]


def _points(trip: Trip) -> str:
    points = [list(trip.point), *([stop.latitude, stop.longitude] for stop in trip.stops)]
    return msgspec.json.encode(points).decode()


def _field(label: str, control: Any) -> html.Label:
    return html.Label([html.Span(label, className="cd-small cd-mut"), control], className="cd-trip__field")
