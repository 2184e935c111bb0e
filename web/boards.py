"""Boards: what a board's address asks for, and what the browser is answered."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import msgspec
from dash import html

from components import board as pictures
from components import states
from components.formats import days, number
from components.language import explain, locale, ngettext
from components.language import gettext as _
from components.states import Blocker
from data.queries import board, options
from data.queries.cards import FIRST, CardRow, Cards
from data.queries.reporting import reporting_currency
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.board import BoardSort, ColumnKey
from domain.errors import SalesError
from domain.filter import PipelineFilter
from domain.money import parse_minor
from domain.outcome import Outcome
from web import filters
from workflow.opportunities import Change, Closing, Target, drop, undo

DECIMAL_COMMA = {"es", "it"}
LONGEST_NOTE = 2000
MILLISECONDS = 1000
CONTACT = pictures.CARD_FIELDS.index("contact")


class ClosingForm(msgspec.Struct):
    """What the closing dialog sends; the amount as it was typed."""

    reason_id: int | None = None
    closed_on: date | None = None
    final_amount: str = ""
    note: str = ""


class Action(msgspec.Struct, rename={"from_": "from"}):
    """One drop or one undo."""

    seq: int
    request_key: str
    kind: Literal["move", "undo"]
    card: int
    version: int
    from_: str = ""
    to: str = ""
    event_id: int | None = None
    closing: ClosingForm | None = None


class PageRequest(msgspec.Struct):
    """A wish for more cards of one column."""

    seq: int
    rev: int
    column: str
    cursor: list[str | int]


@dataclass(frozen=True, slots=True)
class View:
    """What one address asks of a board, for one person, on one day."""

    principal: Principal
    wanted: PipelineFilter
    sort: BoardSort
    currency: str
    as_of: date
    today: date

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter or UnknownCurrency for one that cannot be answered."""
        wanted = filters.of_search(search)
        today = clock.today(principal.time_zone)
        currency = reporting_currency(reading, principal, wanted)
        return cls(principal, wanted, filters.sort_of_search(search), currency, wanted.as_of or today, today)

    def columns(self, reading: Session) -> board.Columns:
        """Return the totals of all columns."""
        return board.columns(reading, self.principal, self.wanted, currency=self.currency, as_of=self.as_of)

    def cards(self, reading: Session) -> Cards:
        """Return the reader of this view's cards."""
        return Cards(reading, self.principal, self.wanted, currency=self.currency, as_of=self.as_of)


def payload(reading: Session, view: View) -> dict[str, Any]:
    """Return the whole Progress board: totals over all rows, and the first cards of each open column."""
    found = view.columns(reading)
    keys = [column.key for column in found.columns if column.key.outcome is Outcome.OPEN and column.totals.count]
    pages = view.cards(reading).pages(keys, view.sort)
    columns = [
        replace(_column(column), cards=_named(pages[column.key].rows), cursor=pages[column.key].cursor)
        if column.key in pages
        else replace(_column(column), cursor=FIRST if _is_closed(column) and column.totals.count else None)
        for column in found.columns
    ]
    lists = options.filter_options(reading, view.principal)
    setting = pictures.Setting(
        rev=int(time.time() * MILLISECONDS),
        today=view.today,
        currency=view.currency,
        as_of=view.as_of,
        rates_on=found.rates_on,
        sort=view.sort,
        # The past is looked at, not changed.
        changeable=view.as_of >= view.today and view.principal.may(Permission.CHANGE_OPPORTUNITIES),
    )
    return pictures.board_payload(
        setting,
        columns,
        stages={stage.id: _stage(stage) for stage in lists.stages},
        owners={owner.id: owner.label for owner in lists.owners},
        reasons=[pictures.Reason(reason.id, reason.text, reason.sign) for reason in options.reasons(reading)],
        currencies=lists.currencies,
    )


def more(reading: Session, view: View, request: PageRequest) -> dict[str, Any]:
    """Return the next cards of one column."""
    page = view.cards(reading).page(ColumnKey.parse(request.column), view.sort, request.cursor)
    return pictures.page_payload(msgspec.to_builtins(request), _named(page.rows), page.cursor)


def act(session: Session, view: View, action: Action) -> Change:
    """Do what the browser asks, in one transaction; raise a refusal, and then nothing has changed."""
    now = clock.now()
    if action.kind == "undo":
        return undo(
            session, view.principal, action.event_id or 0, request_key=action.request_key, today=view.today, now=now
        )
    target = Target(action.card, action.version, action.request_key)
    closing = _closing(session, view, action)
    return drop(session, view.principal, target, ColumnKey.parse(action.to), closing, today=view.today, now=now)


def answer(reading: Session, view: View, action: Action, change: Change) -> dict[str, Any]:
    """Return what became of a change: the fresh card, the column it is in, all totals, and the way to undo it."""
    column, card = _where(reading, view, change.opportunity_id)
    offered = change.event_id if action.kind == "move" else None
    return pictures.ack_payload(
        action.seq,
        ok=True,
        message=_surprise(reading, view, action, column),
        event_id=offered,
        card=card,
        column=column,
        columns=_totals(reading, view),
    )


def refuse(reading: Session, view: View, action: Action, refusal: SalesError) -> dict[str, Any]:
    """Return why a change was refused, with the card and the totals as they stand."""
    column, card = _where(reading, view, action.card)
    return pictures.ack_payload(
        action.seq, ok=False, message=explain(refusal), card=card, column=column, columns=_totals(reading, view)
    )


