"""A panel of the overview: title, caption, body, foot; drawn empty at once and filled by a callback."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from components import states
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _

SKELETON_ROWS = 6


@dataclass(frozen=True, slots=True)
class Filled:
    """What fills a panel; the foot is left out when it is None."""

    caption: Any
    body: Any
    foot: Any = None

    @property
    def parts(self) -> tuple[Any, Any, Any, bool]:
        """The values of the panel's outputs: caption, body, foot and whether the foot is hidden."""
        return self.caption, self.body, self.foot, self.foot is None


@dataclass(frozen=True, slots=True)
class PanelIds:
    """The ids of a panel's parts."""

    panel: str

    @property
    def caption(self) -> str:
        """The line below the title."""
        return f"{self.panel}-caption"

    @property
    def body(self) -> str:
        """What the panel shows."""
        return f"{self.panel}-body"

    @property
    def foot(self) -> str:
        """The line at its end: legend or caveat."""
        return f"{self.panel}-foot"


def panel(name: str, title: str, columns: int, tools: Sequence[Any] = (), rows: int = SKELETON_ROWS) -> html.Section:
    """Return an empty panel of some of the grid's twelve columns; `tools` stand at the end of its head."""
    ids, heading = PanelIds(name), f"{name}-title"
    head = html.Header(
        [
            html.Div([html.H2(title, id=heading), html.P(id=ids.caption)], className="cd-panel__t"),
            *([html.Div(list(tools), className="cd-panel__a")] if tools else []),
        ],
        className="cd-panel__head",
    )
    body = html.Div(skeleton(rows), id=ids.body, className="cd-panel__body")
    return html.Section(
        [head, body, html.Div(id=ids.foot, className="cd-panel__foot", hidden=True)],
        className=f"card cd-panel cd-c{columns}",
        **attributes(aria_labelledby=heading),
    )


def skeleton(rows: int) -> html.Div:
    """Return placeholders for the rows that are on their way."""
    lines = [html.Span(className="cd-sk cd-ovsk") for _row in range(rows)]
    return html.Div(
        [*lines, html.Span(_("Loading"), className="visually-hidden", role="status")], className="placeholder-glow"
    )


def failed(reason: str) -> Filled:
    """Return what a panel shows that cannot be drawn; the others stay as they are."""
    return Filled("", states.panel_error(_("This panel cannot be shown"), reason))


def open_link(label: str, href: str) -> html.A:
    """Return the link in a panel's head to the page with everything behind it."""
    arrow = icon("arrow-right", "cd-micro")
    return html.A([label, " ", arrow], href=href, className="btn btn-sm btn-ghost", **attributes(data_cd_nav="exact"))


def file_links(path: Callable[[str], str], title: str) -> list[html.A]:
    """Return the ways to a panel's files by their kind; the browser adds the address's query when one is chosen."""
    return [
        html.A(
            [icon("download", "cd-micro"), " ", name],
            href=path(kind),
            className="btn btn-sm btn-ghost",
            **attributes(data_cd_export=kind, aria_label=f"{name}: {title}"),
        )
        for kind, name in (("csv", "CSV"), ("xlsx", "XLSX"))
    ]


def numbers(head: Sequence[str], rows: Sequence[Sequence[str]], label: str) -> html.Details:
    """Return the same numbers as a table, one click away; the first column names the row."""
    table = html.Table(
        [
            html.Caption(label, className="visually-hidden"),
            html.Thead(
                html.Tr(
                    [html.Th(text, scope="col", className="num" if place else "") for place, text in enumerate(head)]
                )
            ),
            html.Tbody(
                [
                    html.Tr([html.Th(row[0], scope="row"), *(html.Td(text, className="num") for text in row[1:])])
                    for row in rows
                ]
            ),
        ],
        className="cd-table cd-table--tight",
    )
    scroller = html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))
    return html.Details([html.Summary(_("Show as a table")), scroller], className="cd-asdata")
