"""Scenarios: kept, shared, renamed, replaced and removed from the forecast page."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from components.forecast.scenarios import Entry, entries
from data.queries.forecasting.scenarios import kept_scenarios
from data.session import Database, Session
from domain.access import Permission, Principal
from domain.scenario import KEY, Scenario
from web import router
from workflow.forecasts.scenarios import (
    delete_scenario,
    rename_scenario,
    replace_scenario,
    save_scenario,
    share_scenario,
)


class ScenarioAction(msgspec.Struct):
    """What is done to one kept scenario."""

    seq: int
    what: Literal["share", "unshare", "replace", "rename", "delete"]
    id: int
    name: str = ""


def listed(database: Database, principal: Principal) -> list[Any]:
    """Return the list of the scenarios that the person may use."""
    with database.read() as reading:
        kept = [
            Entry(one.id, one.name, one.query, "" if one.mine else one.owner, one.shared)
            for one in kept_scenarios(reading, principal)
        ]
    return entries(kept, may_share=principal.may(Permission.SHARE_VIEWS))


def save(database: Database, principal: Principal, search: str | None, name: str, *, shared: bool) -> None:
    """Keep the assumptions of the address under a name; raise NameNeeded, NameTaken, MalformedInput without any."""

    def work(writing: Session) -> None:
        scenario_id = save_scenario(writing, principal, name=name, scenario=_of(search))
        if shared:
            share_scenario(writing, principal, scenario_id, shared=True)

    database.run(work)


def act(database: Database, principal: Principal, search: str | None, action: ScenarioAction) -> None:
    """Do one thing to one's own scenario; raise NotFound, NotPermitted, MalformedInput, NameNeeded, NameTaken."""
    verbs: dict[str, Callable[[Session], None]] = {
        "share": lambda writing: share_scenario(writing, principal, action.id, shared=True),
        "unshare": lambda writing: share_scenario(writing, principal, action.id, shared=False),
        "replace": lambda writing: replace_scenario(writing, principal, action.id, _of(search)),
        "rename": lambda writing: rename_scenario(writing, principal, action.id, action.name),
        "delete": lambda writing: delete_scenario(writing, principal, action.id),
    }
    database.run(verbs[action.what])


def _of(search: str | None) -> Scenario:
    return Scenario.from_query(router.read_search(search).get(KEY))
