"""Data quality: what is wrong with the open opportunities, what it costs, and the way to each list to mend it."""

from typing import Any

from dash import Input, Output, html

from components import filter_bar, shell
from components.forecast import quality as pictures
from components.forecast.tabs import tabs
from components.language import explain
from components.language import gettext as _
from domain.access import Permission
from domain.errors import NoForecastYet
from web import boards, chrome, quality, router, session
from web.guard import callback

PATH = "/forecast/quality"

router.register(__name__, PATH, lambda: _("Data quality"), Permission.SEE_PIPELINE)


def layout(**query: str) -> html.Div:
    """Return the page with its filters at once; the ledger comes by its callback."""
    main = [tabs(PATH), *pictures.layout()]
    return chrome.filtered_page(main, path=PATH, title=_("Data quality"), query=query, class_name="cd-forecast")


@callback(
    Output(pictures.BODY, "children"),
    Output(filter_bar.count_of(PATH), "children"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show(search: str | None) -> tuple[Any, str]:
    """Draw the ledger of the filter."""
    principal = session.principal()
    with session.database().read() as reading:
        found = quality.shown(reading, principal, search)
        board = boards.View.of(reading, principal, search)
        return pictures.body(found), boards.result_text(reading, board, found.ledger.count)


@callback(
    Output(pictures.COMPARED, "children"),
    Input(shell.URL, "search"),
    Input(pictures.LEFT_OUT, "value"),
    permission=Permission.SEE_PIPELINE,
)
def compare(search: str | None, flaw: str | None) -> Any:
    """Set the year's outlook beside the one without what has a flaw; before the first forecast say that there is none."""
    with session.database().read() as reading:
        try:
            return pictures.compared(quality.compared(reading, session.principal(), search, flaw))
        except NoForecastYet as refusal:
            return html.P(explain(refusal), className="cd-mut")
