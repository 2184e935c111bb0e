"""The deal: what the buttons and dialogs of an opportunity ask for, and what the browser is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import msgspec
from dash import html

from components import toasts
from components.language import explain
from components.language import gettext as _
from components.opportunity import deal as pictures
from components.opportunity.deal.closing import OPPORTUNITY
from components.opportunity.deal.fields import TASK
from data.queries import options
from data.queries.opportunity import detail
from data.queries.preferences import preference
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.board import ColumnKey
from domain.detail import Detail
from domain.errors import Conflict, MalformedInput, SalesError
from web.opportunity import merging, quoting
from web.opportunity.quoting import ABOUT_QUOTES, QuoteAction, QuoteWhat
from web.opportunity.reading import amount, day, number, number_in
from workflow import opportunities as verbs
from workflow import quotes
from workflow.opportunities import Arrival, Closing, OrderWish, Target
from workflow.ordering import standing_order

Dialog = Literal["win", "lose", "cancel", "reopen", "stage", "create_quote", "revise", "choose", "compare", "pause"]
Own = Literal[
    "win", "lose", "cancel", "reopen", "stage", "done", "open_task", "merge", "duplicate", "pause", "end_pause"
]
HABIT, ALWAYS = "stage_probability", "always"
LONGEST_NOTE = 2000
MOST_TASKS = 50
QUOTE = "quote"
UNDOABLE = {*get_args(Own), *quoting.UNDOABLE} - {"duplicate"}


class DealAsk(msgspec.Struct):
    """Which dialog is wanted, of which record."""

    seq: int
    what: Dialog
    id: int
    form: dict[str, str] = {}


class DealAction(msgspec.Struct):
    """What is to be done: of which record in which version, and the fields as they were typed."""

    seq: int
    what: Own | QuoteWhat | Literal["undo"]
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an action: the verb's change, of an opportunity or of one of its quotes, and the order it made."""

    what: str
    change: verbs.Change | quotes.Change
    order: tuple[int, str] | None = None

    @property
    def entity(self) -> str:
        """Whose event it is."""
        return self.change.entity if isinstance(self.change, quotes.Change) else "opportunity"


def asked(reading: Session, principal: Principal, ask: DealAsk) -> html.Div:
    """Return the dialog that is wanted, about the opportunity as it stands; raise NotFound."""
    today = clock.today(principal.time_zone)
    found = detail(reading, principal, ask.id, today=today)
    drawn: dict[Dialog, Callable[[], html.Div]] = {
        "win": lambda: pictures.win_dialog(found, options.reasons(reading), today),
        "lose": lambda: pictures.lose_dialog(found, options.reasons(reading), today),
        "cancel": lambda: pictures.cancel_dialog(found),
        "reopen": lambda: _reopening(reading, principal, found),
        "stage": lambda: _staging(reading, principal, found, ask.form, today),
        "create_quote": lambda: pictures.create_dialog(found, today),
        "revise": lambda: quoting.revising(reading, principal, OPPORTUNITY, ask.form, today),
        "pause": lambda: pictures.pause_dialog(found, today),
        "choose": lambda: merging.choosing(reading, principal, found),
        "compare": lambda: merging.comparing(reading, principal, found, ask.form, today),
    }
    return drawn[ask.what]()


def _reopening(reading: Session, principal: Principal, found: Detail) -> html.Div:
    back = verbs.foreseen(reading, principal, found.header.id)
    return pictures.reopen_dialog(found, back.stage, back.percent, back.net_minor)


def _staging(reading: Session, principal: Principal, found: Detail, form: dict[str, str], today: date) -> html.Div:
    sets = preference(reading, principal, HABIT) == ALWAYS
    return pictures.stage_dialog(found, number(form, "stage_id"), today, sets_probability=sets)


def performed_on_quote(
    database: Database, principal: Principal, action: QuoteAction, redraw: Callable[[], None]
) -> dict[str, Any]:
    """Do the same on the page of a quote."""
    form = quoting.of_own_page(action)
    wider = DealAction(action.seq, action.what, action.id, action.version, action.request_key, form)
    return performed(database, principal, wider, redraw)


def performed(
    database: Database, principal: Principal, action: DealAction, redraw: Callable[[], None]
) -> dict[str, Any]:
    """Do what is asked and show the page anew; return the answer: done and how to take it back, or why not."""
    try:
        done = database.run(lambda session: _do(session, principal, action))
    except Conflict as refusal:
        redraw()
        return _answer(action, stale=True, toast=toasts.refusal(explain(refusal)))
    except SalesError as refusal:
        return _answer(action, message=explain(refusal), toast=toasts.refusal(explain(refusal)))
    redraw()
    return _answer(action, ok=True, toast=_toast(action, done), undo=_undo(done))


def _do(session: Session, principal: Principal, action: DealAction) -> Done:
    today = clock.today(principal.time_zone)
    if action.what == "undo":
        return Done("undo", _take_back(session, principal, action, today))
    if action.what in ABOUT_QUOTES:
        about = quotes.Target(action.id, action.version, action.request_key)
        return Done(action.what, quoting.do(session, principal, action.what, about, action.form, today))
    acts: dict[str, Callable[[Session, Principal, DealAction, Target, date], verbs.Change]] = {
        "win": _win, "lose": _lose, "cancel": _cancel, "reopen": _reopen, "stage": _stage, "done": _tick,
        "open_task": _tick, "merge": _merge, "duplicate": _duplicate, "pause": _pause, "end_pause": _end_pause,
    }  # fmt: skip
    target = Target(action.id, action.version, action.request_key)
    change = acts[action.what](session, principal, action, target, today)
    order = standing_order(session, action.id) if action.what == "win" else None
    return Done(action.what, change, (order.id, order.number) if order else None)


