"""The dialog's callbacks: it stands in the shell, so that every page can open it."""

from typing import Any

import dash
from dash import Input, Output

from components.activities import dialog
from domain.access import Permission
from web import session
from web.activities import acting, asking
from web.guard import callback


def register() -> None:
    """Register the callbacks; call it once, before the app is sealed."""
    dialog.connect()
    callback(
        Output(dialog.FORM, "children"),
        Input(dialog.ASK, "data"),
        permission=Permission.SEE_PIPELINE,
        prevent_initial_call=True,
    )(ask)
    callback(
        Output(dialog.ANSWER, "data"),
        Input(dialog.ACTION, "data"),
        permission=Permission.CHANGE_OPPORTUNITIES,
        prevent_initial_call=True,
    )(act)


def ask(asked: asking.Asked | None) -> Any:
    """Draw the form that was asked for."""
    if asked is None:
        return dash.no_update
    with session.database().read() as reading:
        return asking.form(reading, session.principal(), asked)


def act(action: acting.Action | None) -> Any:
    """Do what a form, the calendar or an undo asks."""
    if action is None:
        return dash.no_update
    return acting.perform(session.database(), session.principal(), action)
