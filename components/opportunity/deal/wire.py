"""The wire: the ids through which the deal's buttons and dialogs speak with the server; assets/82-deal.js sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components.attributes import attributes
from components.icons import icon

Kind = Literal["opportunity", "quote"]
Style = Literal["primary", "outline-secondary", "link"]
MODAL = "deal-dialog"  # the id of the one dialog that is open


@dataclass(frozen=True, slots=True)
class Wire:
    """The ids of one page that deals: an opportunity's or a quote's."""

    kind: Kind

    @property
    def ask(self) -> str:
        """Data: {"seq", "what", "id", "form"}: which dialog is wanted."""
        return f"{self.kind}-deal-ask"

    @property
    def dialog(self) -> str:
        """Children: the dialog that was asked for."""
        return f"{self.kind}-deal-dialog"

    @property
    def action(self) -> str:
        """Data: {"seq", "what", "id", "version", "request_key", "form"}: what is to be done."""
        return f"{self.kind}-deal-action"

    @property
    def answer(self) -> str:
        """Data: {"seq", "ok", "stale", "message", "toast", "undo"}."""
        return f"{self.kind}-deal-answer"


def wired(wire: Wire) -> list[Any]:
    """Return the stores and the place of the dialog; they stay when the page is drawn anew."""
    place = html.Div(id=wire.dialog, **attributes(data_cd_wire=wire.kind))
    return [*(dcc.Store(id=name) for name in (wire.ask, wire.action, wire.answer)), place]


def register_deal(kind: Kind) -> None:
    """Register what the browser does with a dialog that came, and with the answer to what it sent."""
    wire = Wire(kind)
    for name, heard in (("opened", Input(wire.dialog, "children")), ("answered", Input(wire.answer, "data"))):
        clientside_callback(ClientsideFunction("caudal_deal", name), heard, prevent_initial_call=True)


def asks(
    what: str, label: Any, symbol: str, form: Mapping[str, str] | None = None, *, style: Style, small: bool = False
) -> html.Button:
    """Return a button that asks for a dialog; `form` says what it is about."""
    return _button(label, symbol, style, small=small, aria_haspopup="dialog", **known("ask", what, form))


def does(
    what: str, label: Any, symbol: str, form: Mapping[str, str] | None = None, *, style: Style, small: bool = False
) -> html.Button:
    """Return a button that does something at once."""
    return _button(label, symbol, style, small=small, **known("do", what, form))


def known(way: Literal["ask", "do"], what: str, form: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the data attributes, as keyword arguments, by which the browser knows what a control asks or does."""
    about = {"data_cd_form": msgspec.json.encode(form).decode()} if form else {}
    return {"data_cd_deal" if way == "ask" else "data_cd_do": what, **about}


def _button(label: Any, symbol: str, style: Style, *, small: bool, **told: str) -> html.Button:
    size = " btn-sm" if small else ""
    return html.Button([icon(symbol), label], type="button", className=f"btn btn-{style}{size}", **attributes(**told))
