"""Scenarios: kept under a name, shared and removed by their owner; the forecast itself never changes."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.schema.outlook import ForecastScenario
from domain.access import Permission, Principal
from domain.errors import MalformedInput, NameNeeded, NameTaken, NotFound
from domain.scenario import Scenario

LONGEST_NAME, LONGEST_QUERY = 80, 1000


def save_scenario(session: Session, principal: Principal, *, name: str, scenario: Scenario) -> int:
    """Keep a scenario under a name and return its id; raise NameNeeded, NameTaken, MalformedInput for an empty one."""
    principal.require(Permission.SEE_PIPELINE)
    kept = ForecastScenario(user_id=principal.user_id, name=_checked_name(name), query=_checked(scenario))
    _check_free(session, kept)
    session.add(kept)
    _flush(session, kept.name)
    return kept.id


def replace_scenario(session: Session, principal: Principal, scenario_id: int, scenario: Scenario) -> None:
    """Let one's own name stand for other assumptions; raise NotFound, MalformedInput."""
    _own(session, principal, scenario_id).query = _checked(scenario)
    session.flush()


def rename_scenario(session: Session, principal: Principal, scenario_id: int, name: str) -> None:
    """Give one's own scenario another name; raise NotFound, NameNeeded, NameTaken."""
    kept = _own(session, principal, scenario_id)
    kept.name = _checked_name(name)
    _check_free(session, kept)
    _flush(session, kept.name)


def share_scenario(session: Session, principal: Principal, scenario_id: int, *, shared: bool) -> None:
    """Share one's own scenario with the people of one's companies, or no longer; raise NotFound, NotPermitted."""
    principal.require(Permission.SHARE_VIEWS)
    _own(session, principal, scenario_id).shared = shared
    session.flush()


def delete_scenario(session: Session, principal: Principal, scenario_id: int) -> None:
    """Remove one's own scenario; raise NotFound."""
    session.delete(_own(session, principal, scenario_id))
    session.flush()


def _own(session: Session, principal: Principal, scenario_id: int) -> ForecastScenario:
    """Return the person's own scenario; another's is treated as one that does not exist."""
    principal.require(Permission.SEE_PIPELINE)
    kept = session.get(ForecastScenario, scenario_id)
    if kept is None or kept.user_id != principal.user_id:
        raise NotFound
    return kept


def _checked(scenario: Scenario) -> str:
    query = scenario.to_query()
    if not 0 < len(query) <= LONGEST_QUERY:
        raise MalformedInput
    return query


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not 0 < len(cleaned) <= LONGEST_NAME or not cleaned.isprintable():
        raise NameNeeded(length=LONGEST_NAME)
    return cleaned


def _check_free(session: Session, kept: ForecastScenario) -> None:
    others = select(func.count()).where(
        ForecastScenario.user_id == kept.user_id,
        ForecastScenario.name == kept.name,
        ForecastScenario.id != (kept.id or 0),
    )
    with session.no_autoflush:
        if session.scalar(others):
            raise NameTaken(name=kept.name)


def _flush(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError:  # somebody, in another window, took the name in this very moment
        raise NameTaken(name=name) from None
