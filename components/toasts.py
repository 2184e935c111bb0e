"""Toasts: short messages at the edge; the browser draws them (assets/30-shell.js), also for the boards."""

from typing import Any, Literal
from uuid import uuid4

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from components.attributes import attributes
from components.language import gettext as _

AREA = "toasts"
STORE = "toast"  # set_props(STORE, {"data": toast(…)}) shows one from any callback
ECHO = "toast-echo"

Tone = Literal["", "pos", "warn", "neg"]
ICONS: dict[Tone, str] = {"": "info-circle", "pos": "check2-circle", "warn": "exclamation-triangle", "neg": "x-octagon"}


def tone_of(text: str) -> Tone:
    """Return the tone with this name, the plain one for any other."""
    return next((tone for tone in ICONS if tone == text), "")


def area() -> html.Div:
    """Return the place where toasts appear, and the store that calls them up."""
    shelf = html.Div(
        id=AREA, className="cd-toasts", role="status", **attributes(aria_live="polite", data_dismiss=_("Dismiss"))
    )
    return html.Div([dcc.Store(id=STORE), dcc.Store(id=ECHO), shelf])


def toast(title: str, text: str = "", tone: Tone = "", *, link: tuple[str, str] | None = None) -> dict[str, Any]:
    """Return a toast for STORE; `link` is (href, label). Each is new, so that the same refusal shows twice."""
    actions = [{"href": link[0], "label": link[1]}] if link else []
    return {"seq": uuid4().hex, "title": title, "text": text, "tone": tone, "icon": ICONS[tone], "actions": actions}


def refusal(text: str) -> dict[str, Any]:
    """Return the toast of a refusal: the sentence of a SalesError in the reader's language."""
    return toast(_("Not done"), text, "warn")


def connect(app: Dash) -> None:
    """Register the callback that draws what arrives in STORE."""
    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
        ClientsideFunction("caudal_shell", "show_toast"),
        Output(ECHO, "data"),
        Input(STORE, "data"),
        prevent_initial_call=True,
    )
