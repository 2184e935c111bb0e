"""The small map of a contact: the towns around, and the point itself, which can be a pin to move."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from dash import html

from components import formats
from components.attributes import attributes
from components.language import gettext as _
from domain.contact import ContactDetail
from domain.contact_page import Town


def small_map(detail: ContactDetail, towns: Sequence[Town], *, pin: bool = False) -> list[Any]:
    """Return the place that assets/89-place-map.js draws on; a `pin` is dragged and fills the fields of its dialog."""
    fields = detail.fields
    if fields.latitude is None or fields.longitude is None:
        return []
    drawn: Mapping[str, object] = {
        "latitude": fields.latitude, "longitude": fields.longitude, "precision": fields.geo_precision,
        "towns": [[town.name, town.latitude, town.longitude] for town in towns],
    }  # fmt: skip
    position = f"{formats.number(fields.latitude, 4)}°, {formats.number(fields.longitude, 4)}°"
    near = ", ".join(town.name for town in towns[:3])
    label = _("{position}, near {towns}", position=position, towns=near) if near else position
    known = attributes(data_cd_map=msgspec.json.encode(drawn).decode(), aria_label=label)
    known |= attributes(data_cd_pin="") if pin else {}
    return [html.Div(className="cd-placemap", role="img", **known)]
