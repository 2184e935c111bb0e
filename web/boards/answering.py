"""What the browser is answered: a whole board, more cards, and what became of a move."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from dash import html

from components import board as pictures
from components import states
from components.formats import days, number
from components.language import explain, locale, ngettext
from components.language import gettext as _
from components.states import Blocker
from data.queries import board, options
from data.queries.cards import FIRST, CardRow
from data.queries.documents import chain_of
from data.queries.trail import missing_tasks
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.board import ColumnKey
from domain.errors import MalformedInput, SalesError, TasksOpen
from domain.filter import PipelineFilter
from domain.money import parse_minor
from domain.outcome import Outcome
from domain.quote import QuoteStatus, standing
from web.boards.asking import MOST_TASKS, Action, Drop, PageRequest, View, kind_of, label_of
from workflow.opportunities import Change, Closing, OrderWish, Target, undo

DECIMAL_COMMA = {"es", "it"}
LONGEST_NOTE = 2000
MILLISECONDS = 1000
CONTACT = pictures.CARD_FIELDS.index("contact")


def payload(reading: Session, view: View) -> dict[str, Any]:
    """Return the whole board: totals over all rows, and the first cards of each open column."""
    found = view.columns(reading)
    keys = [column.key for column in found.columns if column.key.outcome is Outcome.OPEN and column.totals.count]
    pages = view.told(reading, view.cards(reading).pages(keys, view.sort))
    columns = [
        replace(drawn, cards=_named(pages[column.key].rows), cursor=pages[column.key].cursor)
        if column.key in pages
        else replace(drawn, cursor=FIRST if _is_closed(column) and column.totals.count else None)
        for column, drawn in zip(found.columns, view.pictured(reading, found.columns), strict=True)
    ]
    lists = options.filter_options(reading, view.principal)
    setting = pictures.Setting(
        rev=int(time.time() * MILLISECONDS),
        today=view.today,
        currency=view.currency,
        as_of=view.as_of,
        rates_on=found.rates_on,
        sort=view.sort,
        basis=view.wanted.basis,
        # The past is looked at, not changed.
        changeable=view.as_of >= view.today and view.principal.may(Permission.CHANGE_OPPORTUNITIES),
    )
    drawn = pictures.board_payload(
        setting,
        columns,
        stages={stage.id: _stage(stage) for stage in lists.stages},
        owners={owner.id: owner.label for owner in lists.owners},
        reasons=[pictures.Reason(reason.id, reason.text, reason.sign) for reason in options.reasons(reading)],
        currencies=lists.currencies,
    )
    return drawn | view.rules(reading)


def more(reading: Session, view: View, request: PageRequest) -> dict[str, Any]:
    """Return the next cards of one column."""
    key = ColumnKey.parse(request.column)
    page = view.told(reading, view.cards(reading).pages([key], view.sort, request.cursor))[key]
    return pictures.page_payload(msgspec.to_builtins(request), _named(page.rows), page.cursor)


def act(session: Session, view: View, action: Action) -> Change:
    """Do what the browser asks, in one transaction; raise a refusal, and then nothing has changed."""
    now = clock.now()
    if action.kind == "undo":
        return undo(
            session, view.principal, action.event_id or 0, request_key=action.request_key, today=view.today, now=now
        )
    target = Target(action.card, action.version, action.request_key)
    column = ColumnKey.parse(action.to)
    return view.dropped(session, Drop(target, column, _closing(session, view, action), action))


def answer(reading: Session, view: View, action: Action, change: Change) -> dict[str, Any]:
    """Return what became of a change: the fresh card, the column it is in, all totals, and the way to undo it."""
    column, card = where(reading, view, change.opportunity_id)
    offered = change.event_id if action.kind == "move" else None
    return pictures.ack_payload(
        action.seq,
        ok=True,
        message=_surprise(reading, view, action, column),
        event_id=offered,
        card=card,
        column=column,
        columns=totals(reading, view),
    )


def refuse(reading: Session, view: View, action: Action, refusal: SalesError) -> dict[str, Any]:
    """Return why a change was refused, with the card and the totals as they stand."""
    column, card = where(reading, view, action.card)
    return pictures.ack_payload(
        action.seq,
        ok=False,
        message=explain(refusal),
        card=card,
        column=column,
        columns=totals(reading, view),
        tasks=missing_tasks(reading, action.card) if isinstance(refusal, TasksOpen) else (),
    )


def result_text(reading: Session, view: View, shown: int) -> str:
    """Return how many open opportunities the filter leaves, of how many."""
    if view.wanted.is_empty:
        return ngettext("{n} open", "{n} open", shown, n=number(shown))
    everything = replace(view, wanted=PipelineFilter(currency=view.wanted.currency)).columns(reading)
    return _("{shown} of {count}", shown=number(shown), count=number(everything.summary.count))


def perform(
    database: Database, principal: Principal, search: str | None, action: Action, model: type[View] = View
) -> tuple[dict[str, Any], str]:
    """Do an action; return how the board stands then (after a refusal as before it, with the reason) and its count."""
    with database.read() as reading:
        view = model.of(reading, principal, search)
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
        "contact": (_("Contact"), {"contact_ids": frozenset()}),
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
    found = view.card(session, action.card)
    final_minor = None
    if form.final_amount.strip() and found is not None:
        currency = str(found[1][pictures.CARD_FIELDS.index("currency")])
        final_minor = parse_minor(form.final_amount, currency, decimal_comma=locale() in DECIMAL_COMMA)
    if len(action.tasks) > MOST_TASKS:
        raise MalformedInput
    return Closing(
        form.reason_id,
        form.closed_on or view.today,
        final_minor,
        form.note[:LONGEST_NOTE],
        order=_order(session, action.card) if form.order else None,
        done_tasks=tuple(action.tasks),
    )


def _order(session: Session, opportunity_id: int) -> OrderWish:
    """Return what the order is made of: the quote that was accepted last, else the lines."""
    accepted = [quote for quote in chain_of(session, opportunity_id).quotes if quote.status == QuoteStatus.ACCEPTED]
    best = standing(accepted)
    return OrderWish("quote", best.id) if best else OrderWish("lines")


def where(reading: Session, view: View, opportunity_id: int) -> tuple[str | None, CardRow | None]:
    """Return the column that a card is in and the card; neither when the filter or the scope leaves it out."""
    found = view.card(reading, opportunity_id)
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
    label = next((label_of(one) for one in view.columns(reading).columns if str(one.key) == column), column)
    return _("Reopened at {column}, where it was before it was closed.", column=label)


def totals(reading: Session, view: View) -> list[pictures.Column]:
    """Return the columns with their totals, without cards."""
    return view.pictured(reading, view.columns(reading).columns)


def _is_closed(column: board.Column) -> bool:
    return column.key.outcome is not Outcome.OPEN


def _stage(stage: options.StageOption) -> pictures.Stage:
    return pictures.Stage(stage.name, stage.colour, stage.glyph, stage.pipeline, kind_of(Outcome(stage.kind)))
