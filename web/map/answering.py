"""What the browser is answered: marks, list and totals of a view, its legend and layers; and a contact's popup."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from components.theme import probability_colour
from data.queries import map as places
from data.queries import options
from data.queries.map import Popup, Row, Territory, Visit
from data.session import Session
from domain.access import Principal
from domain.board import Totals
from domain.geography import country_name
from domain.map import Bounds, Layer, Mark, Share
from domain.staleness import idle_days, idle_level
from web.map.asking import Looking, PopupAsk, ViewAsk
from web.map.legend import Legend, legend

DIGITS = 5  # of a degree: a metre


def answer(reading: Session, principal: Principal, search: str | None, ask: ViewAsk) -> dict[str, Any]:
    """Return everything that one view of the map shows; raise BadFilter, UnknownCurrency, RateMissing, MalformedInput."""
    looking = Looking.of(reading, principal, search)
    wanted, converter, asked = looking.wanted, looking.converter, ask.listed
    found = places.picture(reading, principal, wanted, ask.view, ask.ring, converter)
    rows = places.listing(reading, principal, wanted, asked, converter)
    key = legend(reading, principal, ask.ring, found.classes)
    home = places.box_of(reading, principal, wanted) if ask.fit else None
    return {
        "seq": ask.seq,
        "currency": converter.currency,
        "as_of": converter.as_of.isoformat(),
        "rates_on": converter.rates_on and converter.rates_on.isoformat(),
        "ring": ask.ring.value,
        "sort": ask.sort.value,
        "chance": wanted.basis.value,
        "marks": [_mark(mark, key) for mark in found.marks],
        "list": [_row(row, key, looking) for row in rows],
        "listed": places.listed(reading, principal, wanted, asked) if asked.text else found.contacts,
        "totals": {"contacts": found.contacts} | _totals(found.totals),
        "legend": key.entries,
        "home": home and asdict(home),
        "layers": {layer.value: _layer(reading, looking, ask, layer, key) for layer in sorted(set(ask.layers))},
    }


def popup(reading: Session, principal: Principal, search: str | None, ask: PopupAsk) -> dict[str, Any]:
    """Return a contact with the opportunities that its mark counts; raise NotFound for one out of reach."""
    looking = Looking.of(reading, principal, search)
    found = places.popup(reading, principal, looking.wanted, ask.contact_id, looking.converter)
    return {
        "seq": ask.seq,
        "contact_id": found.contact_id,
        "name": found.name,
        "stars": found.stars,
        "quality": found.quality,
        "address": _address(found),
        "latitude": found.latitude,
        "longitude": found.longitude,
        "currency": looking.converter.currency,
        "more": found.totals.count - len(found.deals),
        "opportunities": _deals(reading, principal, found),
        **_totals(found.totals),
    }


def _deals(reading: Session, principal: Principal, found: Popup) -> list[dict[str, Any]]:
    stages = {stage.id: stage for stage in options.stages(reading, principal)}
    return [
        {
            "id": deal.id,
            "number": deal.number,
            "title": deal.title,
            "stage": deal.stage,
            "colour": stages[deal.stage_id].colour,
            "glyph": stages[deal.stage_id].glyph,
            "percent": deal.percent,
            "percent_colour": probability_colour(deal.percent),
            "net": deal.net_minor,
            "currency": deal.currency,
        }
        for deal in found.deals
    ]


def _address(found: Popup) -> str:
    country = country_name(found.country_code) if found.country_code else ""
    return ", ".join(part for part in (*found.address, country) if part)


def _layer(reading: Session, looking: Looking, ask: ViewAsk, layer: Layer, key: Legend) -> Any:
    principal, wanted, converter = looking.principal, looking.wanted, looking.converter
    if layer is Layer.CLOSED:
        done = places.closed(reading, principal, wanted, ask.view, converter, looking.today)
        return [_mark(mark, key) for mark in done.marks]
    if layer is Layer.WHITE:
        return [_mark(mark, key) for mark in places.white_spots(reading, principal, wanted, ask.view)]
    if layer is Layer.VISITS:
        return [_visit(visit) for visit in places.visits(reading, principal, looking.today)]
    return {
        "zones": [
            {"id": one.zone_id, "name": one.name} | _territory(one)
            for one in places.territories(reading, principal, wanted, converter)
        ],
        "regions": [
            {"country": one.country_code, "province": one.name} | _territory(one)
            for one in places.regions(reading, principal, wanted, converter)
        ],
    }


def _mark(mark: Mark, key: Legend) -> dict[str, Any]:
    drawn = {
        "lat": round(mark.latitude, DIGITS),
        "lon": round(mark.longitude, DIGITS),
        "n": mark.contacts,
        "id": mark.contact_id,
        "shares": _shares(mark.shares, key),
        **_totals(mark.totals),
    }
    if mark.contacts > 1:
        drawn["box"] = _box(mark.bounds)
    if mark.is_shared:
        drawn["shared"] = True
    return drawn


def _row(row: Row, key: Legend, looking: Looking) -> dict[str, Any]:
    days = idle_days(row.touched_on, row.touched_on, looking.today)
    return {
        "id": row.contact_id,
        "name": row.name,
        "city": row.city,
        "country": row.country_code,
        "latitude": round(row.latitude, DIGITS),
        "longitude": round(row.longitude, DIGITS),
        "days": days,
        "level": idle_level(days).value,
        "shares": _shares(row.shares, key),
        **_totals(row.totals),
    }


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "subject": visit.subject,
        "kind": visit.kind,
        "on": visit.due_on.isoformat(),
        "at": visit.due_at and visit.due_at.isoformat(),
        "contact_id": visit.contact_id,
        "contact": visit.contact,
        "opportunity_id": visit.opportunity_id,
        "lat": visit.latitude,
        "lon": visit.longitude,
    }


def _territory(one: Territory) -> dict[str, Any]:
    return {"contacts": one.contacts} | _totals(one.totals)


def _totals(totals: Totals) -> dict[str, int]:
    return {"count": totals.count, "net": totals.net_minor, "weighted": totals.weighted_minor}


def _shares(shares: Iterable[Share], key: Legend) -> list[tuple[str, int, int]]:
    """Return the parts of a ring in the order of the legend."""
    return [(share.key, share.net_minor, share.opportunities) for share in key.sorted(shares)]


def _box(box: Bounds) -> list[float]:
    return [round(edge, DIGITS) for edge in (box.west, box.south, box.east, box.north)]
