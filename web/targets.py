"""Targets: which sheet an address means, what the browser is sent and sends, and the files that go both ways."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import msgspec
from babel.dates import get_month_names
from flask import Blueprint, Response, jsonify, request

from components import targets as pictures
from components.formats import region
from components.language import explain, locale
from components.language import gettext as _
from data.queries import quotas as queries
from data.queries.export import Heading
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import MalformedInput, NotFound, SalesError
from domain.period import FIRST_YEAR, LAST_YEAR, month_of
from domain.quota import Level, Measure, SheetKey, Source, growth, in_time, levels_of, this_year
from web import exports, router, session
from web.boards import DECIMAL_COMMA
from web.routes import needs
from workflow import quota_files, quotas
from workflow.quotas import Cell

doors = Blueprint("targets", __name__)

PATH = "/targets"
UPLOAD = "/targets/import"
TEMPLATE = "/targets/template.csv"
FILE_FIELD = "file"
MOST_CHANGES = 5_000
MOST_PROBLEMS = 200
LONGEST_AMOUNT = 40
VERBS: Mapping[str, quotas.Verb] = {"set": "set_targets", "copy": "copy_targets", "import": "import_targets"}


class Change(msgspec.Struct):
    """One target: what the person saw, and what was typed; an empty text is no target."""

    member: int
    month: int
    before: int | None
    text: str


class Action(msgspec.Struct):
    """One save or one undo of a sheet; `how` the changes came about."""

    seq: int
    request_key: str
    kind: Literal["save", "undo"]
    sheet: str
    how: Literal["set", "copy", "import"] = "set"
    changes: list[Change] = []
    event_id: int = 0


class CopyRequest(msgspec.Struct):
    """A wish to see last year's targets or result, grown by a percentage."""

    seq: int
    sheet: str
    source: Source
    percent: str


@dataclass(frozen=True, slots=True)
class View:
    """The sheet that one address means, for one person, on one day."""

    principal: Principal
    key: SheetKey
    companies: tuple[queries.CompanyOption, ...]
    today: date

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter for what cannot be read, NotFound for people without a company."""
        today = clock.today(principal.time_zone)
        found = queries.companies(reading, principal)
        if not found:
            raise NotFound
        usual = this_year(found[0].id, levels_of(principal)[0], today)
        reachable = frozenset(each.id for each in found)
        return cls(principal, SheetKey.from_query(router.read_search(search), usual, reachable), found, today)

    @property
    def currency(self) -> str:
        """The currency of the sheet's company."""
        return next(each.currency for each in self.companies if each.id == self.key.company_id)

    def sheet(self, reading: Session) -> queries.Sheet:
        """Return the sheet as it stands."""
        return queries.sheet(reading, self.principal, self.key, today=self.today)


def bar(view: View) -> pictures.Bar:
    """Return the choices around a sheet."""
    key = view.key
    years = [max(key.year - 1, FIRST_YEAR + 1), key.year, min(key.year + 1, LAST_YEAR)]
    before, present, after = (pictures.Link(str(year), _href(replace(key, year=year))) for year in years)
    return pictures.Bar(
        companies=[
            pictures.Link(each.name, _href(replace(key, company_id=each.id)), current=each.id == key.company_id)
            for each in view.companies
        ],
        years=(before, present, after),
        measures=[
            pictures.Link(name, _href(replace(key, measure=each)), current=each is key.measure)
            for each, name in measure_names().items()
        ],
        levels=[
            pictures.Link(level_names()[each], _href(replace(key, level=each)), current=each is key.level)
            for each in levels_of(view.principal)
        ],
    )


def measure_names() -> dict[Measure, str]:
    """Return the measures as people read them."""
    return {Measure.BILLINGS: _("Invoiced"), Measure.BOOKINGS: _("Ordered")}


def level_names() -> dict[Level, str]:
    """Return the levels as people read them."""
    return {Level.COMPANY: _("Company"), Level.TEAM: _("Teams"), Level.AGENT: _("Agents")}


def payload(reading: Session, view: View) -> dict[str, Any]:
    """Return the sheet as the browser draws it."""
    sheet, key = view.sheet(reading), view.key
    names = get_month_names("abbreviated", "stand-alone", region())
    together = {
        Level.COMPANY: _("Company’s own target"), Level.TEAM: _("Teams together"), Level.AGENT: _("Agents together"),
    }  # fmt: skip
    save = sheet.last_save
    picture = pictures.Sheet(
        query=key.to_query(),
        currency=sheet.company.currency,
        what=measure_names()[key.measure],
        months=[str(names[month % 12 + 1]).rstrip(".") for month in key.months],
        first_month=key.months[0],
        this_month=month_of(view.today),
        rows=[pictures.SheetRow(row.member.id, row.member.name, row.targets, row.last_year) for row in sheet.rows],
        others={together[level]: minors for level, minors in sheet.sums.items() if level is not key.level},
        undo_event_id=save.event_id if save and in_time(save.at, clock.now()) else None,
        decimal_comma=locale() in DECIMAL_COMMA,
    )
    return pictures.payload(picture)


