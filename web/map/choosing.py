"""Contacts chosen on the map by an outline: who they are, and one owner for everything open with them."""

from typing import Any, Final, Literal

import msgspec

from components.formats import number
from components.language import explain, ngettext
from data.queries import options
from data.queries.map.chosen import Chosen, chosen, targets
from data.queries.reporting import Converter, reporting_currency
from data.session import Database
from domain import clock
from domain.access import Principal
from domain.errors import SalesError
from domain.outline import Outline
from web import filters
from web.grid import bulk
from workflow.opportunities.bulk import What

SHOWN: Final = 200  # contacts in the list of the chosen; the sums are those of all
Kind = Literal["choose", "preview", "change", "undo"]


class Action(msgspec.Struct):
    """One wish: whom an outline holds, or who is to own what is open with them; Undo names the events."""

    seq: int
    kind: Kind
    outline: list[tuple[float, float]] = []
    owner_id: int | None = None
    request_key: str = ""
    event_ids: list[int] = []


def perform(database: Database, principal: Principal, search: str | None, action: Action) -> dict[str, Any]:
    """Answer a wish; what an opportunity's own rules refuse is told in words."""
    try:
        if action.kind == "choose":
            return {"seq": action.seq, "kind": action.kind, "ok": True} | _list(database, principal, search, action)
        outline = None if action.kind == "undo" else Outline.of(action.outline)
        wanted = filters.of_search(search)
        return bulk.perform(
            database,
            principal,
            search,
            _wish(action),
            among=lambda session: targets(session, principal, wanted, outline) if outline else [],
        )
    except SalesError as refusal:
        return {"seq": action.seq, "kind": action.kind, "ok": False, "message": explain(refusal), "lines": []}


def row(one: Chosen, today_ordinal: int) -> dict[str, Any]:
    """Return a contact as the list beside the map shows it."""
    return {
        "id": one.contact_id,
        "name": one.name,
        "city": one.city,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "count": one.totals.count,
        "net": one.totals.net_minor,
        "weighted": one.totals.weighted_minor,
        "days": today_ordinal - one.touched_on.toordinal() if one.touched_on else None,
    }


def _list(database: Database, principal: Principal, search: str | None, action: Action) -> dict[str, Any]:
    """Return the chosen contacts, the largest first, and what they all come to."""
    wanted, today = filters.of_search(search), clock.today(principal.time_zone)
    with database.read() as reading:
        currency = reporting_currency(reading, principal, wanted)
        owners = options.filter_options(reading, principal).owners
        found = chosen(reading, principal, wanted, Outline.of(action.outline), Converter(reading, currency, today))
    return {
        "rows": [row(one, today.toordinal()) for one in found[:SHOWN]],
        "contacts": len(found),
        "title": ngettext("{n} contact chosen", "{n} contacts chosen", len(found), n=number(len(found))),
        "count": sum(one.totals.count for one in found),
        "net": sum(one.totals.net_minor for one in found),
        "currency": currency,
        "owners": [{"id": owner.id, "label": owner.label} for owner in owners],
    }


def _wish(action: Action) -> bulk.Action:
    kind: Any = action.kind
    return bulk.Action(
        seq=action.seq,
        request_key=action.request_key,
        kind=kind,
        what=What.OWNER,
        owner_id=action.owner_id,
        event_ids=action.event_ids,
    )
