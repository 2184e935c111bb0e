"""Behind: the dialog with the documents and opportunities that a cell of the forecast is made of."""

from datetime import date
from typing import Any

from dash import dcc, html

from components import formats
from components.attributes import attributes
from components.drawn import drawn
from components.forecast.outlook_words import DASH, chance, part_meaning, part_name
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import skeleton
from domain.outlook import Behind, BehindRow, Part
from domain.scenario import Fate

DIALOG, TITLE, BODY = "forecast-behind", "forecast-behind-title", "forecast-behind-body"
FOUND = "forecast-found"  # server → browser: the title and the rows
CELL = "forecast-cell"  # browser → server: {"seq", "cell": "2026-07.backlog"}
PATHS = {"order": "/order", "opportunity": "/opportunity"}
ICONS = {
    "order": "bag-check",
    "opportunity": "layout-text-sidebar-reverse",
    "month": "calendar3",
    "company": "building",
}
ROWS = 8


def dialog() -> html.Dialog:
    """Return the closed dialog; assets/a1-forecast-wire.js opens it and asks for what is in it."""
    close = html.Button(
        icon("x-lg"), type="button", className="cd-iconbtn", **attributes(aria_label=_("Close"), data_fc_close="")
    )
    head = html.Div(
        [html.H2(id=TITLE, **attributes(data_fc_usual=_("What is behind it"))), close], className="modal-header"
    )
    body = html.Div([html.Div(id=BODY), html.Div(skeleton(ROWS), className="cd-fcwait")], className="modal-body")
    box = html.Div([head, body], className="modal-content cd-modal__box cd-modal__box--list")
    return html.Dialog(
        [box, dcc.Store(id=CELL), dcc.Store(id=FOUND)],
        id=DIALOG,
        className="cd-modal cd-fcbehind",
        **attributes(aria_labelledby=TITLE, data_fc_dialog=""),
    )


def answer(found: Behind, today: date, files: str = "") -> dict[str, Any]:
    """Return what the browser draws into the dialog; `files` is an address of a file but for its kind, "{kind}"."""
    meaning, table = content(found, today)
    links = [_files(files)] if files and found.rows else []
    return {"title": title(found), "body": drawn([meaning, *links, table])}


def _files(address: str) -> html.P:
    """Return the links to everything behind the cell as files."""
    kinds = (("csv", _("CSV file")), ("xlsx", _("Excel file")))
    links = [
        html.A([icon("download"), " ", text], href=address.format(kind=kind), className="btn btn-sm btn-ghost")
        for kind, text in kinds
    ]
    return html.P(links, className="cd-mut")


def refused(reason: str) -> dict[str, Any]:
    """Return what the browser draws where a cell cannot be opened."""
    return {"title": _("What is behind it"), "body": drawn([html.P(reason, className="cd-late")])}


def title(found: Behind) -> str:
    """Return which cell it is and what it amounts to."""
    month = formats.month(found.cell.month) if found.cell.month else str(found.cell.year)
    amount = formats.money(found.total_minor, found.currency)
    return _("{month}, {part}: {amount}", month=month, part=part_name(found.cell.part), amount=amount)


def content(found: Behind, today: date) -> list[Any]:
    """Return what the part means, and its rows, which add up to it."""
    part = found.cell.part
    meaning = html.P(part_meaning(part, found.cell.measure), className="cd-mut")
    label = _("What is behind it")
    table = html.Table(
        [
            html.Caption(label, className="visually-hidden"),
            _head(part),
            html.Tbody([_row(row, part, found.currency, today) for row in found.rows]),
            html.Tfoot([*_rest(found), _total(found)]),
        ],
        className="cd-table cd-table--tight",
    )
    scroller = html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))
    return [meaning, scroller]


def _head(part: Part) -> html.Thead:
    names = [_("What"), _("When"), _("Amount"), _("Chance"), _("Counts with")]
    first = {Part.FRESH: _("Created in"), Part.HISTORY: _("Company")}.get(part, names[0])
    cells = [html.Th(first, scope="col"), *(html.Th(name, scope="col", className="num") for name in names[1:])]
    if part is Part.PIPELINE:
        cells.append(html.Th(_("What if"), scope="col", className="num"))
    return html.Thead(html.Tr(cells))


def _row(row: BehindRow, part: Part, currency: str, today: date) -> html.Tr:
    on = formats.day(row.on, today) if row.on and row.kind != "month" else DASH
    told = part in (Part.FRESH, Part.HISTORY)
    return html.Tr(
        [
            html.Th(_name(row), scope="row"),
            html.Td(on, className="num"),
            html.Td(DASH if told else formats.money(row.net_minor, currency), className="num cd-n"),
            html.Td(DASH if row.chance is None else chance(row.chance), className="num cd-n"),
            html.Td(formats.money(row.counts_minor, currency), className="num cd-n cd-med"),
            *([_assuming(row)] if part is Part.PIPELINE else []),
        ]
    )


def _assuming(row: BehindRow) -> html.Td:
    """Return the buttons that count an opportunity as won, or as lost, beside the forecast."""
    choices = (
        (Fate.WON, "check2-circle", _("Count {title} as won", title=row.title)),
        (Fate.LOST, "x-circle", _("Count {title} as lost", title=row.title)),
    )
    buttons = [
        html.Button(
            icon(sign),
            type="button",
            className="cd-iconbtn cd-iconbtn--sm",
            title=text,
            **attributes(aria_label=text, data_fc_assume=f"deal.{row.id}", data_fc_value=fate.value),
        )
        for fate, sign, text in choices
    ]
    return html.Td(buttons, className="num cd-fcassume")


def _name(row: BehindRow) -> Any:
    if row.kind == "month":
        return formats.month(row.on) if row.on else DASH
    if row.kind == "company":
        return row.title
    sign = icon(ICONS.get(row.kind, "receipt"))
    said: list[Any] = [html.B(row.contact), " ", html.Span(row.title or row.number, className="cd-2")]
    href = f"{PATHS.get(row.kind, '/invoice')}/{row.id}"
    link = html.A(
        said, href=href, className="cd-table__link cd-trunc", title=row.number, **attributes(data_cd_nav="plain")
    )
    return html.Span([sign, link], className="cd-fcname")


def _rest(found: Behind) -> list[html.Tr]:
    left = found.count - len(found.rows)
    if not left:
        return []
    text = ngettext("{n} more", "{n} more", left, n=formats.number(left))
    return [_sum(text, found.rest_minor, found.currency, found.cell.part)]


def _total(found: Behind) -> html.Tr:
    return _sum(_("Together"), found.total_minor, found.currency, found.cell.part)


def _sum(text: str, minor: int, currency: str, part: Part) -> html.Tr:
    amount = html.Td(formats.money(minor, currency), className="num cd-n")
    end = [html.Td()] if part is Part.PIPELINE else []
    return html.Tr([html.Th(text, scope="row", colSpan=4), amount, *end])
