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


class Choice(msgspec.Struct):
    """Whom does an outline hold? Corners as (longitude, latitude) in degrees."""

    seq: int
    outline: list[tuple[float, float]] = []


class Assignment(msgspec.Struct):
    """Who is to own what is open inside an outline: told first, done, or taken back by its events."""

    seq: int
    kind: Literal["preview", "change", "undo"]
    outline: list[tuple[float, float]] = []
    owner_id: int | None = None
    request_key: str = ""
    event_ids: list[int] = []


def choose(database: Database, principal: Principal, search: str | None, asked: Choice) -> dict[str, Any]:
    """Answer with the contacts inside and what they come to, or with the reason why not."""
    try:
        return {"seq": asked.seq, "ok": True} | _list(database, principal, search, Outline.of(asked.outline))
    except SalesError as refusal:
        return {"seq": asked.seq, "ok": False, "message": explain(refusal)}


def assign(database: Database, principal: Principal, search: str | None, wish: Assignment) -> dict[str, Any]:
    """Do it, or say what it would do; what an opportunity's own rules refuse is told in words."""
    try:
        outline = None if wish.kind == "undo" else Outline.of(wish.outline)
        wanted = filters.of_search(search, principal.time_zone)
    except SalesError as refusal:
        return {"seq": wish.seq, "kind": wish.kind, "ok": False, "message": explain(refusal), "lines": []}
    return bulk.perform(
        database,
        principal,
        search,
        _many(wish),
        among=lambda session: targets(session, principal, wanted, outline) if outline else [],
    )


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


def _list(database: Database, principal: Principal, search: str | None, outline: Outline) -> dict[str, Any]:
    """Return the chosen contacts, the largest first, and what they all come to."""
    wanted, today = filters.of_search(search, principal.time_zone), clock.today(principal.time_zone)
    with database.read() as reading:
        currency = reporting_currency(reading, principal, wanted)
        owners = options.filter_options(reading, principal).owners
        found = chosen(reading, principal, wanted, outline, Converter(reading, currency, today))
    return {
        "rows": [row(one, today.toordinal()) for one in found[:SHOWN]],
        "contacts": len(found),
        "title": ngettext("{n} contact chosen", "{n} contacts chosen", len(found), n=number(len(found))),
        "count": sum(one.totals.count for one in found),
        "net": sum(one.totals.net_minor for one in found),
        "currency": currency,
        "owners": [{"id": owner.id, "label": owner.label} for owner in owners],
    }


def _many(wish: Assignment) -> bulk.Action:
    return bulk.Action(
        seq=wish.seq,
        request_key=wish.request_key,
        kind=wish.kind,
        what=What.OWNER,
        owner_id=wish.owner_id,
        event_ids=wish.event_ids,
    )
