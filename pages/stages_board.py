"""The Stages board: the open opportunities of one pipeline by stage, framed by lost and won."""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, dcc, html

from components import filter_bar, shell, toasts
from components.board import BoardIds, board_layout, register_board
from components.board_live import changed_of, live_stores, news_of, register_live
from components.language import gettext as _
from domain.access import Permission
from web import boards, chrome, router, session
from web.boards import StagesView
from web.guard import callback
from workflow.preferences import prefer

PATH = "/stages-board"
BOARD = "stages-board"
EMPTY = "stages-board-empty"
IDS = BoardIds(BOARD)
CHOSEN_HABIT = f"{BOARD}-habit"  # store, browser → server: what becomes of the probability at every further move
KEPT_HABIT = f"{BOARD}-habit-kept"  # store, server → browser: what was remembered

router.register(
    __name__,
    PATH,
    lambda: _("Stages board"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(_("Stages board"), "signpost-split", order=11, group=_("Boards")),
)
register_board(BOARD)
register_live(BOARD)


def layout(**query: str) -> html.Div:
    """Return the page with its filters; the board arrives by callback."""
    label, person = _("Stages board"), session.principal()
    main = [
        *board_layout(BOARD, label, user=str(person.user_id)),
        dcc.Store(id=CHOSEN_HABIT),
        dcc.Store(id=KEPT_HABIT),
        *live_stores(BOARD),
        html.Div(id=EMPTY, className="cd-empty"),
    ]
    with session.database().read() as reading:
        pipelines = StagesView.of(reading, person, urlencode(query)).choice
    return chrome.filtered_page(
        main, path=PATH, title=label, query=query, class_name="cd-boardpage", pipelines=pipelines
    )


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
        view = StagesView.of(reading, session.principal(), search)
        payload = boards.payload(reading, view)
        result = boards.result_text(reading, view, payload["summary"]["count"])
        nothing = not any(column["count"] for column in payload["columns"]) and not view.is_new_pipeline
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
        return boards.more(reading, StagesView.of(reading, session.principal(), search), request)


@callback(
    Output(IDS.ack, "data"),
    Output(filter_bar.count_of(PATH), "children", allow_duplicate=True),
    Input(IDS.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def act(action: boards.Action | None, search: str | None) -> Any:
    """Move, tick off, close, reopen or undo, and answer with how everything stands now."""
    if action is None:
        return dash.no_update
    return boards.perform(session.database(), session.principal(), search, action, StagesView)


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
        changed, whole, result = boards.follow(reading, StagesView.of(reading, session.principal(), search), news)
        return changed, whole or dash.no_update, result


@callback(
    Output(KEPT_HABIT, "data"),
    Input(CHOSEN_HABIT, "data"),
    permission=Permission.CHANGE_OPPORTUNITIES,
    prevent_initial_call=True,
)
def choose_habit(choice: boards.HabitChoice | None) -> Any:
    """Remember whether a stage sets its usual probability, until the person chooses otherwise."""
    if choice is None:
        return dash.no_update
    person = session.principal()
    session.database().run(lambda unit: prefer(unit, person, boards.HABIT, choice.habit))
    dash.set_props(toasts.STORE, {"data": toasts.toast(_("Remembered for your further moves"), tone="pos")})
    return choice.habit
