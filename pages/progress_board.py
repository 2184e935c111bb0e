"""The Progress board: open opportunities by success probability, framed by lost and won."""

from typing import Any

import dash
from dash import Input, Output, State, html

from components import filter_bar, shell
from components.board import BoardIds, board_layout, register_board
from components.board_live import changed_of, live_stores, news_of, register_live
from components.language import gettext as _
from domain.access import Permission
from web import boards, chrome, router, session
from web.guard import callback

PATH = "/progress-board"
BOARD = "progress-board"
EMPTY = "progress-board-empty"
IDS = BoardIds(BOARD)

router.register(
    __name__,
    PATH,
    lambda: _("Progress board"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(_("Progress board"), "kanban", order=10, short=_("Board"), group=_("Boards")),
)
register_board(BOARD)
register_live(BOARD)


def layout(**query: str) -> html.Div:
    """Return the page with its filters; the board arrives by callback."""
    label = _("Progress board")
    main = [
        *board_layout(BOARD, label, user=str(session.principal().user_id)),
        *live_stores(BOARD),
        html.Div(id=EMPTY, className="cd-empty"),
    ]
    return chrome.filtered_page(main, path=PATH, title=label, query=query, class_name="cd-boardpage")


@callback(
    Output(IDS.data, "data"),
    Output(filter_bar.count_of(PATH), "children"),
    Output(EMPTY, "children"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
)
def show(search: str | None) -> tuple[dict[str, Any], str, html.Div | None]:
    """Draw the board that the address asks for."""
    with session.database().read() as reading:
        view = boards.View.of(reading, session.principal(), search)
        payload = boards.payload(reading, view)
        result = boards.result_text(reading, view, payload["summary"]["count"])
        nothing = not any(column["count"] for column in payload["columns"])
        return payload, result, boards.nothing_found(reading, view) if nothing else None


@callback(
    Output(IDS.page, "data"),
    Input(IDS.page_request, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_more(request: boards.PageRequest | None, search: str | None) -> Any:
    """Send the next cards of one column."""
    if request is None:
        return dash.no_update
    with session.database().read() as reading:
        return boards.more(reading, boards.View.of(reading, session.principal(), search), request)


@callback(
    Output(IDS.ack, "data"),
    Output(filter_bar.count_of(PATH), "children", allow_duplicate=True),
    Input(IDS.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def act(action: boards.Action | None, search: str | None) -> Any:
    """Move, close, reopen or undo, and answer with how everything stands now."""
    if action is None:
        return dash.no_update
    return boards.perform(session.database(), session.principal(), search, action)


@callback(
    Output(changed_of(BOARD), "data"),
    Output(IDS.data, "data", allow_duplicate=True),
    Output(filter_bar.count_of(PATH), "children", allow_duplicate=True),
    Input(news_of(BOARD), "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def follow(news: boards.News | None, search: str | None) -> Any:
    """Show what somebody else has changed."""
    if news is None:
        return dash.no_update
    with session.database().read() as reading:
        changed, whole, result = boards.follow(reading, boards.View.of(reading, session.principal(), search), news)
        return changed, whole or dash.no_update, result
