"""Saved views: named filters, private or shared, pinned to the navigation, one of them the default."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components.attributes import DECORATIVE, attributes
from components.icons import icon
from components.language import gettext as _
from components.popover import divider, find_field, header, opens, popover
from components.renaming import pencil
from domain.report import PAPERS

POPOVER = "pop-views"
SAVE_POPOVER = "pop-save-view"
LIST = "views-list"  # its children are entries(views)
NAME = "view-name"  # value
SHARED = "view-shared"  # value: bool
SAVE = "view-save"  # n_clicks: save the current filters under NAME
ACTION = "view-action"  # data: {"seq", "action": "pin" | "unpin" | "default" | "undefault" | "delete" | "rename" | "mail-…", "id"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named filter; `href` is its page with its query, `owner` the colleague who shared it (empty: mine)."""

    id: int
    name: str
    href: str
    owner: str = ""
    is_shared: bool = False
    is_pinned: bool = False
    is_default: bool = False
    is_current: bool = False
    count: str = ""
    every: str = ""  # "week" or "month", when it comes by e-mail
    colour: str = "p-75"  # a token of 10-tokens.css without its prefix


def button(view_name: str) -> html.Button:
    """Return the button beside the title: the view in use, or what the button is for."""
    shown = view_name or _("Views")
    label = _("{name}, saved view", name=view_name) if view_name else _("Saved views")
    return html.Button(
        [icon("bookmark"), html.Span(shown), icon("chevron-down", "cd-chip__c")],
        className="cd-view",
        **opens(POPOVER),
        **attributes(aria_label=label),
    )


def popover_of(views: Sequence[SavedView]) -> html.Div:
    """Return the list of views behind the button; dcc.Store ACTION receives what is done to one of them."""
    return html.Div(
        [
            dcc.Store(id=ACTION),
            popover(
                POPOVER,
                _("Saved views"),
                [find_field(_("Find a view")), html.Div(entries(views), id=LIST)],
                "cd-pop--views",
            ),
        ]
    )


def save_button(*, may_share: bool) -> html.Div:
    """Return "Save view" of the filter bar with its form: name, shared or not."""
    name = html.Label(
        [_("Name"), dbc.Input(id=NAME, type="text", maxLength=LONGEST_NAME, autoComplete="off")], className="cd-form1"
    )
    shared = dbc.Checkbox(id=SHARED, value=False, label=_("Share with everyone in my companies"))
    save = html.Button(_("Save view"), id=SAVE, className="btn btn-sm btn-primary", **attributes(data_cd_close="pop"))
    hidden = html.Div(shared, className="cd-form-chk", hidden=not may_share)
    return html.Div(
        [
            html.Button(_("Save view"), className="btn btn-sm btn-outline-secondary", **opens(SAVE_POPOVER)),
            popover(
                SAVE_POPOVER,
                _("Save current filters as a view"),
                [
                    html.Div([name, hidden], className="cd-pop__form"),
                    html.Div(save, className="cd-pop__btns cd-pop__btns--end"),
                ],
                "cd-pop--save",
            ),
        ]
    )


def entries(views: Sequence[SavedView]) -> list[Any]:
    """Return the views in two groups, the way to save the current filters, and the ways to take the page along."""
    mine = [view for view in views if not view.owner]
    others = [view for view in views if view.owner]
    rows: list[Any] = []
    if mine:
        rows += [header(_("Mine")), *[_row(view) for view in mine]]
    if others:
        rows += [header(_("Shared with me")), *[_row(view) for view in others]]
    if not rows:
        rows = [html.P(_("No saved view yet. Set filters, then choose “Save view”."), className="cd-pop__none")]
    add = html.Button(
        [icon("plus-lg"), html.Span(_("Save current filters as a view"))],
        className="dropdown-item cd-brandtext",
        **attributes(data_cd_pop_from=SAVE_POPOVER),
    )
    return [*rows, divider(), add, divider(), *_papers()]


def _papers() -> list[Any]:
    """Return the ways to take the page along as it is filtered; assets/36-papers.js knows its address."""
    rows = [
        ("pdf", "file-earmark-pdf", _("This page as a PDF")),
        ("png", "image", _("This page as a picture")),
        ("print", "printer", _("Print")),
    ]
    making = _("The picture is being made")
    failed = _("The picture could not be made. Use “Print” instead.")
    return [
        html.Button(
            [icon(symbol), html.Span(label)],
            className="dropdown-item",
            **attributes(
                data_cd_paper=what, data_cd_failed=failed, data_cd_making=making, data_cd_pages=",".join(PAPERS)
            ),
        )
        for what, symbol, label in rows
    ]


def _row(view: SavedView) -> html.Div:
    tick = icon("check2") if view.is_current else html.I(className="bi", **DECORATIVE)
    signs = [icon("pin-angle-fill", "cd-mut")] * view.is_pinned + [icon("star-fill", "cd-mut")] * view.is_default
    link = html.A(
        [
            tick,
            html.Span(view.name, className="cd-trunc"),
            *signs,
            *([html.Span(view.owner, className="cd-mut")] if view.owner else []),
            *([html.Span(view.count, className="cd-n cd-mut")] if view.count else []),
        ],
        href=view.href,
        className="dropdown-item" + (" is-on" if view.is_current else ""),
        **attributes(data_cd_nav="exact"),
    )
    actions = html.Div(_actions(view), className="cd-viewrow__a")
    return html.Div([link, actions], className="cd-viewrow", **attributes(data_cd_found=view.name))


def _actions(view: SavedView) -> list[html.Button]:
    pin = ("unpin", "pin-angle-fill", _("Unpin {name}")) if view.is_pinned else ("pin", "pin-angle", _("Pin {name}"))
    default = (
        ("undefault", "star-fill", _("Do not open {name} by default"))
        if view.is_default
        else ("default", "star", _("Open {name} by default"))
    )
    mail = {
        "": ("mail-week", "envelope", _("Send {name} to me by e-mail each Monday")),
        "week": ("mail-month", "envelope-fill", _("{name} comes each Monday: send it on the first of each month")),
        "month": ("mail-never", "envelope-fill", _("{name} comes on the first of each month: send it no more")),
    }[view.every]
    usual = [pin, default, mail]
    mine = usual if view.owner else [*usual, ("delete", "trash", _("Delete {name}"))]
    acts = [
        html.Button(
            icon(symbol),
            className="cd-iconbtn cd-iconbtn--sm" + (" is-on" if symbol.endswith("-fill") else ""),
            title=label.format(name=view.name),
            **attributes(aria_label=label.format(name=view.name), data_cd_view=str(view.id), data_cd_action=action),
        )
        for action, symbol, label in mine
    ]
    return acts if view.owner else [pencil(view.name, view.id, store=ACTION, key="action"), *acts]
