"""The bell: what happened that concerns the reader and has not been read."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html

from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.popover import popover

POPOVER = "pop-bell"
LIST = "bell-list"  # its children are entries(notices)
READ_ALL = "bell-read-all"  # n_clicks: mark all read
BADGE = "bell-badge"
BUTTON = "bell-button"
OPENED = "bell-opened"  # browser → server: {"seq", "id"}, the notice whose link was followed
ACTIVITY = "/activity"
NEWS = "bell-news"  # store, browser → server: there is something new; assets/b1-live-bell.js writes it


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification; `tone` is "", "pos", "warn" or "neg", `when` is written out ("12 min ago")."""

    title: str
    text: str
    when: str
    href: str = ""
    icon: str = "bell"
    tone: str = ""
    is_new: bool = True
    id: int = 0  # of a stored notice, which opening it marks as read


def spoken(unread: int) -> str:
    """Return what the bell is called, with how much is new."""
    return _("Notifications, {count} new", count=unread) if unread else _("Notifications")


def stores() -> list[dcc.Store]:
    """Return the stores by which the bell hears that there is something new, and that a notice was opened."""
    return [dcc.Store(id=NEWS), dcc.Store(id=OPENED)]


def popover_of(notices: Sequence[Notice]) -> html.Div:
    """Return the list behind the bell."""
    head = html.Div(
        [
            html.Strong(_("Notifications")),
            html.Button(_("Mark all read"), id=READ_ALL, className="btn btn-sm btn-ghost", disabled=not notices),
        ],
        className="cd-pop__head",
    )
    way = html.A(
        _("Open activity"),
        href=ACTIVITY,
        className="cd-pop__foot",
        **attributes(data_cd_nav="plain", data_cd_close="pop"),
    )
    return popover(POPOVER, _("Notifications"), [head, html.Div(entries(notices), id=LIST), way], "cd-pop--bell")


def entries(notices: Sequence[Notice]) -> list[html.Ul | html.P]:
    """Return the notifications as a list, or the sentence that there are none."""
    if not notices:
        return [
            html.P(_("Nothing new. What happens to your opportunities will show up here."), className="cd-pop__none")
        ]
    return [html.Ul([_entry(notice) for notice in notices], className="cd-notes")]


def _entry(notice: Notice) -> html.Li:
    known = {"data_cd_notice": str(notice.id)} if notice.id else {}
    link = attributes(data_cd_nav="plain", data_cd_close="pop", **known)
    title = html.A(notice.title, href=notice.href, **link) if notice.href else notice.title
    tone = f" cd-note__ic--{notice.tone}" if notice.tone else ""
    return html.Li(
        [
            html.Span(icon(notice.icon), className=f"cd-note__ic{tone}"),
            html.Div([html.B(title), html.P(notice.text), html.Span(notice.when)]),
        ],
        className="is-new" if notice.is_new else "",
    )
