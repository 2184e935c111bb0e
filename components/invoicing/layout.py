"""The layout of the invoicing board: canvas, skeleton, stores, and what stands at the end of its filter bar."""

from typing import Any

from dash import ClientsideFunction, Input, State, clientside_callback, dcc, html

from components.attributes import attributes
from components.board import BoardIds
from components.icons import icon
from components.invoicing.words import invoicing_text
from components.language import gettext as _
from components.popover import opens, popover

IDS = BoardIds("invoicing")
EXPORTS = "pop-export-invoicing"
SKELETON_HEIGHTS = (52, 58, 70, 62, 66, 60, 56, 30, 84, 64, 44, 40)  # per cent of the strip


def invoicing_layout(label: str, *, url: str = "url") -> list[Any]:
    """Return the board's canvas, skeleton and stores, to be the children of main.cd-content.cd-boardpage."""
    stores = (IDS.data, IDS.action, IDS.ack, IDS.page_request, IDS.page)
    return [
        html.Div(id=IDS.canvas, className="cd-boardpage cd-inv", **attributes(data_label=label, data_url=url)),
        _skeleton(),
        dcc.Store(id=IDS.text, data=invoicing_text()),
        *(dcc.Store(id=store) for store in stores),
    ]


def register_invoicing() -> None:
    """Register the three clientside callbacks: draw, acknowledge, append. None of them asks the server."""
    canvas = State(IDS.canvas, "id")
    clientside_callback(
        ClientsideFunction("caudal_invoicing", "draw"), Input(IDS.data, "data"), State(IDS.text, "data"), canvas
    )
    for name, store in (("acknowledge", IDS.ack), ("append", IDS.page)):
        clientside_callback(
            ClientsideFunction("caudal_invoicing", name), Input(store, "data"), canvas, prevent_initial_call=True
        )


def actions(export_path: str, *, targets_path: str = "", may_export: bool = True) -> list[Any]:
    """Return the end of the filter bar: the export menu, and the way to the targets for those who may set them."""
    menu = html.Button([icon("download"), " ", _("Export")], className="btn btn-sm btn-ghost", **opens(EXPORTS))
    edit = html.A(
        _("Edit targets"), href=targets_path, className="btn btn-sm btn-primary", **attributes(data_cd_nav="plain")
    )
    return [*([menu, _exports(export_path)] if may_export else []), *([edit] if targets_path else [])]


def _exports(path: str) -> html.Div:
    """Return the menu; the browser adds the address's query to each link when it is used."""
    kinds = (
        ("csv", "filetype-csv", _("CSV file")),
        ("xlsx", "file-earmark-spreadsheet", _("Excel file")),
        ("pdf", "filetype-pdf", _("PDF file")),
    )
    links = [
        html.A(
            [icon(sign), html.Span(text)],
            href=f"{path}.{kind}",
            className="dropdown-item",
            **attributes(data_cd_export=kind),
        )
        for kind, sign, text in kinds
    ]
    printing = html.Button(
        [icon("printer"), html.Span(_("Print"))], className="dropdown-item", **attributes(data_cd_print="")
    )
    return popover(EXPORTS, _("Export"), [*links, printing])


def _skeleton() -> html.Div:
    figures = [html.Div(className="cd-sk cd-sk--total") for _figure in range(4)]
    bars = [html.Span(className="cd-sk", style={"height": f"{height}%"}) for height in SKELETON_HEIGHTS]
    lanes = [html.Div(className="cd-sk cd-sk--lane") for _lane in range(3)]
    return html.Div(
        [
            html.Div(figures, className="cd-boardbar"),
            html.Div([html.Div(bars, className="cd-sk__bars"), *lanes], className="cd-invgrid cd-invgrid--sk"),
            html.Span(_("Loading invoices, orders and opportunities"), className="visually-hidden", role="status"),
        ],
        className="cd-skeleton placeholder-glow",
        **attributes(data_slow=_("This takes longer than usual.")),
    )