def perform(database: Database, principal: Principal, action: Action) -> dict[str, Any]:
    """Do a save or an undo, and answer with how the sheet stands then; a refusal says why and changes nothing."""
    with database.read() as reading:
        view = View.of(reading, principal, action.sheet)
    message = ""
    try:
        saved = database.run(lambda unit: _act(unit, view, action))
    except SalesError as refusal:
        saved, message = None, explain(refusal)
    with database.read() as reading:
        sheet = payload(reading, view)
    return {
        "seq": action.seq, "kind": action.kind, "ok": saved is not None, "message": message,
        "count": saved.count if saved else 0, "event_id": saved.event_id if saved else None, "data": sheet,
    }  # fmt: skip


def propose(reading: Session, principal: Principal, wish: CopyRequest) -> dict[str, Any]:
    """Return what copying last year would make of a sheet."""
    view = View.of(reading, principal, wish.sheet)
    percent = growth(wish.percent)
    cells = quotas.copy_of_last_year(reading, principal, view.key, wish.source, percent, today=view.today)
    return {"seq": wish.seq, "how": "copy", "sheet": view.key.to_query(), "cells": _proposed(cells)}


@doors.get(TEMPLATE)
@needs(Permission.SET_TARGETS)
def template() -> Response:
    """Answer with the sheet of the query as CSV, to fill in and to import."""
    principal = _setter()
    with session.database().read() as reading:
        view = View.of(reading, principal, request.query_string.decode("utf-8", "replace"))
        sheet = view.sheet(reading)
    name = f"targets-{sheet.company.code}-{view.key.name.replace('.', '-')}.csv"
    headings = [Heading(column, "text") for column in quota_files.header(sheet)]
    return exports.attached(exports.csv_text(quota_files.rows(sheet), headings), "text/csv", name)


@doors.post(UPLOAD)
@needs(Permission.SET_TARGETS)
def upload() -> Response:
    """Answer what a filled-in file says of the sheet of the query: what would change and what is wrong; write nothing."""
    principal = _setter()
    sent = request.files.get(FILE_FIELD)
    if sent is None:
        raise MalformedInput
    with closing(sent):  # a large one lies on the disk until then
        content = sent.stream.read(quota_files.LARGEST_FILE + 1)
    if len(content) > quota_files.LARGEST_FILE:
        raise quota_files.FileTooLarge(size=quota_files.LARGEST_FILE // 1024)
    with session.database().read() as reading:
        view = View.of(reading, principal, request.query_string.decode("utf-8", "replace"))
        sheet = view.sheet(reading)
    filled = quota_files.read(content, sheet, decimal_comma=locale() in DECIMAL_COMMA)
    return jsonify({
        "how": "import", "sheet": view.key.to_query(), "cells": _proposed(filled.cells), "good": filled.good_rows,
        "bad": len({problem.row for problem in filled.problems}),
        "problems": [
            {"row": each.row, "column": each.column, "value": each.value, "reason": explain(each.reason)}
            for each in filled.problems[:MOST_PROBLEMS]
        ],
    })  # fmt: skip


def _setter() -> Principal:
    principal = session.principal()
    principal.require(Permission.SET_TARGETS)
    return principal


def _href(key: SheetKey) -> str:
    return f"{PATH}?{key.to_query()}"


def _act(unit: Session, view: View, action: Action) -> quotas.Saved:
    now = clock.now()
    if action.kind == "undo":
        return quotas.undo(unit, view.principal, view.key, action.event_id, now=now, request_key=action.request_key)
    if len(action.changes) > MOST_CHANGES:
        raise MalformedInput
    cells = [_cell(change, view.currency) for change in action.changes]
    return quotas.set_targets(
        unit, view.principal, view.key, cells, now=now, verb=VERBS[action.how], request_key=action.request_key
    )


def _cell(change: Change, currency: str) -> Cell:
    text = change.text.strip()
    if len(text) > LONGEST_AMOUNT:
        raise MalformedInput
    after = quota_files.amount(text, currency, decimal_comma=locale() in DECIMAL_COMMA) if text else None
    return Cell(change.member, change.month, change.before, after)


def _proposed(cells: tuple[Cell, ...] | list[Cell]) -> list[list[int | None]]:
    return [[cell.member_id, cell.month, cell.after_minor] for cell in cells]
