"""Forms: dialogs that change a record of the register; assets/65-document.js opens them and sends what was typed."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
import msgspec
from dash import ClientsideFunction, Input, clientside_callback, html

from components.attributes import attributes
from components.dialog import modal
from components.document.parts import Kind, Parts
from components.icons import icon

LONGEST = 200
Options = Sequence[tuple[int | str, str]]


def register_forms(kind: Kind) -> None:
    """Register the clientside callbacks of a page with such dialogs: what became of it, and what would come of it."""
    parts = Parts(kind)
    for place, name, store in (
        ("caudal_records", "told", parts.answer),
        ("caudal_document", "previewed", parts.preview),
    ):
        clientside_callback(ClientsideFunction(place, name), Input(store, "data"), prevent_initial_call=True)


def record(
    parts: Parts, facts: Mapping[str, object], children: Sequence[Any], class_name: str, *, refresh: str = ""
) -> html.Div:
    """Return what belongs to one record: its dialogs send `facts` (id, version, request_key) with what was typed.

    `refresh` is the store that hears when an activity changed.
    """
    known = attributes(data_cd_record=msgspec.json.encode(facts).decode(), data_cd_sends=parts.action)
    known |= attributes(data_cd_activity_refresh=refresh) if refresh else {}
    return html.Div(list(children), className=class_name, **known)


def opener(
    parts: Parts, what: str, label: str, symbol: str, *, style: str = "btn-outline-secondary", fill: Mapping[str, str] | None = None
) -> html.Button:  # fmt: skip
    """Return the button that opens a dialog; `fill` is what its fields hold then."""
    return html.Button([icon(symbol), label], type="button", className=f"btn {style}", **_opens(parts, what, fill))


def pencil(
    parts: Parts, what: str, label: str, symbol: str = "pencil", fill: Mapping[str, str] | None = None
) -> html.Button:
    """Return a small button that opens a dialog; its label is read out."""
    named = attributes(aria_label=label) | {"title": label}
    return html.Button(
        icon(symbol), type="button", className="cd-iconbtn cd-iconbtn--sm", **named, **_opens(parts, what, fill)
    )


def sender(what: str, label: str, symbol: str, form: Mapping[str, str]) -> html.Button:
    """Return a small button that changes something at once; it can be undone."""
    said = attributes(
        aria_label=label, data_cd_send=msgspec.json.encode({"what": what, "form": dict(form)}).decode()
    ) | {"title": label}
    return html.Button(icon(symbol), type="button", className="cd-iconbtn cd-iconbtn--sm", **said)


def sending(what: str, children: Any, form: Mapping[str, str], style: str, label: str = "") -> html.Button:
    """Return a button with words that changes something at once; `label` says more to those who hear it."""
    said = attributes(data_cd_send=msgspec.json.encode({"what": what, "form": dict(form)}).decode())
    said |= attributes(aria_label=label) if label else {}
    return html.Button(children, type="button", className=style, **said)


def dialog(
    parts: Parts, what: str, title: str, fields: Sequence[Any], submit: str, *, asks: bool = False, danger: bool = False
) -> html.Dialog:
    """Return a dialog; with `asks` it says what would come of it while it is filled in."""
    preview = html.P(className="cd-docpreview cd-n", role="status", **attributes(data_cd_preview=""))
    sends = {"data_cd_what": what, "data_cd_action": parts.action} | ({"data_cd_ask": parts.ask} if asks else {})
    shown = [*fields, *([preview] if asks else [])]
    return modal(f"{parts.kind}-dialog-{what}", title, shown, submit, sends=sends, danger=danger)


def text(name: str, value: object = "", *, kind: str = "text", mode: str = "text", longest: int = LONGEST) -> dbc.Input:
    """Return a field for a line of text."""
    shown = "" if value is None else str(value)
    return dbc.Input(type=kind, name=name, value=shown, inputMode=mode, autoComplete="off", maxLength=longest)


def choice(name: str, options: Options, value: int | str | None, empty: str | None = "–") -> dbc.Select:
    """Return a field for one of several; `empty` is what none of them is called, None where one must be chosen."""
    none = [] if empty is None else [{"value": "", "label": empty}]
    shown = [{"value": str(key), "label": label} for key, label in options]
    chosen = "" if value is None else str(value)
    # What is chosen by nobody is shown as the placeholder, though there is an option for it.
    return dbc.Select(name=name, options=[*none, *shown], value=chosen, placeholder=empty or "")


def hidden(*names: str) -> list[dbc.Input]:
    """Return fields that nobody sees, for what the opening button fills in."""
    return [dbc.Input(type="hidden", name=name, value="") for name in names]


def _opens(parts: Parts, what: str, fill: Mapping[str, str] | None) -> dict[str, Any]:
    known = attributes(data_cd_dialog=f"{parts.kind}-dialog-{what}", aria_haspopup="dialog")
    if fill is None:
        return known
    return known | attributes(data_cd_fill=msgspec.json.encode(dict(fill)).decode())
