"""The analysis of the pipeline: where it stops, how long it takes, what it brings, what it hangs on."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from dash import Input, html

from components import shell
from components.forecast.tabs import tabs
from components.language import gettext as _
from components.overview.panel import SKELETON_ROWS, Filled, file_links, panel
from domain.access import Permission
from metrics import frames
from pages.analysis import flow, money, tables
from web import analysis, analysis_export, chrome, router, session
from web.guard import callback

PATH = "/forecast/analysis"
FUNNEL, STAYS, COHORTS, LOST, WON = (f"analysis-{name}" for name in ("funnel", "stays", "cohorts", "lost", "won"))
VELOCITY, COVERAGE, SLIP, VARIANCE = (f"analysis-{name}" for name in ("velocity", "coverage", "slip", "variance"))
MONTH_ROWS = 9

router.register(__name__, PATH, lambda: _("Pipeline analysis"), Permission.SEE_PIPELINE)
analysis_export.offer(tables.READS)


def layout(**query: str) -> html.Div:
    """Return the page with its filters at once; every panel is filled by a callback."""
    frames.load()
    with session.database().read() as reading:
        view = analysis.View.of_pipeline(reading, session.principal(), urlencode(query))
    may_export = session.principal().may(Permission.EXPORT)
    panels = [
        panel(name, title, columns, _files(name, title) if may_export else (), rows)
        for name, title, columns, rows in (
            (FUNNEL, _("Funnel"), 12, SKELETON_ROWS),
            (STAYS, _("Stays in stages"), 6, SKELETON_ROWS),
            (VELOCITY, _("Velocity"), 6, SKELETON_ROWS),
            (COHORTS, _("Cohorts by month of creation"), 6, MONTH_ROWS),
            (COVERAGE, _("Coverage by month"), 6, MONTH_ROWS),
            (LOST, _("Why opportunities are lost"), 6, SKELETON_ROWS),
            (VARIANCE, _("What owns the uncertainty"), 6, SKELETON_ROWS),
            (WON, _("Why opportunities are won"), 6, SKELETON_ROWS),
            (SLIP, _("How late they come"), 6, SKELETON_ROWS),
        )
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


def _files(name: str, title: str) -> list[html.A]:
    return file_links(partial(analysis_export.path, name.removeprefix("analysis-")), title)


def _itself(made: Filled) -> Filled:
    return made
