"""Programs: the tokens with which a person's programs read; a new one is shown this once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components.dialog import field
from components.language import gettext as _

LONGEST_NAME = 80
Dialog = Callable[..., html.Dialog]
Opens = Callable[..., html.Button]
Row = Callable[..., html.Div]


@dataclass(frozen=True, slots=True)
class Token:
    """A token in words: until when it holds, and when it was last used."""

    id: int
    name: str
    until: str
    used: str


def rows(tokens: Sequence[Token], fresh: str, row: Row, opens: Opens) -> list[html.Div]:
    """Return a row for each token, the new one that is shown once, and the way to make another."""
    make = opens("token", _("New token"), _("Make a token for a program"))
    listed = [
        row(
            token.name,
            html.Span([token.until, html.Span(f" · {token.used}", className="cd-mut")], className="cd-n"),
            opens(dialog_name(token.id), _("Revoke"), _("Revoke the token {name}", name=token.name)),
        )
        for token in tokens
    ]
    none = [] if tokens else [row(_("Tokens"), _("None yet"), make)]
    return [*([_fresh(fresh)] if fresh else []), *none, *listed, *([row("", "", make)] if tokens else [])]


def dialogs(tokens: Sequence[Token], dialog: Dialog) -> list[html.Dialog]:
    """Return the dialog that makes a token, and one for each that ends it."""
    name = dbc.Input(type="text", name="name", value="", maxLength=LONGEST_NAME, autoComplete="off")
    about = html.P(
        _("Name the program. It may read what you may see, and change nothing, for a year."),
        className="cd-mut cd-small",
    )
    make = dialog(
        "token", _("Make a token for a program"), [field(_("Name"), name, single=True), about], _("Make the token")
    )
    return [make, *(_revoking(token, dialog) for token in tokens)]


def dialog_name(token_id: int) -> str:
    """Return the name of the dialog that ends a token."""
    return f"revoke-{token_id}"


def _revoking(token: Token, dialog: Dialog) -> html.Dialog:
    said = html.P(_("The program that uses it can read nothing from now on."), className="cd-2")
    which = dbc.Input(type="hidden", name="token", value=str(token.id))
    title = _("Revoke the token {name}", name=token.name)
    return dialog("revoke", title, [said, which], _("Revoke"), name=dialog_name(token.id))


def _fresh(token: str) -> html.Div:
    shown: Any = dbc.Input(value=token, readonly=True, class_name="cd-n", id="own-token")
    warning = _("Copy it now: it is not shown again. Whoever has it reads what you may see.")
    label = html.Label([html.Span(_("Your new token")), shown], className="cd-form1")
    return html.Div([label, html.P(warning, className="cd-2", role="status")], className="cd-mine__fresh")
