"""Telling open browsers: what a transaction changed about opportunities, in that transaction."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from data.schema.notice import Outbox
from data.schema.opportunity import Opportunity
from workflow.journal import Telling, Values

OPPORTUNITY = "opportunity"  # what an outbox row without a person is about
PLACE = ("company_id", "team_id", "owner_id")  # what decides who sees an opportunity


def announce(session: Session, tellings: Sequence[Telling], _depth: int) -> None:
    """Put what was told about opportunities into the outbox, once for each: browsers ask how it stands, not what happened."""
    latest = {id_: telling for telling in tellings if (id_ := _opportunity(telling)) is not None}
    session.add_all(
        Outbox(
            key=f"event:{telling.event.id}",
            event_id=telling.event.id,
            payload=_payload(id_, [each for each in tellings if _opportunity(each) == id_]),
            created_at=telling.event.at,
        )
        for id_, telling in latest.items()
    )


def _payload(opportunity_id: int, tellings: Sequence[Telling]) -> Values:
    versions = [each.event.entity_version or 0 for each in tellings if isinstance(each.record, Opportunity)]
    former = [place for each in tellings if (place := _former_place(each)) is not None]
    return {
        "about": OPPORTUNITY,
        "opportunity": opportunity_id,
        "version": max(versions, default=0),
        **({"former": former} if former else {}),
    }


def _opportunity(telling: Telling) -> int | None:
    if isinstance(telling.record, Opportunity):
        return telling.record.id
    return getattr(telling.record, "opportunity_id", None)


def _former_place(telling: Telling) -> list[object] | None:
    """Return who saw the opportunity before it went to somebody else: to them it disappears."""
    before = telling.event.before or {}
    if not isinstance(telling.record, Opportunity) or not before.keys() & set(PLACE):
        return None
    return [before.get(name, getattr(telling.record, name)) for name in PLACE]
