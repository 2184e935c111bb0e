"""What changed since, as a panel beside the outlook: the waterfall, and the largest change in words."""

from collections.abc import Mapping
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.forecast import waterfall
from components.forecast.changes_words import called, happened
from components.language import gettext as _
from components.overview.panel import Filled
from components.overview.words import mark, marked
from components.plot import MODES, plot
from domain.changes import Bridge, Deal, Effect

NAME = "changes"


def changes_panel(bridge: Bridge, deals: Mapping[int, Deal], name: str = NAME) -> Filled:
    """Return the waterfall with the largest change below it; the panel's title says since when."""
    caption = _("Effect on the weighted pipeline since {day}", day=formats.long_day(bridge.since))
    return Filled(caption, drawing(bridge, name), _foot(bridge, deals))


def drawing(bridge: Bridge, name: str = NAME) -> html.Div:
    """Return the waterfall."""
    figures = {mode: waterfall.figure(bridge, mode) for mode in MODES}
    return plot(name, figures, waterfall.spoken(bridge), waterfall.height(bridge))


def link(effect: Effect, deals: Mapping[int, Deal]) -> html.A:
    """Return the way to a deal."""
    name = called(deals.get(effect.opportunity_id), effect)
    return html.A(name, href=f"/opportunity/{effect.opportunity_id}", **attributes(data_cd_nav="filtered"))


def _foot(bridge: Bridge, deals: Mapping[int, Deal]) -> list[Any]:
    if not bridge.largest:
        return [_("Nothing changed.")]
    first = bridge.largest[0]
    text = _("Largest: {deal} {what}.", deal=mark("deal"), what=happened(first, bridge))
    return marked(text, {"deal": link(first, deals)})
