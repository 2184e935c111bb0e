"""Files: what is attached, with versions, preview and a place to drop more; assets/85-files.js sends and opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from domain.attachment import MEGABYTE, PDF, SHOWN_INLINE, FileRow

SHOWN = 16  # with everything; further ones are links, so that the tree stays small
KILOBYTE = 1000
ICONS = {
    "pdf": "file-earmark-pdf", "png": "image", "jpg": "image", "jpeg": "image", "gif": "image", "webp": "image",
    "tif": "image", "tiff": "image", "docx": "file-earmark-word", "doc": "file-earmark-word",
    "odt": "file-earmark-word", "xlsx": "file-earmark-spreadsheet", "xls": "file-earmark-spreadsheet",
    "ods": "file-earmark-spreadsheet", "csv": "file-earmark-spreadsheet", "pptx": "file-earmark-slides",
    "ppt": "file-earmark-slides", "odp": "file-earmark-slides", "zip": "file-earmark-zip", "eml": "envelope",
    "msg": "envelope", "ics": "calendar3",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """What the files belong to, whether the person may change them, and the store that hears when they changed."""

    kind: str  # "opportunity" or "contact"
    id: int
    changeable: bool
    refresh: str
    largest: int  # bytes


def files_pane(
    rows: Sequence[FileRow], types: Sequence[tuple[int, str]], place: Place, *, today: date, zone: str
) -> html.Div:
    """Return the list of files, the latest first, and the place where more can be dropped."""
    listed = [_item(row, place, today, zone) for row in rows[:SHOWN]]
    shown: list[Any] = [html.Ul(listed, className="cd-files")] if rows else []
    if not rows and not place.changeable:
        shown = [html.P(_("Nothing is attached."), className="cd-inlineempty")]
    rest = [html.A(row.name, href=_address(row)) for row in rows[SHOWN:]]
    further = [html.Div([html.Span(_("Further documents")), *rest], className="cd-filesmore")] if rest else []
    drop = [_drop(types, place)] if place.changeable else []
    most = formats.number(place.largest // MEGABYTE)
    known = attributes(
        data_cd_files=f"{place.kind}={place.id}",
        data_cd_files_refresh=place.refresh,
        data_cd_most=str(place.largest),
        data_too_large=_("is larger than {most} MB.", most=most),
        data_deleted=_("Document deleted"),
        data_undo=_("Undo"),
        data_refused=_("Not done"),
        data_failed=_("The connection was lost. Try it again."),
        data_close=_("Close"),
    )
    return html.Div([*drop, *shown, *further], className="cd-filespane", **known)


def _drop(types: Sequence[tuple[int, str]], place: Place) -> html.Div:
    most = formats.number(place.largest // MEGABYTE)
    options = [{"value": "", "label": _("No kind")}, *({"value": str(key), "label": name} for key, name in types)]
    button = html.Button(
        [icon("paperclip"), " ", _("Attach files")],
        type="button",
        className="btn btn-outline-secondary",
        **attributes(data_cd_file="choose"),
    )
    kind = html.Label(
        [html.Span(_("Kind of document"), className="visually-hidden"), dbc.Select(name="file_type", options=options, value="", placeholder=_("No kind"))],
        className="cd-filesdrop__k",
    )  # fmt: skip
    said = _(
        "Or drop them here: up to {most} MB each, PDF, Office, images, text, mails, ZIP. The same name makes a new version.",
        most=most,
    )
    going = html.Ul(className="cd-filesgoing", **attributes(data_cd_going="", aria_live="polite"))
    row = html.Div([button, kind, html.P(said, className="cd-mut cd-small")], className="cd-filesdrop__r")
    return html.Div([row, going], className="cd-filesdrop")


def _item(row: FileRow, place: Place, today: date, zone: str) -> html.Li:
    sign = ICONS.get(row.name.rpartition(".")[2].lower(), "file-earmark-text")
    parts: list[Any] = [
        icon(sign),
        html.A(row.name, href=_address(row), title=_("Download")),
        html.Span(_facts(row, today, zone), className="cd-mut cd-small"),
        html.Span(_buttons(row, place), className="cd-files__a"),
    ]
    if row.older:
        parts.append(_older(row.older, today, zone))
    return html.Li(parts)


def _facts(row: FileRow, today: date, zone: str) -> str:
    on = formats.day(row.at.astimezone(ZoneInfo(zone)).date(), today)
    return " · ".join(part for part in (row.type, size(row.size_bytes), on, row.by) if part)


def _buttons(row: FileRow, place: Place) -> list[Any]:
    parts: list[Any] = []
    if row.media_type in SHOWN_INLINE:
        label = _("Look at {name}", name=row.name)
        parts.append(
            html.Button(
                icon("eye"), type="button", className="cd-iconbtn cd-iconbtn--sm", title=label,
                **attributes(aria_label=label, data_cd_file="look", data_cd_src=f"{_address(row)}/view", data_cd_name=row.name),
            )
        )  # fmt: skip
    elif row.media_type == PDF:
        label = _("Look at {name}", name=row.name)
        parts.append(
            html.A(
                icon("eye"), href=f"{_address(row)}/view", target="_blank", rel="noopener",
                className="cd-iconbtn cd-iconbtn--sm", title=label, **attributes(aria_label=label),
            )
        )  # fmt: skip
    if place.changeable:
        label = _("Delete {name}", name=row.name)
        parts.append(
            html.Button(
                icon("trash"), type="button", className="cd-iconbtn cd-iconbtn--sm", title=label,
                **attributes(aria_label=label, data_cd_file="delete", data_cd_id=str(row.id), data_cd_name=row.name),
            )
        )  # fmt: skip
    return parts


def _older(older: Sequence[FileRow], today: date, zone: str) -> html.Details:
    summary = html.Summary(ngettext("{n} older version", "{n} older versions", len(older)))
    links = [html.A(_facts(row, today, zone), href=_address(row)) for row in older]
    return html.Details([summary, *links], className="cd-files__o")


def size(count: int) -> str:
    """Write a number of bytes: "840 kB", "1.2 MB"."""
    if count >= MEGABYTE:
        return f"{formats.number(count / MEGABYTE, 1)} MB"
    return f"{formats.number(max(1, round(count / KILOBYTE)))} kB"


def _address(row: FileRow) -> str:
    return f"/files/{row.id}"
