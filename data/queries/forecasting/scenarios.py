"""Kept scenarios: a person's own, and those that people of the same companies share."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.views import own_or_shared
from data.schema.outlook import ForecastScenario
from data.schema.people import User
from domain.access import Principal


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """Named assumptions; `query` is what Scenario.from_query reads."""

    id: int
    name: str
    query: str
    owner: str
    mine: bool
    shared: bool


def kept_scenarios(session: Session, principal: Principal) -> tuple[KeptScenario, ...]:
    """Return the scenarios that the person may use: own ones first, then by name."""
    query = (
        select(ForecastScenario, User.display_name)
        .join(User, User.id == ForecastScenario.user_id)
        .where(own_or_shared(principal, ForecastScenario))
        .order_by(ForecastScenario.id)
    )
    found = [
        KeptScenario(row.id, row.name, row.query, owner, row.user_id == principal.user_id, row.shared)
        for row, owner in session.execute(query)
    ]
    return tuple(sorted(found, key=lambda one: (not one.mine, one.name.casefold(), one.id)))
