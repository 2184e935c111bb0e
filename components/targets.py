"""Targets: the page's bar, the canvas that assets/70-targets*.js draws the sheet on, its words, and what travels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Input, State, clientside_callback, dcc, html

from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.popover import opens, popover
from domain.money import exponent

CANVAS = "targets-canvas"
TEXT = "targets-text"
DATA = "targets-data"  # server → browser: the sheet as it stands
ACTION = "targets-action"  # browser → server: one save or one undo
ACK = "targets-ack"  # server → browser: what became of it
COPY = "targets-copy"  # browser → server: a wish for last year's, grown
PROPOSAL = "targets-proposal"  # server → browser: what that would make
COMPANIES = "pop-targets-company"
UNDO_ICON = "arrow-counterclockwise"


@dataclass(frozen=True, slots=True)
class Link:
    """A choice of the bar: a word, its address, and whether it is the present one."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The choices over the sheet; `years` are the one before, the present and the one after."""

    companies: Sequence[Link]
    years: tuple[Link, Link, Link]
    measures: Sequence[Link]
    levels: Sequence[Link]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: whose targets, in minor units by month, None where there is none, and last year's result."""

    id: int
    name: str
    targets: Sequence[int | None]
    last_year: Sequence[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the browser draws; `query` names the sheet, `others` are the sums of the other levels by the word for them."""

    query: str
    currency: str
    what: str
    months: Sequence[str]
    first_month: int
    this_month: int
    rows: Sequence[SheetRow]
    others: Mapping[str, Sequence[int | None]]
    undo_event_id: int | None = None
    decimal_comma: bool = False


def bar(choices: Bar) -> html.Div:
    """Return the bar: company, year, measure and level; each choice is a link, so Back leads to the last one."""
    parts = [_companies(choices.companies), _years(choices.years)]
    parts += [_segments(choices.measures, _("Measure")), _segments(choices.levels, _("Level"))]
    section = html.Section(
        html.Div([part for part in parts if part], className="cd-filters__scroll"),
        className="cd-filters cd-targetbar",
        **attributes(aria_label=_("What the targets are about")),
    )
    pop = [_company_list(choices.companies)] if choices.companies[1:] else []
    return html.Div([section, *pop], className="cd-filterwrap")


def canvas(*, user: str, sheet: str, upload: str, template: str, csrf_token: str) -> list[Any]:
    """Return the sheet's canvas and stores; `sheet` is the query of the address, `user` keeps drafts apart per person."""
    settings = attributes(
        data_user=user, data_sheet=sheet, data_upload=upload, data_template=template, data_token=csrf_token
    )
    placeholder = html.Div(className="cd-sk cd-sk--sheet", **attributes(aria_hidden="true"))
    return [
        html.Div(placeholder, id=CANVAS, className="cd-targets", **settings),
        dcc.Store(id=TEXT, data=words()),
        *(dcc.Store(id=store) for store in (DATA, ACTION, ACK, COPY, PROPOSAL)),
    ]


def register() -> None:
    """Register what the browser does with what arrives: draw the sheet, acknowledge a save, show a proposal."""
    for name, store in (("draw", DATA), ("acknowledge", ACK), ("propose", PROPOSAL)):
        clientside_callback(
            ClientsideFunction("caudal_targets", name),
            Input(store, "data"),
            State(TEXT, "data"),
            State(CANVAS, "id"),
            prevent_initial_call=name != "draw",
        )


def payload(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as it travels."""
    return {
        "sheet": sheet.query,
        "currency": sheet.currency,
        "digits": exponent(sheet.currency),
        "comma": sheet.decimal_comma,
        "months": list(sheet.months),
        "first": sheet.first_month,
        "this": sheet.this_month,
        "rows": [
            {"id": row.id, "name": row.name, "targets": list(row.targets), "last": list(row.last_year)}
            for row in sheet.rows
        ],
        "others": [{"label": label, "targets": list(minors)} for label, minors in sheet.others.items()],
        "words": {"year": str(sheet.first_month // 12 - 1), "what": sheet.what},
        "undo": {"event_id": sheet.undo_event_id} if sheet.undo_event_id else None,
    }


def words() -> dict[str, str]:
    """Return every sentence that the browser says, {parts} left open."""
    return {
        "save": _("Save"), "discard": _("Discard changes"), "copy": _("Copy last year"), "import": _("Import CSV"),
        "template": _("Template"), "undo": _("Undo the last save"), "preview": _("Preview"), "cancel": _("Cancel"),
        "from": _("Start from"), "from_results": _("Result of {year}"), "from_targets": _("Targets of {year}"),
        "growth": _("Change in %"), "growth_hint": _("such as 5 or −2.5"),
        "unsaved_one": _("{n} change not saved"), "unsaved_many": _("{n} changes not saved"),
        "nothing_unsaved": _("All changes are saved"),
        "restored": _("Changes that you had not saved were put back."),
        "previewing": _("A preview: nothing is saved yet. Change what you like, then save or discard."),
        "proposal": _("{total} instead of {before} in all."),
        "conflict": _("Someone else changed this to {value}"), "conflict_none": _("Someone else removed this target"),
        "unreadable": _("This cannot be read as an amount"), "negative": _("A target cannot be below zero"),
        "leave": _("There are changes that are not saved."),
        "total": _("Total"), "year_total": _("Year"), "no_rows": _("Nobody is here to have targets."),
        "cell": _("{name}, {month}"), "last_year": _("{year}: {value}"), "last_year_title": _("{what} in {month} of {year}: {value}"),
        "difference": _("{value} against the total above"), "no_target": _("no target"),
        "saved_one": _("{n} target saved"), "saved_many": _("{n} targets saved"), "undone": _("The last save was undone"),
        "not_saved": _("Not saved"), "not_done": _("Not done"), "undo_short": _("Undo"),
        "report": _("The file"), "report_good_one": _("{n} good row"), "report_good_many": _("{n} good rows"),
        "report_bad_one": _("{n} bad row"), "report_bad_many": _("{n} bad rows"),
        "report_same": _("It says nothing that is not here already."), "row": _("Row"), "column": _("Column"),
        "value": _("Value"), "reason": _("What is wrong"), "close": _("Close"),
        "empty_stays": _("Empty months of a file leave the target as it is."), "member": _("Whose"),
        "too_large": _("The file is larger than {size} kB. Nothing was read."), "sheet": _("Targets by month"),
    }  # fmt: skip


def _companies(companies: Sequence[Link]) -> html.Div | None:
    current = next((link.label for link in companies if link.current), "")
    if not companies[1:]:
        return html.Div(html.Strong(current), className="cd-targetbar__name cd-trunc") if current else None
    button = html.Button(
        [
            html.Span(_("Company"), className="cd-chip__k"),
            html.Span(current, className="cd-chip__v"),
            icon("chevron-down", "cd-chip__c"),
        ],
        className="cd-chip__main",
        **opens(COMPANIES),
    )
    return html.Div(button, className="cd-chip")


def _company_list(companies: Sequence[Link]) -> html.Div:
    links = [_link(link, "dropdown-item", close=True) for link in companies]
    return popover(COMPANIES, _("Choose a company"), links)


def _years(years: tuple[Link, Link, Link]) -> html.Div:
    before, present, after = years
    arrows = [
        html.A(
            icon(f"chevron-{side}"),
            href=link.href,
            className="cd-iconbtn cd-iconbtn--sm",
            title=link.label,
            **attributes(data_cd_nav="plain", aria_label=link.label),
        )
        for side, link in (("left", before), ("right", after))
    ]
    year = html.Strong(present.label, className="cd-n")
    return html.Div(
        [arrows[0], year, arrows[1]], className="cd-years", role="group", **attributes(aria_label=_("Year"))
    )


def _segments(links: Sequence[Link], label: str) -> html.Div:
    parts = [_link(link) for link in links]
    return html.Div(parts, className="cd-seg", role="group", **attributes(aria_label=label))


def _link(link: Link, class_name: str = "", *, close: bool = False) -> html.A:
    current = {"aria_current": "true"} if link.current else {}
    closing = {"data_cd_close": "pop"} if close else {}
    return html.A(
        link.label, href=link.href, className=class_name, **attributes(data_cd_nav="plain", **current, **closing)
    )
