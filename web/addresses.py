"""Fixing addresses: contacts that are not in their town, what the gazetteer proposes, and what was accepted or typed."""

from typing import Any, Literal
from uuid import uuid4

import msgspec
from dash import html

from components.contacts.places import Proposal, places_body
from components.language import gettext as _
from components.language import ngettext
from data.queries.contacts import Unplaced, unplaced
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import MalformedInput
from domain.geography import NOWHERE
from web import contact_forms, records
from web.places import gazetteer
from workflow import contacts as verbs
from workflow.contacts import Change, Target

LONGEST_NUMBER = 18


class PlacesAction(msgspec.Struct):
    """What the page sends: contacts whose proposals are accepted, one that is placed by hand, or what is taken back."""

    seq: int
    what: Literal["accept", "place", "undo"]
    id: int
    version: int
    request_key: str
    form: dict[str, str] = {}


def page(database: Database, principal: Principal) -> html.Div:
    """Return the list as it stands."""
    with database.read() as reading:
        rows, count = unplaced(reading, principal)
    changeable = principal.may(Permission.CHANGE_OPPORTUNITIES)
    return places_body([_proposal(row) for row in rows], count, uuid4().hex, changeable=changeable)


def acted(database: Database, principal: Principal, action: PlacesAction) -> tuple[Any, records.Answer]:
    """Do what was asked; return the list as it stands then, and the answer."""
    return records.acted(
        action.seq,
        lambda: database.run(lambda session: _do(session, principal, action)),
        lambda: page(database, principal),
        lambda changes: _told(action, changes),
        is_direct=action.what != "place",
    )


def _proposal(row: Unplaced) -> Proposal:
    found = verbs.proposed(gazetteer(), (row.city, row.province, row.country_code), row.home, row.geo_precision)
    address = (row.street, row.postal_code, row.city, row.province)
    better = None if found is NOWHERE else found
    return Proposal(row.id, f"{row.id}:{row.version}", row.name, address, row.country_code, row.geo_precision, better)


def _do(session: Session, principal: Principal, action: PlacesAction) -> list[Change]:
    form, now = action.form, clock.now()
    if action.what == "undo":
        ids = [_number(text) for text in form.get("event", "").split(",")]
        return verbs.undo_places(session, principal, ids, now=now)
    targets = [_target(text, action.request_key) for text in form.get("contacts", form.get("contact", "")).split(",")]
    if action.what == "accept":
        return verbs.accept_places(session, principal, targets, gazetteer(), now=now)
    if form.get("latitude") or form.get("longitude"):
        return [verbs.put_on_map(session, principal, targets[0], *contact_forms.read_position(form), now=now)]
    town = form.get("town", ""), form.get("country", "")
    return [verbs.put_in_town(session, principal, targets[0], gazetteer(), town, now=now)]


def _told(action: PlacesAction, changes: list[Change]) -> records.Answer:
    events = [str(change.event_id) for change in changes if change.event_id]
    said = ngettext("{n} contact placed on the map", "{n} contacts placed on the map", len(events))
    undo = None if action.what == "undo" or not events else ",".join(events)
    words = _("Undone") if action.what == "undo" else said
    return records.answer(action.seq, ok=True) | {"said": words, "undo": undo, "undo_label": _("Undo")}


def _target(text: str, request_key: str) -> Target:
    contact_id, _colon, version = text.partition(":")
    return Target(_number(contact_id), _number(version), request_key)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise MalformedInput
    return int(text)
