"""Profiles of the grid, as the browser keeps and removes them."""

from typing import Any, Literal

import msgspec

from components.language import explain
from data.session import Database
from domain.access import Principal
from domain.errors import MalformedInput, SalesError
from web.grid.view import GRID
from workflow import grid_profiles
from workflow.grid_profiles import Draft, Layout


class Action(msgspec.Struct):
    """One wish: to keep the columns under a name for somebody, or to remove a profile."""

    seq: int
    kind: Literal["save", "delete"]
    id: int = 0
    name: str = ""
    audience: str = grid_profiles.ME
    is_default: bool = False
    layout: Layout | None = None


def perform(database: Database, principal: Principal, action: Action) -> dict[str, Any]:
    """Do it; return whether it worked, the reason when not, and the id of what is kept."""
    try:
        kept = _delete(database, principal, action) if action.kind == "delete" else _save(database, principal, action)
    except SalesError as refusal:
        return {"seq": action.seq, "ok": False, "kind": action.kind, "message": explain(refusal), "id": 0}
    return {"seq": action.seq, "ok": True, "kind": action.kind, "message": "", "id": kept}


def _save(database: Database, principal: Principal, action: Action) -> int:
    if action.layout is None:
        raise MalformedInput
    draft = Draft(GRID, action.name, action.audience, action.layout, action.is_default)
    return database.run(lambda session: grid_profiles.save(session, principal, draft))


def _delete(database: Database, principal: Principal, action: Action) -> int:
    database.run(lambda session: grid_profiles.delete(session, principal, action.id))
    return 0
