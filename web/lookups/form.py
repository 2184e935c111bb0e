"""The form of a row: its fields with what they hold and offer, what uses the row, and what may be done with it."""

from datetime import date
from typing import Any

from components import lookups as pictures
from components.formats import number
from components.language import gettext as _
from components.language import ngettext
from data.queries import lookups as queries
from data.queries.people import live_sessions
from data.session import Session
from domain import clock
from domain.errors import NotFound
from domain.lookups import Field, Kind, Lookup, lookup_of
from domain.lookups.errors import Fixed
from web.lookups.asking import CHOSEN, Question, words_of

KINDS = {Kind.CHOICE: "choice", Kind.REFERENCE: "choice", Kind.DAY: "date", Kind.NUMBER: "number"}


def form(session: Session, asked: Question, *, today: date) -> dict[str, Any]:
    """Return the form as the browser draws it; raise NotFound."""
    lookup = lookup_of(asked.lookup)
    row = _row(session, lookup, asked.id, today)
    used = queries.uses(session, lookup, row.id) if row else ()
    is_fixed = row is not None and queries.is_fixed(session, lookup, row.id)
    return {
        "seq": asked.seq,
        "target": {"lookup": lookup.key, "id": asked.id, "seen": row.seen if row else "", "parent": asked.parent},
        "title": row.name(lookup) if row else _("New: {what}", what=_(lookup.one)),
        "fields": [
            _field(session, one, row, fixed=is_fixed, today=today)
            for one in lookup.fields
            if row is None or not (one.new and one.fixed != "always")
        ],
        "used": pictures.uses_text((use.table, use.count) for use in used),
        "acts": _acts(lookup, row, is_used=bool(used)),
        "percent": _percent(session, lookup, row),
        "person": _person(session, lookup, row),
    }


def _row(session: Session, lookup: Lookup, row_id: int | None, today: date) -> queries.LookupRow | None:
    if row_id is None:
        return None
    found = session.get(queries.model_of(lookup), row_id)
    if found is None:
        raise NotFound
    return queries.row_of(session, lookup, found, today=today)


def _field(
    session: Session, field: Field, row: queries.LookupRow | None, *, fixed: bool, today: date
) -> dict[str, Any]:
    locked = row is not None and (field.fixed == "always" or (field.fixed == "used" and fixed))
    return {
        "name": field.name,
        "label": _(field.label),
        "kind": "password" if field.name == "password" else KINDS.get(field.kind, field.kind.value),
        "hint": str(_(Fixed.template)) if locked and field.fixed == "used" else _(field.hint) if field.hint else "",
        "unit": _(field.unit) if field.unit else "",
        "value": row.values.get(field.name) if row else field.initial,
        "options": _options(session, field, row, today),
        "required": field.required,
        "locked": locked,
        "longest": field.longest,
    }


def _options(session: Session, field: Field, row: queries.LookupRow | None, today: date) -> list[tuple[Any, str]]:
    """Return what may be chosen: rows in use, and the one that is chosen already though it is retired."""
    if field.kind not in CHOSEN:
        return []
    if not field.target:
        return list(words_of(session, field, today).items())
    chosen = (row.values.get(field.name) if row else None) or []
    held = chosen if isinstance(chosen, list) else [chosen]
    rows = queries.names(session, lookup_of(field.target), today=today)
    return [(one.id, one.name) for one in rows if one.active or one.id in held]


def _acts(lookup: Lookup, row: queries.LookupRow | None, *, is_used: bool) -> list[str]:
    if row is None:
        return []
    acts = ["delete"] if lookup.deletes and not is_used else []
    if lookup.retires:
        acts.append("retire" if row.active else "restore")
    return acts


def _percent(session: Session, lookup: Lookup, row: queries.LookupRow | None) -> str:
    """Return the question whether open opportunities take over the row's percentage too."""
    if lookup.key != "probabilities" or row is None:
        return ""
    count = sum(queries.open_percents(session).get(row.id, {}).values())
    if not count:
        return ""
    return ngettext(
        "State the percentage for {count} open opportunity of this row too",
        "State the percentage for all {count} open opportunities of this row too",
        count,
        count=number(count),
    )


def _person(session: Session, lookup: Lookup, row: queries.LookupRow | None) -> dict[str, str] | None:
    """Return the words of what can be done with somebody's account."""
    if lookup.key != "users" or row is None:
        return None
    count = live_sessions(session, clock.now()).get(row.id, 0)
    return {
        "legend": _("Account"),
        "password": _("New password"),
        "hint": _("At least 12 characters. It ends every session of the person, who needs to be told."),
        "set": _("Set the password"),
        "sessions": ngettext("Signed in {n} time now", "Signed in {n} times now", count)
        if count
        else _("Not signed in now"),
        "sign_out": _("Sign out everywhere"),
    }
