"""The bell: when something new is heard, its count, its list and, for what matters, a toast."""

from collections.abc import Sequence
from typing import Any

import dash
import msgspec
from dash import Input, Output

from components import bell, toasts
from components.language import gettext as _
from components.language import ngettext
from domain.access import Permission
from domain.errors import MalformedInput
from web import chrome, session
from web.guard import callback

MOST_KEYS = 20


class News(msgspec.Struct):
    """That there is something new, and the keys of the notices that matter."""

    seq: int
    keys: list[str]


def register() -> None:
    """Register the callback; call it once, before the app is sealed."""
    callback(
        Output(bell.LIST, "children", allow_duplicate=True),
        Output(bell.BADGE, "children"),
        Output(bell.BADGE, "hidden", allow_duplicate=True),
        Output(bell.BUTTON, "aria-label"),
        Output(toasts.STORE, "data", allow_duplicate=True),
        Input(bell.NEWS, "data"),
        permission=Permission.USE_APP,
        prevent_initial_call=True,
    )(ring)


def ring(news: News | None) -> Any:
    """Show what is unread, and tell what matters of what is new."""
    if news is None:
        return dash.no_update
    if len(news.keys) > MOST_KEYS:
        raise MalformedInput
    principal = session.principal()
    with session.present().read() as reading:
        notices = chrome.unread(reading, principal)
        count = chrome.unread_count(reading, principal)
        told = chrome.news(reading, principal, news.keys)
    return bell.entries(notices), str(count), not count, bell.spoken(count), _toast(told) or dash.no_update


def _toast(told: Sequence[bell.Notice]) -> dict[str, Any] | None:
    if not told:
        return None
    newest, more = told[0], len(told) - 1
    text = ngettext("and {n} more notice", "and {n} more notices", more) if more else newest.text
    link = (newest.href, _("Open")) if newest.href else None
    return toasts.toast(newest.title, text, toasts.tone_of(newest.tone), link=link)
