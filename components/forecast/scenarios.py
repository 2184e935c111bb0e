"""Scenarios: assumptions kept under a name, in a list behind a button, and the form that keeps the present ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components.attributes import DECORATIVE, attributes
from components.icons import icon
from components.language import gettext as _
from components.popover import header, opens, popover
from components.renaming import pencil

POPOVER, SAVE_POPOVER = "pop-scenarios", "pop-save-scenario"
LIST = "forecast-scenarios"  # its children are entries(kept)
NAME, SHARED = "forecast-scenario-name", "forecast-scenario-shared"  # value
SAVE = "forecast-scenario-save"  # n_clicks: keep the assumptions of the address under NAME
ACTION = "forecast-scenario-action"  # data: {"seq", "what": "share" | "unshare" | "replace" | "delete" | "rename", "id", "name"?}
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept scenario; `owner` is the colleague who shared it (empty: mine), `query` what the address holds for it."""

    id: int
    name: str
    query: str
    owner: str = ""
    is_shared: bool = False


def button() -> html.Div:
    """Return the button that opens the list, and the list."""
    opener = html.Button(
        [icon("bookmark"), " ", _("Scenarios")], type="button", className="btn btn-sm btn-ghost", **opens(POPOVER)
    )
    return html.Div(
        [opener, popover(POPOVER, _("Scenarios"), [html.Div(id=LIST)], "cd-pop--views"), dcc.Store(id=ACTION)]
    )


def save_button(*, may_share: bool) -> html.Div:
    """Return "Save scenario" with its form: a name, shared or not."""
    field = dbc.Input(id=NAME, type="text", maxLength=LONGEST_NAME, autoComplete="off")
    name = html.Label([_("Name"), field], className="cd-form1")
    shared = dbc.Checkbox(id=SHARED, value=False, label=_("Share with everyone in my companies"))
    save = html.Button(
        _("Save scenario"),
        id=SAVE,
        type="button",
        className="btn btn-sm btn-primary",
        **attributes(data_cd_close="pop"),
    )
    form = html.Div([name, html.Div(shared, className="cd-form-chk", hidden=not may_share)], className="cd-pop__form")
    opener = html.Button(
        _("Save scenario"),
        type="button",
        className="btn btn-sm btn-outline-secondary cd-scen__save",
        **opens(SAVE_POPOVER),
        **attributes(data_fc_needs=""),
    )
    content = [form, html.Div(save, className="cd-pop__btns cd-pop__btns--end")]
    return html.Div([opener, popover(SAVE_POPOVER, _("Keep these assumptions under a name"), content, "cd-pop--save")])


def entries(kept: Sequence[Entry], *, may_share: bool) -> list[Any]:
    """Return the scenarios in two groups: one's own, and those that others share."""
    mine = [entry for entry in kept if not entry.owner]
    others = [entry for entry in kept if entry.owner]
    rows: list[Any] = []
    if mine:
        rows += [header(_("Mine")), *(_row(entry, may_share=may_share) for entry in mine)]
    if others:
        rows += [header(_("Shared with me")), *(_row(entry, may_share=may_share) for entry in others)]
    if rows:
        return rows
    text = _("No scenario yet. Move a slider, then choose “Save scenario”.")
    return [html.P(text, className="cd-pop__none")]


def _row(entry: Entry, *, may_share: bool) -> html.Div:
    tick = html.I(className="bi", **DECORATIVE)  # assets/a1-forecast-wire.js marks the one that the address holds
    shared = [icon("people", "cd-mut")] if entry.is_shared and not entry.owner else []
    owner = [html.Span(entry.owner, className="cd-mut")] if entry.owner else []
    choose = html.Button(
        [tick, html.Span(entry.name, className="cd-trunc"), *shared, *owner],
        type="button",
        className="dropdown-item",
        **attributes(data_fc_scenario=entry.query, data_cd_close="pop"),
    )
    actions = [] if entry.owner else _actions(entry, may_share=may_share)
    return html.Div([choose, html.Div(actions, className="cd-viewrow__a")], className="cd-viewrow")


def _actions(entry: Entry, *, may_share: bool) -> list[html.Button]:
    share = (
        ("unshare", "people-fill", _("Do not share {name} any longer", name=entry.name))
        if entry.is_shared
        else ("share", "people", _("Share {name}", name=entry.name))
    )
    replace = ("replace", "arrow-repeat", _("Let {name} stand for the present assumptions", name=entry.name))
    delete = ("delete", "trash", _("Delete {name}", name=entry.name))
    acts = [
        html.Button(
            icon(symbol),
            type="button",
            className="cd-iconbtn cd-iconbtn--sm",
            title=label,
            **attributes(aria_label=label, data_fc_act=what, data_fc_id=str(entry.id)),
        )
        for what, symbol, label in (*([share] if may_share else []), replace, delete)
    ]
    return [pencil(entry.name, entry.id, store=ACTION, key="what"), *acts]
