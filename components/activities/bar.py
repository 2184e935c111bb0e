"""The calendar's bar: how, which days, whose, which kinds, and the private address for other calendars."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import formats
from components.activities.calendar import Shown, title
from components.activities.words import kind_icon, kind_names
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.popover import opens, popover
from domain.activity import Kind
from domain.days import Mode

PEOPLE = "pop-calendar-person"
FEED_POPOVER = "pop-calendar-feed"
FEED = "calendar-feed"  # children: whether there is a private address
FEED_ACTION = "calendar-feed-action"  # browser → server: make, replace or revoke it


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose days can be looked at; oneself has no id."""

    id: int | None
    name: str


def bar(shown: Shown, people: Sequence[Person], feed: Sequence[Any]) -> html.Div:
    """Return the bar; each choice is a link, so Back leads to the last one."""
    parts = [_pages(shown), _modes(shown), *_people(shown, people), _kinds(shown)]
    subscribe = html.Button(
        [icon("calendar2-week"), html.Span(_("Subscribe"))],
        className="btn btn-sm btn-outline-secondary",
        **opens(FEED_POPOVER),
        **attributes(aria_label=_("Subscribe")),
    )
    plan = html.Button(
        [icon("calendar-plus"), html.Span(_("Plan"))],
        type="button",
        className="btn btn-sm btn-primary",
        **attributes(data_cd_dialog="plan-activity", aria_haspopup="dialog", aria_label=_("Plan")),
    )
    end = html.Div([subscribe, *([plan] if shown.may_plan else [])], className="cd-filters__end")
    section = html.Section(
        [html.Div(parts, className="cd-filters__scroll"), end],
        className="cd-filters cd-calbar",
        **attributes(aria_label=_("Which days")),
    )
    pops = [
        popover(FEED_POPOVER, _("Subscribe"), [html.Div(list(feed), id=FEED)], "cd-pop--feed"),
        *_people_list(shown, people),
    ]
    return html.Div([section, dcc.Store(id=FEED_ACTION), *pops], className="cd-filterwrap")


def feed_state(since: date | None, address: str = "") -> list[Any]:
    """Say whether there is a private address; `address` is the one just made, which is shown this once."""
    explained = html.P(
        _(
            "A private address shows your own activities in any calendar that can subscribe: your phone, Outlook, Google."
        ),
        className="cd-2",
    )
    if address:
        field = dbc.Input(value=address, readonly=True, class_name="cd-n", id="calendar-feed-address")
        label = html.Label([html.Span(_("Your private address")), field], className="cd-form1")
        warning = _("Copy it now: it is not shown again. Whoever has it reads your activities.")
        return [
            label,
            html.P(warning, className="cd-2", role="status"),
            html.Div([_button("copy", _("Copy")), _button("revoke", _("Revoke"))], className="cd-feed__a"),
        ]
    if since is None:
        return [explained, html.Div(_button("renew", _("Make a private address")), className="cd-feed__a")]
    said = html.P(_("There has been one since {day}. A new one takes its place.", day=formats.long_day(since)))
    return [
        explained,
        said,
        html.Div([_button("renew", _("Replace")), _button("revoke", _("Revoke"))], className="cd-feed__a"),
    ]


def _button(what: str, label: str) -> html.Button:
    style = "btn-primary" if what in {"renew", "copy"} else "btn-ghost"
    done = {"data_cd_done": _("Copied")} if what == "copy" else {}
    return html.Button(label, type="button", className=f"btn btn-sm {style}", **attributes(data_cd_feed=what, **done))


def _pages(shown: Shown) -> html.Div:
    view = shown.view
    before, after = _("Earlier"), _("Later")
    return html.Div(
        [
            _arrow("chevron-left", before, shown.href(view.turned(-1))),
            html.Strong(title(shown), className="cd-n"),
            _arrow("chevron-right", after, shown.href(view.turned(1))),
            html.A(
                _("Today"), href=shown.href(replace(view, on=shown.today)), className="cd-calbar__today", **attributes(data_cd_nav="plain")
            ),
        ],
        className="cd-years",
        role="group",
        **attributes(aria_label=_("Days")),
    )  # fmt: skip


def _arrow(name: str, label: str, href: str) -> html.A:
    return html.A(
        icon(name), href=href, className="cd-iconbtn cd-iconbtn--sm", title=label, **attributes(data_cd_nav="plain", aria_label=label)
    )  # fmt: skip


def _modes(shown: Shown) -> html.Div:
    names = {Mode.MONTH: _("Month"), Mode.WEEK: _("Week"), Mode.AGENDA: _("List")}
    links = [
        _link(name, shown.href(replace(shown.view, mode=mode)), current=mode is shown.view.mode)
        for mode, name in names.items()
    ]
    return html.Div(links, className="cd-seg", role="group", **attributes(aria_label=_("View")))


def _link(content: Any, href: str, *, current: bool, class_name: str = "", **more: str) -> html.A:
    here = {"aria_current": "true"} if current else {}
    return html.A(content, href=href, className=class_name or None, **attributes(data_cd_nav="plain", **here, **more))


def _people(shown: Shown, people: Sequence[Person]) -> list[html.Div]:
    if len(people) < 2:
        return []
    name = next((each.name for each in people if each.id == shown.view.person), "")
    button = html.Button(
        [
            html.Span(_("Whose"), className="cd-chip__k"),
            html.Span(name, className="cd-chip__v"),
            icon("chevron-down", "cd-chip__c"),
        ],
        className="cd-chip__main",
        **opens(PEOPLE),
    )
    return [html.Div(button, className=f"cd-chip{' is-set' if shown.view.person is not None else ''}")]


def _people_list(shown: Shown, people: Sequence[Person]) -> list[html.Div]:
    if len(people) < 2:
        return []
    links = [
        _link(
            each.name, shown.href(replace(shown.view, person=each.id)), current=each.id == shown.view.person,
            class_name="dropdown-item", data_cd_close="pop",
        )
        for each in people
    ]  # fmt: skip
    return [popover(PEOPLE, _("Whose days"), links)]


def _kinds(shown: Shown) -> html.Div:
    """Return the kinds as switches: none chosen means all of them."""
    names = kind_names()
    links = [
        _link(
            icon(kind_icon(kind)), shown.href(shown.view.toggled(kind)), current=kind in shown.view.kinds,
            title=names[kind], aria_label=names[kind],
        )
        for kind in Kind
    ]  # fmt: skip
    return html.Div(links, className="cd-seg cd-calbar__kinds", role="group", **attributes(aria_label=_("Kinds")))
