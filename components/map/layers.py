"""The menu of what the map can show besides what is open, and the ways to a trip and to the contacts without a place."""

import json

from dash import html
from dash.development.base_component import Component

from components.attributes import attributes
from components.contacts import places
from components.contacts.words import plain_link
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.trip import PATH as TRIP
from domain.map import Layer

LAYERS = "map-layers"
TRIP_LINK = "map-trip"


def map_bar(nowhere: int) -> html.Div:
    """Return what stands above the map: how many contacts have no place at all, with the way to place them, and the menu."""
    said = ngettext("{n} contact without a place: fix", "{n} contacts without a place: fix", nowhere)
    way = plain_link([icon("geo-alt"), said], places.PATH, "btn btn-sm btn-outline-secondary")
    return html.Div([*([way] if nowhere else []), _menu()], className="cd-mapbar")


def _menu() -> html.Details:
    """Return the menu, which assets/96-map-layers.js fills."""
    way: list[Component | str] = [icon("signpost-split"), _("Plan a trip around here")]
    link = html.A(way, id=TRIP_LINK, href=TRIP, className="cd-maplayers__link", **attributes(data_cd_nav="plain"))
    head = html.Summary([icon("layers"), _("Layers")], className="btn btn-sm btn-outline-secondary")
    boxes = html.Div(id=LAYERS, role="group", **attributes(aria_label=_("Layers"), data_words=json.dumps(layer_text())))
    return html.Details([head, html.Div([boxes, link], className="cd-maplayers__menu")], className="cd-maplayers")


def layer_text() -> dict[str, str]:
    """Return the words of the menu and of what it shows, each layer by its name."""
    return {
        Layer.REGIONS.value: _("Totals by region"),
        Layer.CLOSED.value: _("Won and lost in twelve months"),
        Layer.WHITE.value: _("Contacts with nothing open"),
        Layer.VISITS.value: _("Own next appointments"),
        "zones": _("Territories"),
        "no_zone": _("Without a territory"),
        "won": _("{n} won"),
        "lost": _("{n} lost"),
        "nothing": _("nothing open"),
        "contacts_one": _("{n} contact"),
        "contacts_many": _("{n} contacts"),
    }
