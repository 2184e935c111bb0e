"""The page on which contacts are placed: address, what the gazetteer proposes and how sure that is, and typing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.contacts.words import plain_link, precision
from components.dialog import field, pair
from components.document.parts import Parts
from components.forms import choice, dialog, hidden, opener, record, sending, text
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import DASH, country, place
from domain.countries import COUNTRY_NAMES
from domain.geography import Place

PARTS = Parts("places")
PATH = "/map/addresses"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A contact to be placed, as it is listed; `at` names contact and version, `found` is where it would go."""

    id: int
    at: str
    name: str
    address: tuple[str | None, ...]
    country_code: str | None
    geo_precision: str
    found: Place | None


def places_body(rows: Sequence[Proposal], count: int, request_key: str, *, changeable: bool) -> html.Div:
    """Return the list with its buttons; `count` is how many there are in all."""
    if not rows:
        return html.Div(html.P(_("Every contact is on the map, in its town or better."), className="cd-mut"))
    facts = {"id": 0, "version": 0, "request_key": request_key}
    said = ngettext("{n} contact without a place in its town", "{n} contacts without a place in their town", count)
    better = [row for row in rows if row.found]
    everyone = []
    if changeable and better:
        label = ngettext("Accept {n} proposal", "Accept {n} proposals", len(better))
        at = ",".join(row.at for row in better)
        everyone = [sending("accept", [icon("check2"), label], {"contacts": at}, "btn btn-primary")]
    head = html.Div([html.H2(said, className="cd-trip__title", role="status"), *everyone], className="cd-trip__head")
    return record(PARTS, facts, [head, _table(rows, changeable=changeable), *_dialogs(changeable=changeable)], "")


def _table(rows: Sequence[Proposal], *, changeable: bool) -> html.Div:
    heads = [_("Contact"), _("Address"), _("Now"), _("Proposal"), *([_("Place it")] if changeable else [])]
    head = html.Tr([html.Th(label, scope="col") for label in heads])
    body = [_row(row, changeable=changeable) for row in rows]
    caption = html.Caption(_("Contacts to be placed"), className="visually-hidden")
    table = html.Table([caption, html.Thead(head), html.Tbody(body)], className="cd-table")
    region = attributes(aria_label=_("Contacts to be placed"))
    return html.Div(
        html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **region), className="card cd-places"
    )


def _row(row: Proposal, *, changeable: bool) -> html.Tr:
    cells: list[Any] = [
        html.Th(plain_link(row.name, f"/contact/{row.id}", "cd-table__link"), scope="row"),
        html.Td(place(*row.address, country(row.country_code)) or DASH),
        html.Td(precision(row.geo_precision, None), className="cd-mut cd-small"),
        html.Td(_proposal(row.found)),
    ]
    if changeable:
        cells.append(html.Td(html.Div(_buttons(row), className="cd-trip__field")))
    return html.Tr(cells)


def _proposal(found: Place | None) -> Any:
    if found is None or found.latitude is None or found.longitude is None:
        return html.Span(_("nothing better known"), className="cd-mut")
    position = f"{formats.number(found.latitude, 2)}°, {formats.number(found.longitude, 2)}°"
    said = html.Span(precision(found.precision.value, None), className="cd-mut cd-small")
    return [html.Span(f"{found.name} ({position})", className="cd-n"), html.Br(), said]


def _buttons(row: Proposal) -> list[Any]:
    town = next((part for part in row.address[-2:-1] if part), "")
    filled = {"contact": row.at, "town": town, "country": row.country_code or "", "latitude": "", "longitude": ""}
    typed = opener(PARTS, "place", _("By hand"), "pencil", style="btn-sm btn-outline-secondary", fill=filled)
    if row.found is None:
        return [typed]
    label = [icon("check2"), _("Accept")]
    named = _("Accept the proposal for {name}", name=row.name)
    return [sending("accept", label, {"contacts": row.at}, "btn btn-sm btn-outline-secondary", named), typed]


def _dialogs(*, changeable: bool) -> list[html.Dialog]:
    if not changeable:
        return []
    codes = [line[:2] for line in COUNTRY_NAMES.splitlines()]
    countries = sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1])
    hint = _("Latitude and longitude in degrees go before the town. What is placed by hand is never overwritten.")
    rows = [
        *hidden("contact"),
        pair(field(_("Town"), text("town", longest=120)), field(_("Country"), choice("country", countries, None))),
        pair(
            field(_("Latitude"), text("latitude", mode="decimal", longest=20)),
            field(_("Longitude"), text("longitude", mode="decimal", longest=20)),
        ),
        html.P(hint, className="cd-mut cd-small"),
    ]
    return [dialog(PARTS, "place", _("Place by hand"), rows, _("Save"))]
