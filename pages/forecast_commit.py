"""Categories and submissions: what people commit to, beside what the opportunities and the model say."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, dcc, html

from components import shell
from components.document import Parts, framed
from components.forecast.commit import ADJUSTING, PARTS
from components.forecast.tabs import tabs
from components.forms import register_forms
from components.language import gettext as _
from domain.access import Permission
from web import chrome, commit, router, session
from web.guard import callback

router.register(__name__, commit.PATH, lambda: _("Forecast categories"), Permission.SEE_PIPELINE, query=("rollup",))
register_forms("commit")
register_forms("adjusting")


def layout(**query: str) -> html.Div:
    """Return the page with its filters; another filter draws roll-up and opportunities anew."""
    view = commit.View.of(session.principal(), urlencode(query))
    stores = [dcc.Store(id=name) for name in (ADJUSTING.action, ADJUSTING.answer, ADJUSTING.ask, ADJUSTING.preview)]
    main = [tabs(commit.PATH), *framed(PARTS, commit.body(session.database(), view)), *stores]
    return chrome.filtered_page(
        main, path=commit.PATH, title=_("Forecast"), query=query, no_period=_("This quarter"), class_name="cd-forecast"
    )


@callback(
    Output(PARTS.body, "children"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show(search: str | None) -> Any:
    """Draw the roll-up and the opportunities that the address means."""
    return commit.body(session.database(), commit.View.of(session.principal(), search))


def _acting(parts: Parts, permission: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a callback that answers what the dialogs of `parts` send, and draws the page anew."""
    return callback(
        Output(PARTS.body, "children", allow_duplicate=True),
        Output(parts.answer, "data"),
        Input(parts.action, "data"),
        State(shell.URL, "search"),
        permission=permission,
        prevent_initial_call=True,
    )


@_acting(PARTS, Permission.CHANGE_OPPORTUNITIES)
def act(action: commit.CommitAction | None, search: str | None) -> Any:
    """Set a category or submit one's own forecast, and show how everything stands then."""
    if action is None:
        return dash.no_update
    return commit.acted(session.database(), session.principal(), action, search)


@_acting(ADJUSTING, Permission.SET_TARGETS)
def adjust(action: commit.Adjustment | None, search: str | None) -> Any:
    """Adjust what somebody else submits, and show how everything stands then."""
    if action is None:
        return dash.no_update
    return commit.adjusted(session.database(), session.principal(), action, search)