def result_text(reading: Session, view: View, shown: int) -> str:
    """Return how many open opportunities the filter leaves, of how many."""
    if view.wanted.is_empty:
        return ngettext("{n} open", "{n} open", shown, n=number(shown))
    everything = replace(view, wanted=PipelineFilter(currency=view.wanted.currency)).columns(reading)
    return _("{shown} of {count}", shown=number(shown), count=number(everything.summary.count))


def perform(database: Database, principal: Principal, search: str | None, action: Action) -> tuple[dict[str, Any], str]:
    """Do an action; return how the board stands then (after a refusal as before it, with the reason) and its count."""
    with database.read() as reading:
        view = View.of(reading, principal, search)
    change, refusal = _attempt(database, view, action)
    with database.read() as reading:
        ack = answer(reading, view, action, change) if change else refuse(reading, view, action, refusal)
        return ack, result_text(reading, view, ack["summary"]["count"])


def _attempt(database: Database, view: View, action: Action) -> tuple[Change | None, SalesError]:
    try:
        return database.run(lambda session: act(session, view, action)), SalesError()
    except SalesError as refusal:
        return None, refusal


def nothing_found(reading: Session, view: View) -> html.Div:
    """Return what stands in place of an empty board: the way in, or the filters to drop."""
    if view.wanted.is_empty:
        return states.empty(may_import=view.principal.may(Permission.IMPORT))
    return states.no_results(_blockers(reading, view))


def _blockers(reading: Session, view: View) -> list[Blocker]:
    """Return the filters that leave nothing, with how many opportunities there would be without each."""
    names = {
        "company": (_("Company"), {"company_ids": frozenset()}),
        "period": (_("Period"), {"period": None}),
        "type": (_("Type"), {"type_ids": frozenset()}),
        "owner": (_("Owner"), {"owner_ids": frozenset()}),
        "agent": (_("Agent"), {"agent_ids": frozenset()}),
        "p": (_("Probability"), {"percent_min": 0, "percent_max": 100}),
        "stage": (_("Stage"), {"stage_ids": frozenset()}),
        "created": (_("Started"), {"created": None}),
        "idle": (_("Idle"), {"idle": None}),
        "q": (_("Text"), {"text": ""}),
    }
    found = []
    for key, (name, without) in names.items():
        wider = replace(view.wanted, **without)  # type: ignore[arg-type]  # each names a field with its empty value
        if wider != view.wanted:
            columns = replace(view, wanted=wider).columns(reading).columns
            found.append(Blocker(key, name, _shown(view.wanted, key), sum(one.totals.count for one in columns)))
    return found


def _shown(wanted: PipelineFilter, key: str) -> str:
    texts: Mapping[str, str] = {
        "period": wanted.period.text if wanted.period else "",
        "created": wanted.created.text if wanted.created else "",
        "idle": days(wanted.idle.days) if wanted.idle else "",
        "p": f"{wanted.percent_min}–{wanted.percent_max} %",
        "q": f"“{wanted.text}”",
    }
    return texts.get(key, "")


def _closing(session: Session, view: View, action: Action) -> Closing | None:
    form = action.closing
    if form is None:
        return None
    found = view.cards(session).card(action.card)
    final_minor = None
    if form.final_amount.strip() and found is not None:
        currency = str(found[1][pictures.CARD_FIELDS.index("currency")])
        final_minor = parse_minor(form.final_amount, currency, decimal_comma=locale() in DECIMAL_COMMA)
    return Closing(form.reason_id, form.closed_on or view.today, final_minor, form.note[:LONGEST_NOTE])


def _where(reading: Session, view: View, opportunity_id: int) -> tuple[str | None, CardRow | None]:
    found = view.cards(reading).card(opportunity_id)
    return (str(found[0]), _named([found[1]])[0]) if found is not None else (None, None)


def _named(rows: Sequence[CardRow]) -> list[CardRow]:
    """Say it on the card when an opportunity has no contact."""
    nobody = _("No contact")
    return [row if row[CONTACT] else (*row[:CONTACT], nobody, *row[CONTACT + 1 :]) for row in rows]


def _surprise(reading: Session, view: View, action: Action, column: str | None) -> str:
    """Say where the card is when it is not where it was dropped; otherwise the board has said all."""
    if action.kind == "undo" or column == action.to:
        return ""
    if column is None:
        return _("The opportunity no longer matches the filters, so the board does not show it.")
    label = next((_label(one) for one in view.columns(reading).columns if str(one.key) == column), column)
    return _("Reopened at {column}, where it was before it was closed.", column=label)


def _totals(reading: Session, view: View) -> list[pictures.Column]:
    return [_column(column) for column in view.columns(reading).columns]


def _column(column: board.Column) -> pictures.Column:
    key = column.key
    return pictures.Column(
        key=str(key),
        kind=_kind(key.outcome),
        label=_label(column),
        totals=column.totals,
        percent=column.percent,
        probability_id=key.probability_id,
    )


def _label(column: board.Column) -> str:
    return {Outcome.WON: _("Won"), Outcome.LOST: _("Lost")}.get(column.key.outcome, column.label)


def _is_closed(column: board.Column) -> bool:
    return column.key.outcome is not Outcome.OPEN


def _kind(outcome: Outcome) -> pictures.Kind:
    kinds: dict[Outcome, pictures.Kind] = {Outcome.WON: "won", Outcome.LOST: "lost"}
    return kinds.get(outcome, "open")


def _stage(stage: options.StageOption) -> pictures.Stage:
    return pictures.Stage(stage.name, stage.colour, stage.glyph, stage.pipeline, _kind(Outcome(stage.kind)))
