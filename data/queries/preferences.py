"""Preferences: what a person chose once for good."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.preference import Following, UserPreference
from domain.access import Principal
from domain.attention import How


def preference(session: Session, principal: Principal, name: str, default: str = "") -> str:
    """Return the person's own choice, `default` where there is none yet."""
    return preference_of(session, principal.user_id, name) or default


def preference_of(session: Session, user_id: int, name: str) -> str:
    """Return what a person chose, for work that is done without them; nothing where they chose nothing."""
    query = select(UserPreference.value).where(UserPreference.user_id == user_id, UserPreference.name == name)
    return session.scalar(query) or ""


def follows(session: Session, principal: Principal, entity: str, entity_id: int) -> How:
    """Return whether the person follows or mutes an opportunity, a contact or a team."""
    found = session.get(Following, (principal.user_id, entity, entity_id))
    if found is None:
        return "usual"
    return "mute" if found.muted else "follow"
