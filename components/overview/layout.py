"""The layout: the whole page at once with placeholders, for the callbacks to fill."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components.attributes import attributes
from components.language import gettext as _
from components.overview import funnel, lead, moved, tiles
from components.overview.panel import open_link, panel

LEAD, TILES = "overview-lead", "overview-tiles"
CHART, MOVED, FUNNEL = "overview-chart", "overview-moved", "overview-funnel"
LARGEST, STALE, LATE = "overview-largest", "overview-stale", "overview-late"
EMPTY = "overview-empty"
CHART_ROWS, LIST_ROWS = 9, 5


def layout(pipelines: Sequence[tuple[int, str]], *, board: str, since: date, first: date, last: date) -> list[Any]:
    """Return the page's main content; `board` is the invoicing board of the same filter, `since` the day to begin with."""
    return [
        html.Div(id=EMPTY, className="cd-ovempty"),
        html.Div(
            [
                html.Section(
                    lead.empty(),
                    id=LEAD,
                    className="card cd-c12 cd-lead",
                    **attributes(aria_label=_("In one sentence")),
                ),
                html.Section(
                    tiles.skeleton(), id=TILES, className="cd-kpis cd-c12", **attributes(aria_label=_("Key figures"))
                ),
                panel(CHART, _("Invoicing against target"), 7, [open_link(_("Open board"), board)], CHART_ROWS),
                panel(MOVED, _("What moved"), 5, moved.tools(since, first, last)),
                panel(FUNNEL, _("Funnel"), 7, funnel.tools(pipelines)),
                panel(LARGEST, _("Largest open, by weighted value"), 5),
                panel(STALE, _("Nobody was in touch"), 6, rows=LIST_ROWS),
                panel(LATE, _("Expected order date is over"), 6, rows=LIST_ROWS),
            ],
            className="cd-grid",
        ),
    ]
