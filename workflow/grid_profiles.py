"""Profiles of a grid: its columns as somebody arranged them, kept for oneself, for a role or for everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from data.queries.grid.profiles import usable_by
from data.schema.view import GridProfile
from domain.access import Permission, Principal, Role
from domain.errors import BadFilter, MalformedInput, NameNeeded, NotFound
from domain.grid import COLUMNS, GROUPABLE, read_sorts

LONGEST_NAME: Final = 80
ME, EVERYONE = "me", "everyone"


class ColumnLayout(msgspec.Struct, forbid_unknown_fields=True):
    """One column: how wide in pixels, whether it is shown, and whether it stays in view at the left."""

    id: str
    width: Annotated[int, msgspec.Meta(ge=40, le=1000)]
    hidden: bool = False
    pinned: bool = False


class Layout(msgspec.Struct, forbid_unknown_fields=True):
    """What a profile keeps: the columns in their order, what rows are ordered and grouped by, and their colours."""

    columns: Annotated[list[ColumnLayout], msgspec.Meta(max_length=len(COLUMNS))]
    sort: str = ""
    group: str = ""
    coloured: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A profile to be kept; `audience` is "me", "everyone" or a role; a default is what the grid opens with."""

    grid: str
    name: str
    audience: str
    layout: Layout
    is_default: bool = False


def save(session: Session, principal: Principal, draft: Draft) -> int:
    """Keep a profile and return its id; one of the same name for the same people is replaced.

    Raises NameNeeded, MalformedInput, NotPermitted for a role or everyone without the permission to share.
    """
    user_id, role = _audience(principal, draft.audience)
    name = " ".join(draft.name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise NameNeeded(length=LONGEST_NAME)
    check(draft.layout)
    same = select(GridProfile).where(*_kept_for(draft.grid, user_id, role), GridProfile.name == name)
    profile = session.scalars(same.order_by(GridProfile.id)).first()
    if profile is None:
        profile = GridProfile(grid=draft.grid, name=name, user_id=user_id, role=role, columns="")
        session.add(profile)
    profile.columns = msgspec.json.encode(draft.layout).decode()
    if draft.is_default:
        others = _kept_for(draft.grid, user_id, role)
        session.execute(update(GridProfile).where(*others).values(is_default=False))
    profile.is_default = draft.is_default
    session.flush()
    return profile.id


def delete(session: Session, principal: Principal, profile_id: int) -> None:
    """Remove a profile; raise NotFound, NotPermitted for one of a role or of everyone without the permission."""
    principal.require(Permission.USE_APP)
    profile = session.scalars(select(GridProfile).where(GridProfile.id == profile_id, usable_by(principal))).first()
    if profile is None:
        raise NotFound
    if profile.user_id is None:
        principal.require(Permission.SHARE_VIEWS)
    session.delete(profile)
    session.flush()


def read(columns: str) -> Layout | None:
    """Return a kept layout; None for one that an older Caudal wrote and this one cannot read."""
    try:
        layout = msgspec.json.decode(columns, type=Layout)
        check(layout)
    except (msgspec.DecodeError, MalformedInput):
        return None
    return layout


def check(layout: Layout) -> None:
    """Raise MalformedInput unless every column is known, none comes twice, one is shown, and order and group exist."""
    ids = [column.id for column in layout.columns]
    if not set(ids) <= COLUMNS.keys() or len(set(ids)) < len(ids) or all(column.hidden for column in layout.columns):
        raise MalformedInput
    if layout.group and layout.group not in GROUPABLE:
        raise MalformedInput
    try:
        read_sorts(layout.sort)
    except BadFilter:
        raise MalformedInput from None


def _kept_for(grid: str, user_id: int | None, role: str | None) -> Sequence[ColumnElement[bool]]:
    return (
        and_(
            GridProfile.grid == grid,
            GridProfile.user_id == user_id if user_id is not None else GridProfile.user_id.is_(None),
            GridProfile.role == role if role is not None else GridProfile.role.is_(None),
        ),
    )


def _audience(principal: Principal, audience: str) -> tuple[int | None, str | None]:
    principal.require(Permission.USE_APP)
    if audience == ME:
        return principal.user_id, None
    principal.require(Permission.SHARE_VIEWS)
    if audience == EVERYONE:
        return None, None
    try:
        return None, Role(audience).value
    except ValueError:
        raise MalformedInput from None
