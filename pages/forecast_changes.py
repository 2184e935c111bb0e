"""What changed since an earlier day: the bridge of the pipeline, cause by cause and deal by deal."""

from typing import Any

from dash import Input, Output, html

from components import shell
from components.forecast import changes as pictures
from components.forecast.tabs import tabs
from components.language import explain
from components.language import gettext as _
from components.overview import panel
from domain import clock
from domain.access import Permission
from domain.errors import SalesError
from web import changes, chrome, router, session
from web.guard import callback

PATH = "/forecast/changes"

router.register(__name__, PATH, lambda: _("What changed"), Permission.SEE_PIPELINE, query=(changes.SINCE,))
pictures.register()


def layout(**query: str) -> html.Div:
    """Return the page with its filters at once; the bridge comes by its callback."""
    return chrome.filtered_page(
        [tabs(PATH), pictures.layout()],
        path=PATH,
        title=_("What changed"),
        query=query,
        class_name="cd-forecast",
        no_period=str(clock.today(session.principal().time_zone).year),
    )


@callback(
    Output(pictures.BODY, "children"),
    Output(pictures.TABLES, "data"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show(search: str | None) -> tuple[Any, dict[str, Any]]:
    """Draw the bridge that the address asks for."""
    try:
        return changes.page(search)
    except SalesError as refusal:
        return panel.failed(explain(refusal)).body, {}
