"""The analysis of the pipeline: where it stops, how long it takes, what it brings, what it hangs on."""

from typing import Any
from urllib.parse import urlencode

from dash import Input, html

from components import shell
from components.forecast.tabs import tabs
from components.language import gettext as _
from components.overview.panel import Filled, panel
from domain.access import Permission
from metrics import frames
from pages.analysis import flow, money
from web import analysis, chrome, router, session
from web.guard import callback

PATH = "/forecast/analysis"
FUNNEL, STAYS, COHORTS, LOST, WON = (f"analysis-{name}" for name in ("funnel", "stays", "cohorts", "lost", "won"))
VELOCITY, COVERAGE, SLIP, VARIANCE = (f"analysis-{name}" for name in ("velocity", "coverage", "slip", "variance"))

router.register(__name__, PATH, lambda: _("Pipeline analysis"), Permission.SEE_PIPELINE)


def layout(**query: str) -> html.Div:
    """Return the page with its filters at once; every panel is filled by a callback."""
    frames.load()
    with session.database().read() as reading:
        view = analysis.View.of_pipeline(reading, session.principal(), urlencode(query))
    panels = [
        panel(FUNNEL, _("Funnel"), 12),
        panel(STAYS, _("Stays in stages"), 6),
        panel(VELOCITY, _("Velocity"), 6),
        panel(COHORTS, _("Cohorts by month of creation"), 6, rows=9),
        panel(COVERAGE, _("Coverage by month"), 6, rows=9),
        panel(LOST, _("Why opportunities are lost"), 6),
        panel(VARIANCE, _("What owns the uncertainty"), 6),
        panel(WON, _("Why opportunities are won"), 6),
        panel(SLIP, _("How late they come"), 6),
    ]
    return chrome.filtered_page(
        [tabs(PATH), html.Div(panels, className="cd-grid")],
        path=PATH,
        title=_("Pipeline analysis"),
        query=query,
        class_name="cd-overview",
        pipelines=view.choice,
    )


@callback(
    *analysis.parts(FUNNEL),
    *analysis.parts(STAYS),
    *analysis.parts(COHORTS),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_flow(search: str | None) -> tuple[Any, ...]:
    """Draw how far opportunities come, how long it takes, and what becomes of those that start together."""
    of_pipeline = analysis.View.of_pipeline
    return (
        *analysis.filled(search, flow.funnel_of, _itself, view=of_pipeline),
        *analysis.filled(search, flow.stays_of, _itself, view=of_pipeline),
        *analysis.filled(search, flow.cohorts_of, _itself),
    )


@callback(
    *analysis.parts(LOST),
    *analysis.parts(WON),
    *analysis.parts(SLIP),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_reasons(search: str | None) -> tuple[Any, ...]:
    """Draw why opportunities end as they do, and how late they come."""
    return (
        *analysis.filled(search, flow.reasons_of, lambda both: both[0], lambda both: both[1]),
        *analysis.filled(search, money.slip_of, _itself),
    )


@callback(
    *analysis.parts(VELOCITY),
    *analysis.parts(COVERAGE),
    *analysis.parts(VARIANCE),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_money(search: str | None) -> tuple[Any, ...]:
    """Draw what opportunities bring a day, what the coming months lack, and what the pipeline hangs on."""
    return (
        *analysis.filled(search, money.velocity_of, _itself),
        *analysis.filled(search, money.coverage_of, _itself),
        *analysis.filled(search, money.concentration_of, _itself),
    )


def _itself(made: Filled) -> Filled:
    return made
