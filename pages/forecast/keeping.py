"""Keeping scenarios: the list behind its button, and what is done to them."""

from typing import Any

import dash
from dash import Input, Output, State

from components import shell, toasts
from components.forecast import scenarios
from components.forecast.layout import NARROWED
from components.language import gettext as _
from domain.access import Permission
from web import forecast_scenarios, session
from web.guard import callback


@callback(
    Output(scenarios.LIST, "children"),
    Input(NARROWED, "data"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show(_narrowed: str | None) -> list[Any]:
    """List the scenarios once the page is there."""
    return forecast_scenarios.listed(session.present(), session.principal())


@callback(
    Output(scenarios.LIST, "children", allow_duplicate=True),
    Output(toasts.STORE, "data", allow_duplicate=True),
    Input(scenarios.SAVE, "n_clicks"),
    State(scenarios.NAME, "value"),
    State(scenarios.SHARED, "value"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def save(clicks: int | None, name: str | None, shared: bool | None, search: str | None) -> Any:
    """Keep the assumptions of the address under a name."""
    if not clicks:
        return dash.no_update
    database, person = session.present(), session.principal()
    forecast_scenarios.save(database, person, search, name or "", shared=bool(shared))
    told = toasts.toast(_("Scenario saved"), (name or "").strip(), "pos")
    return forecast_scenarios.listed(database, person), told


@callback(
    Output(scenarios.LIST, "children", allow_duplicate=True),
    Input(scenarios.ACTION, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def act(action: forecast_scenarios.ScenarioAction | None, search: str | None) -> Any:
    """Share, rename, replace or remove one of one's own."""
    if action is None:
        return dash.no_update
    database, person = session.present(), session.principal()
    forecast_scenarios.act(database, person, search, action)
    return forecast_scenarios.listed(database, person)
