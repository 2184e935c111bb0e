"""Scenarios: kept under a name, shared and removed by their owner; the forecast itself never changes."""

from sqlalchemy.orm import Session

from data.schema.outlook import ForecastScenario
from domain.access import Permission, Principal
from domain.errors import MalformedInput
from domain.scenario import Scenario
from workflow import named

LONGEST_QUERY = 1000


def save_scenario(session: Session, principal: Principal, *, name: str, scenario: Scenario) -> int:
    """Keep a scenario under a name and return its id; raise NameNeeded, NameTaken, MalformedInput for an empty one."""
    principal.require(Permission.SEE_PIPELINE)
    query = _checked(scenario)
    return named.keep(session, ForecastScenario(user_id=principal.user_id, name=name, query=query))


def replace_scenario(session: Session, principal: Principal, scenario_id: int, scenario: Scenario) -> None:
    """Let one's own name stand for other assumptions; raise NotFound, MalformedInput."""
    _own(session, principal, scenario_id).query = _checked(scenario)
    session.flush()


def rename_scenario(session: Session, principal: Principal, scenario_id: int, name: str) -> None:
    """Give one's own scenario another name; raise NotFound, NameNeeded, NameTaken."""
    named.rename(session, _own(session, principal, scenario_id), name)


def share_scenario(session: Session, principal: Principal, scenario_id: int, *, shared: bool) -> None:
    """Share one's own scenario with the people of one's companies, or no longer; raise NotFound, NotPermitted."""
    named.share(session, principal, _own(session, principal, scenario_id), shared=shared)


def delete_scenario(session: Session, principal: Principal, scenario_id: int) -> None:
    """Remove one's own scenario; raise NotFound."""
    session.delete(_own(session, principal, scenario_id))
    session.flush()


def _own(session: Session, principal: Principal, scenario_id: int) -> ForecastScenario:
    principal.require(Permission.SEE_PIPELINE)
    return named.own(session, principal, ForecastScenario, scenario_id)


def _checked(scenario: Scenario) -> str:
    query = scenario.to_query()
    if not 0 < len(query) <= LONGEST_QUERY:
        raise MalformedInput
    return query
