"""Profiles of a grid: a person's own, those of the person's role, and those of everyone."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from data.schema.view import GridProfile
from domain.access import Principal


def visible_profiles(session: Session, principal: Principal, grid: str) -> list[GridProfile]:
    """Return the profiles of a grid that the person may use: own ones first, then the role's, then everyone's."""
    query = select(GridProfile).where(GridProfile.grid == grid, usable_by(principal))
    found = session.scalars(query.order_by(GridProfile.name, GridProfile.id))
    return sorted(found, key=_nearness)


def usable_by(principal: Principal) -> ColumnElement[bool]:
    """Return the condition under which a person may use a profile."""
    for_all = and_(GridProfile.user_id.is_(None), GridProfile.role.is_(None))
    for_role = and_(GridProfile.user_id.is_(None), GridProfile.role == principal.role.value)
    return or_(GridProfile.user_id == principal.user_id, for_role, for_all)


def _nearness(profile: GridProfile) -> int:
    if profile.user_id is not None:
        return 0
    return 1 if profile.role is not None else 2
