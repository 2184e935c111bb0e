"""Plans: what the dialogs of list and plan do."""

import base64
from collections.abc import Callable
from datetime import date
from typing import Any, Final, Literal

import dash
import msgspec

from components.language import gettext as _
from components.language import locale
from data.queries.plans import listing as queries
from data.queries.plans.tree import tree
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.errors import MalformedInput
from domain.money import parse_minor
from domain.plan.errors import NoSuchKind
from domain.plan.spreading import How
from domain.plan.tree import Value
from domain.quota import growth
from web import records
from web.boards import DECIMAL_COMMA
from web.contact_forms import key, number
from web.plans.view import PATH, View, body, href
from workflow import plans as verbs
from workflow.plans import Changed, Target, Wish
from workflow.plans import files as plan_files
from workflow.plans.growing import Line

What = Literal[
    "period", "year", "type", "create", "line", "drop_line", "values", "spread", "copy", "close", "reopen", "drop", "import", "undo",
]  # fmt: skip
DIRECT: Final = frozenset({"drop_line", "close", "reopen", "import", "undo"})
UNDOABLE: Final = frozenset({"values", "spread", "import"})
LEADS: Final = frozenset({"create", "copy", "drop"})  # to another page


class PlanAction(msgspec.Struct):
    """What a dialog sends: which change, of which version of which plan, and the fields as they were typed."""

    seq: int
    what: What
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


def acted(
    database: Database, principal: Principal, action: PlanAction, search: str | None
) -> tuple[Any, records.Answer]:
    """Do what a dialog asks; return the page as it stands then unless another one comes, and the answer."""
    view = View.of(principal, search)
    if action.what in LEADS:
        return dash.no_update, records.created(
            action.seq,
            lambda: database.run(lambda session: _do(session, view, action)),
            lambda done: _led(action, done),
        )
    return records.acted(
        action.seq,
        lambda: database.run(lambda session: _do(session, view, action)),
        lambda: body(database, view),
        lambda done: _done(action, done),
        is_direct=action.what in DIRECT,
    )


def _do(session: Session, view: View, action: PlanAction) -> Changed:
    acts: dict[str, Callable[[Session, View, PlanAction, Target], Changed]] = {
        "period": _period, "year": _year, "type": _type, "create": _create, "line": _line, "drop_line": _drop_line,
        "values": _values, "spread": _spread, "copy": _copy, "close": _close, "reopen": _reopen, "drop": _drop,
        "import": _import, "undo": _undo,
    }  # fmt: skip
    return acts[action.what](session, view, action, Target(action.id, action.version, action.request_key))


def _period(session: Session, view: View, action: PlanAction, _target: Target) -> Changed:
    form = action.form
    year = _number(form, "year")
    verbs.create_period_type(
        session, view.principal, form.get("name", ""), form.get("mode", ""), year, form.get("ranges", "")
    )
    return Changed(0, 1)


def _year(session: Session, view: View, action: PlanAction, _target: Target) -> Changed:
    year = _number(action.form, "year")
    added = verbs.add_year(
        session, view.principal, key(action.form, "period_type"), year, action.form.get("ranges", "")
    )
    return Changed(0, added or None)


def _type(session: Session, view: View, action: PlanAction, _target: Target) -> Changed:
    form = action.form
    verbs.add_plan_type(session, view.principal, form.get("name", ""), form.get("kind", ""), key(form, "period_type"))
    return Changed(0, 1)


