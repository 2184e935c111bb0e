"""The log: what a reader wants of it, and the page that is answered."""

import msgspec

from components import opportunity
from components.opportunity.log import ALL
from data.queries.opportunity import detail
from data.queries.opportunity_log import log_of
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import MalformedInput
from domain.trail import TrailKind, TrailWish
from web.opportunity.reading import number_in

NOBODY = "0"


class LogWish(msgspec.Struct):
    """The choices over the log as they were typed: a kind, a person ("0" is Caudal itself), a page."""

    seq: int
    kind: str = ALL
    person: str = ALL
    page: int = 1


def pane(reading: Session, principal: Principal, opportunity_id: int, wish: LogWish | None) -> object:
    """Return the log as it is wanted; raise NotFound, MalformedInput."""
    today = clock.today(principal.time_zone)
    header = detail(reading, principal, opportunity_id, today=today).header
    return opportunity.log_pane(log_of(reading, principal, opportunity_id, _read(wish)), header, today)


def _read(wish: LogWish | None) -> TrailWish:
    if wish is None:
        return TrailWish()
    if wish.kind not in {ALL, *TrailKind}:
        raise MalformedInput
    kind = None if wish.kind == ALL else TrailKind(wish.kind)
    return TrailWish(kind, _person(wish.person), wish.page)


def _person(text: str) -> int | None:
    if text == ALL:
        return None
    return int(NOBODY) if text == NOBODY else number_in(text)
