"""Typed plans: the trees of forecasts and marketing budgets, and what came against them."""

from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, html

from components import shell
from components.document import framed
from components.forecast.tabs import tabs
from components.forms import register_forms
from components.language import gettext as _
from components.plans import PARTS
from domain.access import Permission
from web import chrome, plans, router, session
from web.guard import callback

router.register(__name__, plans.PATH, lambda: _("Plans"), Permission.SEE_PIPELINE, query=("plan", "span"))
register_forms("plans")


def layout(**query: str) -> html.Div:
    """Return the list of plans, or the plan that the address means; a link from one to another draws it anew."""
    view = plans.View.of(session.principal(), urlencode(query))
    main = [tabs(plans.PATH), *framed(PARTS, plans.body(session.database(), view))]
    return chrome.page(main, title=_("Forecast"), class_name="cd-forecast")


@callback(
    Output(PARTS.body, "children"),
    Input(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show(search: str | None) -> Any:
    """Draw the list of plans, or the plan that the address means."""
    return plans.body(session.database(), plans.View.of(session.principal(), search))


@callback(
    Output(PARTS.body, "children", allow_duplicate=True),
    Output(PARTS.answer, "data"),
    Input(PARTS.action, "data"),
    State(shell.URL, "search"),
    permission=Permission.SET_TARGETS,
    prevent_initial_call=True,
)
def act(action: plans.PlanAction | None, search: str | None) -> Any:
    """Change types, plans, lines or values, and show how everything stands then."""
    if action is None:
        return dash.no_update
    return plans.acted(session.database(), session.principal(), action, search)
