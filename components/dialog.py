"""Dialogs: the box, its fields and its buttons; assets/65-document.js sends what was typed and tells what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from domain.money import exponent

LONGEST = 40


def modal(
    name: str,
    title: str,
    fields: Sequence[Any],
    submit: str,
    *,
    sends: Mapping[str, str],
    danger: bool = False,
) -> html.Dialog:
    """Return a closed dialog with the id `name`; `sends` are its data attributes: what is sent, and to which store."""
    close = html.Button(
        icon("x-lg"),
        type="button",
        className="cd-iconbtn",
        **attributes(aria_label=_("Close"), data_cd_dialog_close=""),
    )
    cancel = html.Button(_("Cancel"), type="button", className="btn btn-ghost", **attributes(data_cd_dialog_close=""))
    confirm = html.Button(submit, type="submit", className=f"btn {'cd-btn-danger' if danger else 'btn-primary'}")
    form = html.Form(
        [
            html.Div([html.H2(title, id=f"{name}-title"), close], className="modal-header"),
            html.Div([*fields, html.P(hidden=True, className="cd-late cd-docproblem", role="alert")], className="modal-body"),
            html.Div([cancel, confirm], className="modal-footer"),
        ],
        className="modal-content cd-modal__box",
        noValidate="noValidate",
    )  # fmt: skip
    known = attributes(aria_labelledby=f"{name}-title", **sends)
    return html.Dialog(form, id=name, className="cd-modal cd-docmodal", **known)


def pair(*fields: html.Label) -> html.Div:
    """Return fields side by side."""
    return html.Div(list(fields), className="cd-form2")


def field(label: Any, control: Any, *, single: bool = False) -> html.Label:
    """Return a field under its label; a single one takes the whole width."""
    return html.Label([html.Span(label), control], className="cd-form1" if single else None)


def day(name: str, value: date | None, *, first: date | None = None, last: date | None = None) -> dbc.Input:
    """Return a field for a day."""
    limits = {"min": first.isoformat()} if first else {}
    limits |= {"max": last.isoformat()} if last else {}
    return dbc.Input(type="date", name=name, value=value.isoformat() if value else "", **limits)


def money(name: str, minor: int, currency: str) -> dbc.Input:
    """Return a field for an amount."""
    return dbc.Input(
        type="text", name=name, value=plain_amount(minor, currency), inputMode="decimal", autoComplete="off",
        class_name="cd-n", maxLength=LONGEST,
    )  # fmt: skip


def plain_amount(minor: int, currency: str) -> str:
    """Write an amount as it is typed: grouped, with all decimals, without its currency."""
    digits = exponent(currency)
    return formats.number(Decimal(minor).scaleb(-digits), digits).replace(formats.MINUS, "-")