def _take_back(session: Session, principal: Principal, action: DealAction, today: date) -> verbs.Change | quotes.Change:
    event_id = number(action.form, "event_id")
    if action.form.get("entity") == QUOTE:
        return quoting.undo(session, principal, event_id, action.request_key)
    key, now = action.request_key, clock.now()
    return verbs.undo(session, principal, event_id, request_key=key, today=today, now=now)


def _win(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    form = action.form
    currency = detail(session, principal, action.id, today=today).header.currency
    closing = Closing(
        reason_id=_reason(form),
        closed_on=day(form, "closed_on") or today,
        final_minor=amount(form, "final_amount", currency),
        note=_note(form),
        order=_order(form),
        done_tasks=_tasks(form),
    )
    return verbs.win(session, principal, target, closing, today=today, now=clock.now())


def _lose(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    form = action.form
    closing = Closing(_reason(form), day(form, "closed_on") or today, note=_note(form))
    return verbs.lose(session, principal, target, closing, today=today, now=clock.now())


def _cancel(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    return verbs.cancel(session, principal, target, action.form.get("note", ""), today=today, now=clock.now())


def _reopen(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:  # noqa: ARG001  one shape for all
    return verbs.reopen(session, principal, target, today=today, now=clock.now())


def _stage(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    form = action.form
    column = ColumnKey.of_stage(number(form, "stage_id"))
    arrival = Arrival(_tasks(form), with_probability=bool(form.get("probability")))
    now = clock.now()
    return verbs.drop_on_stage(session, principal, target, column, None, arrival, today=today, now=now)


def _tick(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    verb = verbs.complete_task if action.what == "done" else verbs.reopen_task
    return verb(session, principal, target, number(action.form, "task_id"), today=today, now=clock.now())


def _merge(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    return merging.merge(session, principal, target, action.form, today)


def _duplicate(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    key, now = target.request_key, clock.now()
    return verbs.duplicate(session, principal, action.id, request_key=key, today=today, now=now)


def _pause(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:
    until, because = day(action.form, "until_on"), action.form.get("because", "")
    return verbs.pause(session, principal, target, until, because, today=today, now=clock.now())


def _end_pause(session: Session, principal: Principal, action: DealAction, target: Target, today: date) -> verbs.Change:  # noqa: ARG001  one shape for all
    return verbs.end_pause(session, principal, target, today=today, now=clock.now())


def _reason(form: dict[str, str]) -> int | None:
    return number(form, "reason") if form.get("reason") else None


def _note(form: dict[str, str]) -> str:
    return form.get("note", "")[:LONGEST_NOTE]


def _order(form: dict[str, str]) -> OrderWish | None:
    """Return what the order is made of: "quote-7", "lines", or "none"."""
    source, _sign, quote_id = form.get("order", "").partition("-")
    if source == QUOTE:
        return OrderWish("quote", number_in(quote_id))
    return OrderWish("lines") if source == "lines" else None


def _tasks(form: dict[str, str]) -> tuple[int, ...]:
    ticked = [name.removeprefix(TASK) for name in form if name.startswith(TASK)]
    if len(ticked) > MOST_TASKS:
        raise MalformedInput
    return tuple(number_in(text) for text in ticked)


def _answer(action: DealAction, **more: Any) -> dict[str, Any]:
    return {"seq": action.seq, "ok": False, "stale": False, "message": "", "toast": None, "undo": None, **more}


def _toast(action: DealAction, done: Done) -> dict[str, Any] | None:
    if action.what in ABOUT_QUOTES and isinstance(done.change, quotes.Change):
        return quoting.said(action.what, done.change)
    if done.change.event_id is None:
        return None
    words = {
        "win": _("Marked as won"),
        "lose": _("Marked as lost"),
        "cancel": _("Cancelled"),
        "reopen": _("Reopened"),
        "stage": _("Moved"),
        "done": _("Task done"),
        "open_task": _("Task opened again"),
        "merge": _("Merged"),
        "duplicate": _("Duplicated"),
        "pause": _("Paused"),
        "end_pause": _("The pause has ended"),
        "undo": _("Taken back"),
    }
    if isinstance(done.change, verbs.Change) and action.what == "duplicate":
        copy = (f"/opportunity/{done.change.opportunity_id}", _("Open the copy"))
        return toasts.toast(words["duplicate"], tone="pos", link=copy)
    link = (f"/order/{done.order[0]}", done.order[1]) if done.order else None
    return toasts.toast(words[action.what], tone="pos", link=link)


def _undo(done: Done) -> dict[str, Any] | None:
    """Return how to take it back, where that can be done."""
    if done.what not in UNDOABLE or done.change.event_id is None:
        return None
    return {"entity": done.entity, "event_id": done.change.event_id, "label": _("Undo")}
