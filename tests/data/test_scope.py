"""Scope: what SQL shows a person is exactly what the rule in the domain lets them reach."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import changeable, visible, visible_contacts
from data.session import Database
from domain.access import Principal, Reach, Role
from tests.world import World

ON_A_DATABASE = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
GENERATED = {column.key for column in Opportunity.__table__.columns if column.computed is not None}


@pytest.fixture
def crowd(database: Database, world: World) -> list[Any]:
    """Add opportunities of every company, team and owner at random, and return all as (id, company, team, owner)."""
    chance = random.Random(20261124)  # noqa: S311  no secret depends on it
    companies, owners = list(world.companies.values()), list(world.users.values())
    teams = [None, *world.teams.values()]
    with database.write() as session:
        row = session.execute(select(Opportunity.__table__).limit(1)).mappings().one()
        base = {key: value for key, value in row.items() if key != "id" and key not in GENERATED}
        rows = [
            base | {
                "number": f"X-{number}", "company_id": chance.choice(companies),
                "team_id": chance.choice(teams), "owner_id": chance.choice(owners),
            }
            for number in range(150)
        ]  # fmt: skip
        session.execute(insert(Opportunity), rows)
    columns = Opportunity.id, Opportunity.company_id, Opportunity.team_id, Opportunity.owner_id
    with database.read() as session:
        return list(session.execute(select(*columns)))


def principals(world: World) -> st.SearchStrategy[Principal]:
    """Draw people with any role, companies, teams and reaches, also such as the settings would never make."""
    reach = st.sampled_from(Reach)
    return st.builds(
        Principal,
        user_id=st.sampled_from([*world.users.values(), 10**12]),
        login=st.just("anybody"),
        display_name=st.just("Anybody"),
        role=st.sampled_from(Role),
        company_ids=st.frozensets(st.sampled_from([*world.companies.values(), 10**12])),
        team_ids=st.frozensets(st.sampled_from([*world.teams.values(), 10**12])),
        sees=reach,
        changes=reach,
    )


def test_the_condition_shows_exactly_what_the_rule_reaches(database: Database, world: World, crowd: list[Any]) -> None:
    @ON_A_DATABASE
    @given(principals(world))
    def check(principal: Principal) -> None:
        with database.read() as session:
            seen = set(session.scalars(select(Opportunity.id).where(*visible(principal))))
            changed = set(session.scalars(select(Opportunity.id).where(*changeable(principal))))
        for number, company_id, team_id, owner_id in crowd:
            where = {"company_id": company_id, "team_id": team_id, "owner_id": owner_id}
            assert (number in seen) == principal.reaches(**where)
            assert (number in changed) == principal.reaches(**where, changing=True)

    check()


def test_contacts_are_seen_by_company(database: Database, world: World) -> None:
    with database.read() as session:
        for login, count in (("sales", 4), ("foreign", 1), ("executive", 5)):
            names = session.scalars(select(Contact.name).where(*visible_contacts(world.principal(login)))).all()
            assert len(names) == count


def test_without_a_company_nothing_is_seen(database: Database, world: World) -> None:
    nobody = Principal(
        world.users["sales"], "x", "X", Role.EXECUTIVE, frozenset(), frozenset(), Reach.COMPANY, Reach.COMPANY
    )
    with database.read() as session:
        assert session.scalars(select(Opportunity.id).where(*visible(nobody))).all() == []
        assert session.scalars(select(Contact.id).where(*visible_contacts(nobody))).all() == []
