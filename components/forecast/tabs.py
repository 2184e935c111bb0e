"""Tabs: the strip at the top of every forecast page that leads to the others and keeps the filter."""

from dataclasses import dataclass

from dash import html

from components.attributes import attributes
from components.language import gettext as _


@dataclass(frozen=True, slots=True)
class Tab:
    """A forecast page: its path and its name in the strip."""

    path: str
    label: str


def pages() -> list[Tab]:
    """Return the forecast pages in the order of the strip."""
    return [
        Tab("/forecast", _("Outlook")),
        Tab("/forecast/changes", _("What changed")),
        Tab("/forecast/analysis", _("Analysis")),
        Tab("/forecast/record", _("Track record")),
        Tab("/forecast/quality", _("Data quality")),
        Tab("/forecast/commit", _("Categories")),
        Tab("/forecast/plans", _("Plans")),
    ]


def tabs(current: str) -> html.Nav:
    """Return the strip; the page at the path `current` is marked."""
    return html.Nav(
        [_link(tab, is_current=tab.path == current) for tab in pages()],
        className="cd-fctabs",
        **attributes(aria_label=_("Forecast pages")),
    )


def _link(tab: Tab, *, is_current: bool) -> html.A:
    marked = attributes(aria_current="page") if is_current else {}
    return html.A(tab.label, href=tab.path, className="cd-fctabs__a", **attributes(data_cd_nav="filtered"), **marked)