def _create(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    form = action.form
    wish = Wish(
        key(form, "company"), key(form, "type"), form.get("name", ""), _day(form, "starts_on"), _day(form, "ends_on"),
        form.get("note", ""),
    )  # fmt: skip
    return verbs.create(session, view.principal, wish, request_key=target.request_key, now=clock.now())


def _line(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    form = action.form
    about = form.get("mode", "")
    id_ = None if about == "name" else number(form, about, MalformedInput())
    line = Line(number(form, "parent", MalformedInput()), about, id_, form.get("name", ""))
    return verbs.add_node(session, view.principal, target, line, now=clock.now())


def _drop_line(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    return verbs.drop_node(session, view.principal, target, key(action.form, "node"), now=clock.now())


def _values(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    row = queries.plan(session, view.principal, action.id)
    node_id, form = key(action.form, "node"), action.form
    wanted = {
        (node_id, place): Value(_money(form.get(f"a{place}", ""), row.currency), _quantity(form.get(f"q{place}", "")))
        for place in queries.spans(session, row)
        if f"a{place}" in form
    }
    return verbs.set_cells(session, view.principal, target, wanted, now=clock.now())


def _spread(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    row, form = queries.plan(session, view.principal, action.id), action.form
    total = Value(_money(form.get("amount", ""), row.currency), _quantity(form.get("quantity", "")))
    try:
        how = How(form.get("how", ""))
    except ValueError:
        raise NoSuchKind from None
    node_id = key(form, "node")
    return verbs.spread_total(session, view.principal, target, node_id, total, how, today=view.today, now=clock.now())


def _copy(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    years = 1 if action.form.get("years") == "1" else 0
    percent = growth(action.form.get("percent") or "0")
    return verbs.copy(session, view.principal, target, years=years, percent=percent, now=clock.now())


def _close(session: Session, view: View, _action: PlanAction, target: Target) -> Changed:
    return verbs.close(session, view.principal, target, now=clock.now())


def _reopen(session: Session, view: View, _action: PlanAction, target: Target) -> Changed:
    return verbs.reopen(session, view.principal, target, now=clock.now())


def _drop(session: Session, view: View, _action: PlanAction, target: Target) -> Changed:
    return verbs.drop(session, view.principal, target, now=clock.now())


def _import(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    row = queries.plan(session, view.principal, action.id)
    lines, spans = tree(session, row.id), queries.spans(session, row)
    comma = locale() in DECIMAL_COMMA
    wanted = plan_files.read(_file(action.form), lines, spans, row.currency, decimal_comma=comma)
    return verbs.set_cells(session, view.principal, target, wanted, verb="import_values", now=clock.now())


def _file(form: dict[str, str]) -> str | bytes:
    """Return the chosen file: CSV as text, a workbook as bytes."""
    if "workbook" not in form:
        return form.get("text", "")
    try:
        return base64.b64decode(form["workbook"], validate=True)
    except ValueError:
        raise MalformedInput from None


def _undo(session: Session, view: View, action: PlanAction, target: Target) -> Changed:
    return verbs.undo_cells(session, view.principal, target, key(action.form, "event"), now=clock.now())


def _money(text: str, currency: str) -> int:
    return parse_minor(text.strip() or "0", currency, decimal_comma=locale() in DECIMAL_COMMA)


def _quantity(text: str) -> Any:
    return plan_files.quantity(text, decimal_comma=locale() in DECIMAL_COMMA)


def _number(form: dict[str, str], name: str) -> int:
    return number(form, name, NoSuchKind()) or 0


def _day(form: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError:
        raise MalformedInput from None


def _led(action: PlanAction, done: Changed) -> records.Answer:
    said = {"create": _("Plan created"), "copy": _("Plan copied"), "drop": _("Plan deleted")}
    to = PATH if action.what == "drop" else href(done.plan_id)
    return records.told(action.seq, said[action.what], done.event_id, is_final=True) | {"href": to}


def _done(action: PlanAction, done: Changed) -> records.Answer:
    said = {
        "period": _("Period type created"), "year": _("Year added"), "type": _("Plan type created"),
        "line": _("Line added"), "drop_line": _("Line removed"), "values": _("Values saved"), "spread": _("Total spread"),
        "close": _("Plan closed"), "reopen": _("Plan reopened"), "import": _("Values imported"), "undo": _("Undone"),
    }  # fmt: skip
    return records.told(action.seq, said[action.what], done.event_id, is_final=action.what not in UNDOABLE)
