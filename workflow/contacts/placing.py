"""Placing many contacts where the gazetteer proposes, and taking that back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from data.schema.company import Company
from domain.access import Principal
from domain.errors import MalformedInput
from domain.geography import NOWHERE, GeoPrecision, Place
from workflow.contacts.change import Change, Target, begun, write
from workflow.contacts.editing import Places, is_exact
from workflow.contacts.undoing import undo

MOST: Final = 200
FINEST_FIRST: Final = tuple(GeoPrecision)


def proposed(places: Places, address: tuple[str | None, str | None, str | None], home: str, present: str) -> Place:
    """Return where town, province and country lie if that is more precise than now, NOWHERE otherwise.

    The middle of a country is no proposal. Without a country the town is sought in the `home` of the company, and
    only a town found there counts.
    """
    city, province, country = address
    found = places.locate(city, province, country or home)
    useful = (GeoPrecision.CITY, GeoPrecision.REGION) if country else (GeoPrecision.CITY,)
    if found.precision not in useful:
        return NOWHERE
    better = FINEST_FIRST.index(found.precision) < FINEST_FIRST.index(GeoPrecision(present))
    return found if better else NOWHERE


def accept_places(
    session: Session, principal: Principal, targets: Iterable[Target], places: Places, *, now: datetime
) -> list[Change]:
    """Place contacts where the gazetteer proposes; one placed exactly meanwhile, or without a proposal, is let be.

    Raises NotPermitted, NotFound, Conflict, MalformedInput for more than MOST.
    """
    wanted = list(targets)
    if len(wanted) > MOST:
        raise MalformedInput
    changes = []
    for target in wanted:
        key = f"{target.request_key}-{target.contact_id}" if target.request_key else None
        act, done = begun(session, principal, replace(target, request_key=key), now)
        contact = act.contact
        address = (contact.city, contact.province, contact.country_code)
        home = session.get_one(Company, contact.company_id).country_code
        found = NOWHERE if is_exact(contact) else proposed(places, address, home, contact.geo_precision)
        if done is None and found is not NOWHERE:
            values = {"latitude": found.latitude, "longitude": found.longitude, "geo_source": "gazetteer"}
            done = write(session, act, "place", {**values, "geo_precision": found.precision.value})
        changes += [done] if done else []
    return changes


def undo_places(session: Session, principal: Principal, event_ids: Iterable[int], *, now: datetime) -> list[Change]:
    """Take back what was placed a moment ago; raises as `undo` does."""
    return [undo(session, principal, event_id, now=now) for event_id in event_ids]
