"""Preferences: what a person chose once for good."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.preference import UserPreference
from domain.access import Principal


def preference(session: Session, principal: Principal, name: str, default: str = "") -> str:
    """Return the person's own choice, `default` where there is none yet."""
    query = select(UserPreference.value).where(UserPreference.user_id == principal.user_id, UserPreference.name == name)
    return session.scalar(query) or default
