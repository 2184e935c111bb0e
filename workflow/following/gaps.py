"""Gaps: those who want it hear when a new forecast speaks otherwise of an opportunity than is stated."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from data.queries.audience import Listener, audience, wants_digest
from data.queries.forecasting.gaps import Gap, gaps
from domain.attention import Channel, Kind, Ways
from domain.noticing import FAR_APART, GAPS, LESS_LIKELY, MORE_LIKELY
from domain.telling import Told
from workflow.following.delivering import deliver, keep
from workflow.notices import Notice

MOST_AT_ONCE = 5  # of one forecast; more are told to a person as one
PATH = "/progress-board?basis=model"


def tell_gaps(session: Session, company_id: int, renew: Callable[[], object], *, now: datetime) -> None:
    """Store a company's new forecast by `renew`, and tell where it differs now and the one before did not."""
    before = gaps(session, company_id, FAR_APART)
    renew()
    after = gaps(session, company_id, FAR_APART)
    fresh = [gap for id_, gap in after.items() if not _is_known(before, id_, gap)]
    listeners = audience(session, {key for gap in fresh for key in gap.place.keys}) if fresh else []
    for listener in listeners:
        wanted = [(gap, ways) for gap in fresh if (ways := listener.ways_about(Kind.GAP, gap.place))]
        _tell(session, listener, wanted, company_id, now)


def _is_known(before: Mapping[int, Gap], id_: int, gap: Gap) -> bool:
    return id_ in before and (before[id_].points > 0) is (gap.points > 0)


def _tell(
    session: Session, listener: Listener, wanted: Sequence[tuple[Gap, Ways]], company_id: int, now: datetime
) -> None:
    """Tell a person of each gap, of many with one notice; a digest lists them all."""
    if len(wanted) <= MOST_AT_ONCE:
        for gap, ways in wanted:
            deliver(session, listener, ways, _notice(gap, now), now=now)
        return
    told = Told(GAPS, {"count": len(wanted), "points": FAR_APART})
    many = Notice(told=told, key=f"gaps:{now.isoformat()}:{company_id}", kind=Kind.GAP.value, path=PATH)
    ways = frozenset(way for _gap, ways in wanted for way in ways)
    deliver(session, listener, ways - {Channel.DIGEST}, many, now=now)
    for gap, its in wanted if wants_digest(listener) else ():
        if Channel.DIGEST in its:
            keep(session, listener.principal.user_id, _notice(gap, now), now)


def _notice(gap: Gap, now: datetime) -> Notice:
    told = Told(
        MORE_LIKELY if gap.points > 0 else LESS_LIKELY,
        {"what": gap.what, "points": abs(gap.points), "stated": gap.stated, "said": gap.said},
    )
    id_ = gap.place.opportunity_id
    key = f"gap:{now.isoformat()}:{id_}"
    return Notice(told=told, key=key, kind=Kind.GAP.value, opportunity_id=id_)
