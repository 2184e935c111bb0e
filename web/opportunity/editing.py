"""Editing: what the form of the header begins with, and what becomes of what was typed into it."""

from collections.abc import Mapping
from typing import Any

from components import formats
from components.language import explain
from components.language import gettext as _
from components.opportunity import editing as pictures
from components.opportunity.words import local
from data.queries import editing as queries
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.errors import FieldsChanged, InvalidFields, SalesError
from domain.opportunity import Clash
from domain.outcome import Outcome
from web.opportunity import asking, lines
from workflow.opportunities import Change, Target, edit, undo
from workflow.opportunities.calculating import calculate
from workflow.opportunities.editing import AMOUNTS, SETTLED

Told = dict[str, Any]


def told(database: Database, principal: Principal, question: asking.Question) -> Told:
    """Answer what a form asks; raise NotFound outside the person's scope."""
    answer: Told = {"seq": question.seq, "what": question.__struct_config__.tag, "id": question.id}
    with database.read() as reading:
        if isinstance(question, asking.AskCalculation):
            return answer | lines.calculation(reading, principal, question.id)
        if isinstance(question, asking.AskFields):
            return answer | _form(queries.form(reading, principal, question.id))
        if isinstance(question, asking.AskLines):
            return answer | lines.table(reading, principal, question.id)
        if isinstance(question, asking.AskContacts):
            found = queries.contacts_for(reading, principal, question.id, question.text)
        else:
            found = queries.people(reading, principal, question.contact_id)
    return answer | {"options": _options(found)}


def perform(database: Database, principal: Principal, wish: asking.Wish) -> Told:
    """Do what a form asks, and say what was done or why not."""
    try:
        change = database.run(lambda unit: _do(unit, principal, wish))
    except InvalidFields as refusal:
        return _refused(wish, refusal) | {"fields": {name: explain(why) for name, why in refusal.fields.items()}}
    except FieldsChanged as refusal:
        return _refused(wish, refusal) | {"clashes": _clashes(database, principal, wish.id, refusal)}
    except SalesError as refusal:
        return _refused(wish, refusal)
    offered = change.event_id if not isinstance(wish, asking.Undo) else None
    return {"seq": wish.seq, "ok": True, "event_id": offered, "done": _done(wish, change)}


def _do(unit: Session, principal: Principal, wish: asking.Wish) -> Change:
    today, now = clock.today(principal.time_zone), clock.now()
    if isinstance(wish, asking.Undo):
        return undo(unit, principal, wish.event_id, request_key=wish.request_key, today=today, now=now)
    target = Target(wish.id, 0, wish.request_key)
    if isinstance(wish, asking.SaveLines):
        return lines.saved(unit, principal, target, wish)
    if isinstance(wish, asking.Calculate):
        return calculate(unit, principal, target, wish.quote_id, wish.seal, today=today, now=now)
    changes = asking.edits(wish.changes, wish.currency)
    return edit(unit, principal, target, changes, today=today, now=now)


def _done(wish: asking.Wish, change: Change) -> str:
    if isinstance(wish, asking.Undo):
        return _("Undone")
    if isinstance(wish, asking.Calculate) and change.event_id:
        return _("Values taken from the quote")
    return _("Changes saved") if change.event_id else _("Nothing was changed.")


def _refused(wish: asking.Wish, refusal: SalesError) -> Told:
    return {"seq": wish.seq, "ok": False, "message": explain(refusal)}


def _form(form: queries.Form) -> Told:
    locked = {}
    if form.from_lines:
        locked = dict.fromkeys(AMOUNTS, _("The total of the detail lines; change them there."))
    if form.outcome != Outcome.OPEN:
        locked |= dict.fromkeys(SETTLED, _("It is closed. Reopen it to change this."))
    without = frozenset({"closing_note"}) if form.outcome == Outcome.OPEN else frozenset[str]()
    choices = {name: _options(found) for name, found in form.choices.items()}
    return {
        "title": form.title,
        "currency": form.currency,
        "groups": pictures.form_payload(form.values, choices, locked, currency=form.currency, without=without),
    }


def _options(found: queries.Choices) -> list[pictures.Option]:
    return [(choice.id, choice.name) for choice in found]


def _clashes(database: Database, principal: Principal, opportunity_id: int, refusal: FieldsChanged) -> dict[str, Told]:
    """Say of each field who changed it to what, and give the present value to take or to overwrite."""
    with database.read() as reading:
        form = queries.form(reading, principal, opportunity_id)
        clashes = [clash for clash in refusal.clashes if isinstance(clash, Clash)]
        names = {clash.user_id: queries.name_of_user(reading, clash.user_id) for clash in clashes}
    return {clash.field: _clash(clash, form, names.get(clash.user_id) or _("Caudal"), principal) for clash in clashes}


def _clash(clash: Clash, form: queries.Form, who: str, principal: Principal) -> Told:
    kind = pictures.FIELDS[clash.field]
    value = _shown(clash.field, clash.now, form) or _("nothing")
    at = formats.clock_time(local(clash.at, principal.time_zone)) if clash.at else ""
    text = _("{who} changed this to “{value}” at {time}.", who=who, value=value, time=at)
    return {
        "text": text if at else _("{who} changed this to “{value}”.", who=who, value=value),
        "seen": pictures.plain(clash.now),
        "typed": pictures.typed_text(kind, clash.now, form.currency),
        "options": _options(form.choices.get(clash.field, ())),
    }


def _shown(name: str, value: object, form: queries.Form) -> str:
    kind = pictures.FIELDS[name]
    labels: Mapping[object, str] = {choice.id: choice.name for choice in form.choices.get(name, ())}
    if isinstance(value, tuple):
        return ", ".join(labels.get(id_, "") for id_ in value)
    if kind == "amount" and isinstance(value, int):
        return formats.money(value, form.currency, style="2")
    if kind == "date" and value is not None:
        return formats.long_day(value)  # type: ignore[arg-type]  # fields of this kind hold days
    return labels.get(value, str(value)) if value is not None else ""
