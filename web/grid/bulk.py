"""Changes of many opportunities, as the browser asks for them: told first in words, done, and taken back."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Literal

import msgspec

from components.formats import number
from components.language import explain, ngettext
from components.language import gettext as _
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.errors import SalesError
from web.grid.view import View
from workflow.opportunities import Closing
from workflow.opportunities.bulk import MOST, Report, What, Wish, change_all, rehearse, undo_all

Among = Callable[[Session], Sequence[tuple[int, int]]]  # names the opportunities, id and version each


class Action(msgspec.Struct):
    """One wish: which rows (id and version each; none means all of the list), what they become, or what to take back."""

    seq: int
    request_key: str
    kind: Literal["preview", "change", "undo"]
    what: What = What.OWNER
    rows: list[tuple[int, int]] = []
    owner_id: int | None = None
    stage_id: int | None = None
    reason_id: int | None = None
    on: date | None = None
    note: str = ""
    event_ids: list[int] = []


def perform(
    database: Database, principal: Principal, search: str | None, action: Action, among: Among | None = None
) -> dict[str, Any]:
    """Do it; return what became or would become of it in words, and the handles for undoing.

    `among` tells which opportunities are meant where they are neither rows nor the list of an address.
    """
    try:
        report = _done(database, principal, action, among or partial(_meant, principal, search, action))
    except SalesError as refusal:
        return _answer(action, ok=False, message=explain(refusal))
    refusals = _refusals(report)
    if action.kind != "preview" and refusals and not report.changes:
        return _answer(action, ok=False, message=" ".join(refusals))
    lines = [sentence_of(report, action.kind), *refusals]
    events = list(report.event_ids) if action.kind == "change" else []
    return _answer(action, ok=True, lines=lines, count=len(report.changes), event_ids=events)


def sentence_of(report: Report, kind: str) -> str:
    """Return how many change, or did; and how many already are as they shall be."""
    count = len(report.changes)
    said = {
        "preview": ngettext("{n} opportunity changes.", "{n} opportunities change.", count, n=number(count)),
        "change": ngettext("{n} opportunity changed.", "{n} opportunities changed.", count, n=number(count)),
        "undo": ngettext("{n} opportunity is as before.", "{n} opportunities are as before.", count, n=number(count)),
    }[kind]
    if not report.unchanged:
        return said
    same = report.unchanged
    already = ngettext("{n} is like this already.", "{n} are like this already.", same, n=number(same))
    return f"{said} {already}"


def _done(database: Database, principal: Principal, action: Action, among: Among) -> Report:
    now, today = clock.now(), clock.today(principal.time_zone)
    if action.kind == "undo":
        return database.run(
            lambda session: undo_all(
                session, principal, action.event_ids, request_key=action.request_key, today=today, now=now
            )
        )

    def work(session: Session) -> Report:
        return change_all(
            session,
            principal,
            among(session),
            _wish(action, today),
            request_key=action.request_key,
            today=today,
            now=now,
        )

    return rehearse(database, work) if action.kind == "preview" else database.run(work)


def _meant(principal: Principal, search: str | None, action: Action, session: Session) -> Sequence[tuple[int, int]]:
    """Return the rows of the wish, else the whole list that the address names, or one more than may be changed at once."""
    return action.rows or View.of(session, principal, search).grid(session).all_ids(MOST + 1)


def _wish(action: Action, today: date) -> Wish:
    closing = Closing(action.reason_id, action.on or today, note=action.note) if action.what is What.LOSE else None
    return Wish(action.what, action.owner_id, action.stage_id, action.on, closing)


def _refusals(report: Report) -> list[str]:
    """Return a line per reason; the sentence is that of the first one it is true of."""
    return [
        _("{n} refused: {reason}", n=number(refused.count), reason=explain(refused.refusal))
        for refused in report.refused
    ]


def _answer(action: Action, **told: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "seq": action.seq,
        "kind": action.kind,
        "message": "",
        "lines": [],
        "count": 0,
        "event_ids": [],
    }
    return usual | told
