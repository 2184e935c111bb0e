"""The page of one list: its body, the stores that its form speaks through, and the words the browser says."""

import json
from typing import Any

from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components.attributes import attributes
from components.language import gettext as _

BODY = "settings-body"
ASK = "settings-ask"  # browser → server: which row is to be edited
FORM = "settings-form"  # server → browser: the form of it
ACTION = "settings-action"  # browser → server: one change
ANSWER = "settings-answer"  # server → browser: what became of it


def register() -> None:
    """Register the two clientside callbacks: the form is drawn, and what became of a change is said."""
    for name, store in (("drawn", FORM), ("answered", ANSWER)):
        clientside_callback(
            ClientsideFunction("caudal_settings", name), Input(store, "data"), prevent_initial_call=True
        )


def framed(body: html.Div) -> list[Any]:
    """Return the page with its stores and words."""
    stores = [dcc.Store(id=name) for name in (ASK, FORM, ACTION, ANSWER)]
    words = html.Div(id="settings-words", hidden=True, **attributes(data_words=json.dumps(_words())))
    return [html.Div(body, id=BODY), *stores, words]


def _words() -> dict[str, str]:
    return {
        "close": _("Close"),
        "cancel": _("Cancel"),
        "save": _("Save"),
        "none": _("None"),
        "retire": _("Retire"),
        "restore": _("Put back in use"),
        "delete": _("Delete"),
        "undo": _("Undo"),
        "undone": _("Undone"),
        "add_task": _("Add a task"),
        "task": _("Task"),
        "mandatory": _("Mandatory"),
        "task_up": _("Move the task up"),
        "task_gone": _("Take the task away"),
        "unsaved": _("Leave without saving what you typed?"),
        "not_done": _("Not done"),
        "nothing": _("No row has these letters."),
    }
