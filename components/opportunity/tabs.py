"""Tabs: what hangs on the opportunity, one list at a time; assets/30-shell.js moves between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dash import html

from components.attributes import attributes
from components.language import gettext as _

Pane = Literal["lines", "documents", "activities", "files", "log"]
RECORD = "opportunity-record"  # data: the id of the opportunity, for the panes that come when they are opened


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with how many rows its list has; `content` None is filled when the tab is opened."""

    pane: Pane
    label: str
    count: int
    content: Any = None


def tab_id(pane: Pane) -> str:
    """Return the id of the button that opens a pane."""
    return f"opportunity-tab-{pane}"


def pane_id(pane: Pane) -> str:
    """Return the id of a pane: its children are what the tab shows."""
    return f"opportunity-pane-{pane}"


def count_id(pane: Pane) -> str:
    """Return the id of the number on a tab: its children are how many rows the list has."""
    return f"opportunity-count-{pane}"


def tabs(listed: Sequence[Tab]) -> html.Section:
    """Return the tabs; the first one is open."""
    buttons = [_button(tab, is_open=number == 0) for number, tab in enumerate(listed)]
    bar = html.Div(
        buttons, className="nav nav-tabs cd-tablist", role="tablist", **attributes(aria_label=_("Opportunity"))
    )
    panes = [_pane(tab, is_open=number == 0) for number, tab in enumerate(listed)]
    return html.Section([html.Div(bar, className="cd-tabhead"), *panes], className="card cd-panel cd-tabs")


def _button(tab: Tab, *, is_open: bool) -> html.Button:
    return html.Button(
        [tab.label, html.Span(str(tab.count), id=count_id(tab.pane), className="cd-n cd-mut")],
        id=tab_id(tab.pane),
        className=f"nav-link{' active' if is_open else ''}",
        role="tab",
        tabIndex=0 if is_open else -1,
        **attributes(aria_controls=pane_id(tab.pane), aria_selected=str(is_open).lower()),
    )


def _pane(tab: Tab, *, is_open: bool) -> html.Div:
    return html.Div(
        tab.content if tab.content is not None else _waiting(),
        id=pane_id(tab.pane),
        role="tabpanel",
        hidden=not is_open,
        tabIndex=0,
        **attributes(aria_labelledby=tab_id(tab.pane)),
    )


def _waiting() -> html.Div:
    return html.Div(
        [html.Span(className="cd-sk"), html.Span(_("Loading"), className="visually-hidden", role="status")],
        className="cd-tabwait placeholder-glow",
    )
