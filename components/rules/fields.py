"""Fields of the editor: the name of each is its place in the draft ("test:0:fact"), so that the browser gathers it whole."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _

Options = Sequence[tuple[int | str, str]]
LONGEST = 150


def select(name: str, label: str, options: Options, value: str, *, empty: str | None = None) -> html.Label:
    """Return a choice; `empty` is what none of them is called, without it one must be chosen."""
    none = [] if empty is None and value else [{"value": "", "label": empty or _("Choose …")}]
    shown = [{"value": str(key), "label": text} for key, text in options]
    chosen = dbc.Select(
        name=name,
        options=[*none, *shown],
        value=value,
        placeholder=empty or _("Choose …"),
        class_name="cd-rule__select",
    )
    return _named(label, chosen)


def text(name: str, label: str, value: str, *, longest: int = LONGEST) -> html.Label:
    """Return a field for a line of text."""
    field = dbc.Input(
        type="text", name=name, value=value, autoComplete="off", maxLength=longest, class_name="cd-rule__text",
        placeholder=label,
    )  # fmt: skip
    return _named(label, field, wide=True)


def number(name: str, label: str, value: str, unit: str = "") -> html.Label:
    """Return a field for a number, with its unit behind it."""
    field = dbc.Input(
        type="text", name=name, value=value, inputMode="decimal", autoComplete="off", maxLength=18,
        class_name="cd-rule__number cd-n",
    )  # fmt: skip
    return _named(label, field, unit=unit)


def area(name: str, label: str, value: str, longest: int) -> html.Label:
    """Return a field for several lines."""
    field = dbc.Textarea(
        name=name, value=value, rows=4, maxLength=longest, class_name="cd-rule__area", placeholder=label
    )
    return _named(label, field, wide=True)


def check(name: str, label: str, *, value: bool) -> html.Div:
    """Return a box to tick."""
    box = dbc.Checkbox(id=f"rule-{name.replace(':', '-')}", name=name, label=label, value=value)
    return html.Div(box, className="cd-form-chk")


def act(what: str, label: str, symbol: str, style: str = "btn-outline-secondary") -> html.Button:
    """Return a button that asks the server for something; the draft goes along."""
    return html.Button(
        [icon(symbol), label], type="button", className=f"btn {style}", **attributes(data_cd_rule_act=what)
    )


def drop(what: str, label: str) -> html.Button:
    """Return the small button that takes a line away."""
    known = attributes(data_cd_rule_act=what, aria_label=label) | {"title": label}
    return html.Button(icon("x-lg"), type="button", className="cd-iconbtn cd-iconbtn--sm", **known)


def problem(wrong: Mapping[str, str], line: str) -> list[html.P]:
    """Return what is wrong with a line, beside it."""
    return [html.P(wrong[line], className="cd-late cd-rule__wrong", role="alert")] if line in wrong else []


def _named(label: str, field: Any, *, unit: str = "", wide: bool = False) -> html.Label:
    tail = [html.Span(unit)] if unit else []
    return html.Label(
        [html.Span(label, className="visually-hidden"), field, *tail],
        className="cd-rule__field cd-rule__field--wide" if wide else "cd-rule__field",
    )
