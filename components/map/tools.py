"""What lies over the map: zoom and fit, the legend with what the rings stand for, and whose shapes these are."""

import json
from typing import Any

from dash import html

from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _

ZOOM_IN, ZOOM_OUT, FIT = "map-zoom-in", "map-zoom-out", "map-fit"
LEGEND = "map-legend"


def map_tools() -> list[Any]:
    """Return the controls; assets/95-map-tools.js gives them their effect and fills the legend."""
    buttons = (
        (ZOOM_IN, "plus-lg", _("Zoom in")),
        (ZOOM_OUT, "dash-lg", _("Zoom out")),
        (FIT, "arrows-fullscreen", _("Fit all contacts")),
    )
    controls = [
        html.Button(
            icon(name), id=key, type="button", title=label, className="cd-iconbtn", **attributes(aria_label=label)
        )
        for key, name, label in buttons
    ]
    legend = html.Div(
        id=LEGEND,
        className="cd-maplegend",
        role="group",
        **attributes(aria_label=_("Legend"), data_words=json.dumps(tools_text())),
    )
    return [
        html.Div(controls, className="cd-mapctl"),
        legend,
        html.Div("Natural Earth · © GeoNames", className="cd-mapattr"),
    ]


def tools_text() -> dict[str, str]:
    """Return the words of legend and marks; the browser fills the {parts} and picks _one or _many."""
    return {
        "ring": _("Ring"),
        "ring_stage": _("Stage"),
        "ring_probability": _("Probability"),
        "ring_age": _("Age"),
        "ring_owner": _("Owner"),
        "size": _("Size: net value"),
        "contacts_one": _("{n} contact"),
        "contacts_many": _("{n} contacts"),
        "opportunities_one": _("{n} opportunity"),
        "opportunities_many": _("{n} opportunities"),
        "shared": _("at one place"),
        "no_map": _("This browser cannot draw the map. The list holds the same contacts."),
    }
