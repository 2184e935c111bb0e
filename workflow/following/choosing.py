"""Choosing: what a person follows or mutes, what they want to be told, by which way, and when not."""

from datetime import datetime
from typing import Final, get_args

from sqlalchemy.orm import Session

from data.queries import presence
from data.queries.audience import CHOICE, DIGEST, QUIET
from data.queries.people import reached_teams
from data.schema.preference import Following
from domain.access import Permission, Principal
from domain.attention import Digest, How, Kind, Quiet, Ways, write_ways
from domain.errors import MalformedInput, NotFound
from workflow.preferences import prefer

HOW: Final[tuple[How, ...]] = get_args(How)


def follow(session: Session, principal: Principal, entity: str, entity_id: int, how: How, *, now: datetime) -> None:
    """Follow or mute an opportunity, a contact or a team, or leave it to what is usual.

    Raises NotFound for what the person does not see, NotPermitted without the permission.
    """
    principal.require(Permission.SEE_PIPELINE)
    if how not in HOW:
        raise MalformedInput
    if not _sees(session, principal, entity, entity_id):
        raise NotFound
    known = session.get(Following, (principal.user_id, entity, entity_id))
    if how == "usual":
        if known is not None:
            session.delete(known)
    elif known is not None:
        known.muted = how == "mute"
    else:
        session.add(
            Following(
                user_id=principal.user_id, entity=entity, entity_id=entity_id, muted=how == "mute", created_at=now
            )
        )
    session.flush()


def choose_ways(session: Session, principal: Principal, kind: Kind, ways: Ways) -> None:
    """Choose by which ways one is told of a kind of change."""
    prefer(session, principal, CHOICE + kind.value, write_ways(ways))


def choose_quiet(session: Session, principal: Principal, quiet: Quiet) -> None:
    """Choose the hours in which no mail comes."""
    prefer(session, principal, QUIET, quiet.write())


def choose_digest(session: Session, principal: Principal, digest: Digest) -> None:
    """Choose when the digest comes."""
    prefer(session, principal, DIGEST, digest.write())


def _sees(session: Session, principal: Principal, entity: str, entity_id: int) -> bool:
    if entity == "opportunity":
        return presence.opportunity(session, principal, entity_id)
    if entity == "contact":
        return presence.contact(session, principal, entity_id)
    return entity == "team" and entity_id in {team_id for team_id, _name in reached_teams(session, principal)}
