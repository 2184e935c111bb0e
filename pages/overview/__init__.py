"""The overview: the page on which executives start; one sentence, six figures, and what is behind them."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from dash import Input, Output, html

from components import filter_bar, shell
from components.language import explain
from components.language import gettext as _
from components.overview import chart, funnel, moved, panel
from components.overview import layout as pictures
from components.overview.panel import Filled, PanelIds
from data.queries.overview.funnel import pipelines
from data.queries.overview.lists import Waiting
from data.session import Session
from domain import clock
from domain.access import Permission
from domain.errors import NotSignedIn, SalesError
from metrics import frames
from pages.overview import figures, invoicing, lists, movements, stages
from web import boards, chrome, overview, router, session
from web.guard import callback

PATH = "/overview"
T = TypeVar("T")

router.register(
    __name__,
    PATH,
    lambda: _("Overview"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(_("Overview"), "grid-1x2", order=0, short=_("Overview")),
)
chart.register()


def layout(**query: str) -> html.Div:
    """Return the page with its filters at once; every panel is filled by its own callback."""
    frames.load()
    principal = session.principal()
    today = clock.today(principal.time_zone)
    with session.database().read() as reading:
        view = overview.View.of(reading, principal, urlencode(query))
        found = pipelines(reading)
    main = pictures.layout(
        found,
        board=view.invoicing_link(),
        since=overview.monday(today),
        first=overview.earliest(today),
        last=today,
    )
    return chrome.filtered_page(main, path=PATH, title=_("Overview"), query=query, class_name="cd-overview")


def _parts(name: str) -> tuple[Output, ...]:
    """Return the outputs of a panel."""
    ids = PanelIds(name)
    places = ((ids.caption, "children"), (ids.body, "children"), (ids.foot, "children"), (ids.foot, "hidden"))
    return tuple(Output(place, what) for place, what in places)


@callback(
    Output(pictures.LEAD, "children"),
    *_parts(pictures.CHART),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_invoicing(search: str | None) -> tuple[Any, ...]:
    """Say how the interval stands against its target, and draw it month by month."""
    says, drawn = _drawn(
        search, invoicing.lead_and_chart, lambda reason: (panel.failed(reason).body, panel.failed(reason))
    )
    return says, *drawn.parts


@callback(
    Output(pictures.TILES, "children"),
    Output(filter_bar.count_of(PATH), "children"),
    Output(pictures.EMPTY, "children"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_figures(search: str | None) -> tuple[Any, str, Any]:
    """Draw the six figures; where there is nothing at all, say what to do."""

    def draw(reading: Session, view: overview.View) -> tuple[Any, str, Any]:
        board = boards.View.of(reading, view.principal, search)
        shown, count, known = figures.tiles(reading, view)
        return shown, boards.result_text(reading, board, count), None if known else boards.nothing_found(reading, board)

    return _drawn(search, draw, lambda reason: (html.Div(panel.failed(reason).body, className="card cd-c12"), "", None))


@callback(
    *_parts(pictures.MOVED),
    Input(shell.URL, "search"),
    Input(moved.SINCE, "value"),
    permission=Permission.SEE_PIPELINE,
)
def show_moved(search: str | None, since: str | None) -> tuple[Any, ...]:
    """List what moved since a day."""
    return _panel(search, lambda reading, view: movements.panel(reading, view, since))


@callback(
    *_parts(pictures.FUNNEL),
    Input(shell.URL, "search"),
    Input(funnel.PIPELINE, "value"),
    Input(funnel.BY, "value"),
    permission=Permission.SEE_PIPELINE,
)
def show_funnel(search: str | None, pipeline: str | None, by: str | None) -> tuple[Any, ...]:
    """Draw how far those of a pipeline came."""
    return _panel(search, lambda reading, view: stages.panel(reading, view, pipeline, by))


@callback(
    *_parts(pictures.LARGEST),
    *_parts(pictures.STALE),
    *_parts(pictures.LATE),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show_lists(search: str | None) -> tuple[Any, ...]:
    """List the largest open opportunities, and those that wait."""
    return (
        *_panel(search, lists.largest),
        *_panel(search, lambda reading, view: lists.waiting(reading, view, Waiting.STALE)),
        *_panel(search, lambda reading, view: lists.waiting(reading, view, Waiting.LATE)),
    )


def _panel(search: str | None, draw: Callable[[Session, overview.View], Filled]) -> tuple[Any, ...]:
    """Return the parts of a panel; what goes wrong with it stays inside it."""
    return _drawn(search, draw, panel.failed).parts


def _drawn(search: str | None, draw: Callable[[Session, overview.View], T], refused: Callable[[str], T]) -> T:
    try:
        with session.database().read() as reading:
            return draw(reading, overview.View.of(reading, session.principal(), search))
    except NotSignedIn:
        raise
    except SalesError as refusal:
        return refused(explain(refusal))
