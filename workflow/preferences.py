"""Preferences: a person chooses something once for good."""

from sqlalchemy.orm import Session

from data.schema.preference import UserPreference
from domain.access import Permission, Principal


def prefer(session: Session, principal: Principal, name: str, value: str) -> None:
    """Remember a choice of the person's own; raises NotPermitted for nobody."""
    principal.require(Permission.USE_APP)
    session.merge(UserPreference(user_id=principal.user_id, name=name, value=value))
    session.flush()
