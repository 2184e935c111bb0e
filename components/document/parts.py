"""Parts: the ids through which a document's page and its dialogs speak with the server."""

from dataclasses import dataclass
from typing import Any, Literal

from dash import ClientsideFunction, Input, clientside_callback, dcc, html

Kind = Literal[
    "order",
    "invoice",
    "contact",
    "contacts",
    "campaign",
    "campaigns",
    "places",
    "commit",
    "adjusting",
    "plans",
    "webhooks",
    "mail",
]


@dataclass(frozen=True, slots=True)
class Parts:
    """The ids of a document's page: what it shows, what the browser sends, and what it is answered."""

    kind: Kind

    @property
    def body(self) -> str:
        """Children: the whole page."""
        return f"{self.kind}-body"

    @property
    def action(self) -> str:
        """Data: {"seq", "what", "id", "version", "request_key", "form"}."""
        return f"{self.kind}-action"

    @property
    def answer(self) -> str:
        """Data: {"seq", "ok", "stale", "message"}."""
        return f"{self.kind}-answer"

    @property
    def ask(self) -> str:
        """Data like those of an action: what the dialog would do, as it is filled in now."""
        return f"{self.kind}-ask"

    @property
    def preview(self) -> str:
        """Data: {"seq", "ok", "text"}."""
        return f"{self.kind}-preview"


def register_document(kind: Kind) -> None:
    """Register the two clientside callbacks of a document's page: its dialogs hear what became of what they sent."""
    parts = Parts(kind)
    for name, store in (("answered", parts.answer), ("previewed", parts.preview)):
        clientside_callback(
            ClientsideFunction("caudal_document", name), Input(store, "data"), prevent_initial_call=True
        )


def framed(parts: Parts, body: html.Div) -> list[Any]:
    """Return the page of a document with the stores that its dialogs speak through."""
    stores = [dcc.Store(id=name) for name in (parts.action, parts.answer, parts.ask, parts.preview)]
    return [html.Div(body, id=parts.body), *stores]
