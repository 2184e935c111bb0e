"""The track record: whether the probabilities are right, how far off forecasts were, and what is in use because of it."""

from typing import Any

from dash import Input, html

from components import plot, shell
from components.forecast import league, record_panels
from components.forecast.tabs import tabs
from components.language import gettext as _
from components.overview.panel import panel
from data.session import Session
from domain.access import Permission
from domain.track import Accuracy, OwnerBias, Reliability
from metrics import frames
from web import analysis, chrome, router
from web.guard import callback

PATH = "/forecast/record"
RELIABILITY, ACCURACY = "record-reliability", "record-accuracy"
CHANCES, LEAGUE, WEIGHTS, BIAS = "record-chances", "record-league", "record-weights", "record-bias"

router.register(__name__, PATH, lambda: _("Track record"), Permission.SEE_PIPELINE)
plot.register()


def layout(**query: str) -> html.Div:
    """Return the page with its filters at once; every panel is filled by a callback."""
    frames.load()
    grid = html.Div(
        [
            panel(RELIABILITY, _("Are the probabilities right?"), 5, rows=9),
            panel(ACCURACY, _("How far off were we?"), 7, rows=9),
            panel(CHANCES, _("Which chance is used"), 5),
            panel(BIAS, _("Stated against won, by owner"), 7),
            panel(WEIGHTS, _("Weights in use"), 12, rows=2),
            panel(LEAGUE, _("League of methods"), 12, rows=9),
        ],
        className="cd-grid",
    )
    return chrome.filtered_page(
        [tabs(PATH), grid], path=PATH, title=_("Track record"), query=query, class_name="cd-overview"
    )


@callback(
    *analysis.parts(RELIABILITY),
    *analysis.parts(CHANCES),
    *analysis.parts(BIAS),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_chances(search: str | None) -> tuple[Any, ...]:
    """Hold chances against what became of them: as a plot, as scores, and by owner."""
    return (
        *analysis.filled(search, _reliability, record_panels.reliability_panel, league.chances_panel),
        *analysis.filled(search, _owner_bias, league.bias_panel),
    )


@callback(
    *analysis.parts(ACCURACY),
    *analysis.parts(LEAGUE),
    *analysis.parts(WEIGHTS),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_accuracy(search: str | None) -> tuple[Any, ...]:
    """Hold forecasts against what came: by months ahead, by method, and with the weights that follow from it."""
    return analysis.filled(search, _accuracy, record_panels.accuracy_panel, league.league_panel, league.weights_panel)


def _reliability(reading: Session, view: analysis.View) -> Reliability:
    from workflow.forecasts import record  # noqa: PLC0415  pandas comes with it; the server starts without

    return record.reliability(reading, view.principal, view.wanted)


def _owner_bias(reading: Session, view: analysis.View) -> list[OwnerBias]:
    from workflow.forecasts import record  # noqa: PLC0415  pandas comes with it; the server starts without

    return record.owner_bias(reading, view.principal, view.wanted)


def _accuracy(reading: Session, view: analysis.View) -> Accuracy:
    from workflow.forecasts import record  # noqa: PLC0415  pandas comes with it; the server starts without

    return record.accuracy(reading, view.principal, view.wanted, view.today)
