"""People: who is behind a session, how far each reaches, and what waits unread."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from data.queries.people import (
    demo_people,
    people,
    principal_of_session,
    principal_of_user,
    unread_count,
    unread_notifications,
    user_by_login,
)
from data.schema.company import Company
from data.schema.people import Team, User, UserCompany, UserSession, UserTeam
from data.session import Database
from domain.access import Reach, Role
from tests.world import NOW, World


@pytest.fixture
def token(database: Database, world: World) -> str:
    """Return the hash of a live session of `sales`."""
    with database.write() as session:
        session.add(
            UserSession(
                token_hash="a" * 64, user_id=world.users["sales"], csrf_token="c", created_at=NOW, seen_at=NOW,
                expires_at=NOW + timedelta(hours=12),
            )
        )  # fmt: skip
    return "a" * 64


def test_every_person_of_the_world_is_read_as_the_world_describes_them(database: Database, world: World) -> None:
    with database.read() as session:
        for login, expected in world.principals.items():
            found = principal_of_user(session, world.users[login])
            assert (found is None) == (login == "gone")
            if found is not None and login != "administrator":
                assert found == expected


def test_administrators_see_every_company(database: Database, world: World) -> None:
    with database.write() as session:
        session.add(Company(code="DE", name="Caudal GmbH", currency_code="EUR", country_code="DE"))
    with database.read() as session:
        found = principal_of_user(session, world.users["administrator"])
        assert found is not None
        assert found.company_ids == frozenset(session.scalars(select(Company.id)))


def test_a_live_session_leads_to_its_person(database: Database, world: World, token: str) -> None:
    with database.read() as session:
        live = principal_of_session(session, token, NOW + timedelta(minutes=59))
        assert live is not None
        assert live.principal == world.principal("sales")
        assert live.csrf_token == "c"


@pytest.mark.parametrize("minutes", [60, 61, 12 * 60, 10**5])
def test_an_idle_session_ends_after_an_hour(database: Database, token: str, minutes: int) -> None:
    with database.read() as session:
        assert principal_of_session(session, token, NOW + timedelta(minutes=minutes)) is None


def test_a_busy_session_ends_after_twelve_hours(database: Database, token: str) -> None:
    later = NOW + timedelta(hours=11, minutes=59)
    with database.write() as session:
        session.execute(update(UserSession).values(seen_at=later))
    with database.read() as session:
        assert principal_of_session(session, token, later) is not None
        assert principal_of_session(session, token, NOW + timedelta(hours=12)) is None


def test_a_revoked_session_and_one_of_an_inactive_person_open_nothing(
    database: Database, world: World, token: str
) -> None:
    with database.write() as session:
        session.execute(update(User).where(User.id == world.users["sales"]).values(active=False))
    with database.read() as session:
        assert principal_of_session(session, token, NOW) is None
    with database.write() as session:
        session.execute(update(User).values(active=True))
        session.execute(update(UserSession).values(revoked_at=NOW))
    with database.read() as session:
        assert principal_of_session(session, token, NOW) is None


def test_an_unknown_token_opens_nothing(database: Database, token: str) -> None:
    with database.read() as session:
        assert principal_of_session(session, "b" * 64, NOW) is None


def test_the_most_restrictive_company_decides_how_far_sales_people_reach(database: Database, world: World) -> None:
    with database.write() as session:
        session.add(UserCompany(user_id=world.users["sales"], company_id=world.companies["CH"]))
        session.execute(
            update(Company)
            .where(Company.code == "IT")
            .values(sales_people_see=Reach.COMPANY, sales_people_change=Reach.COMPANY)
        )
        session.execute(
            update(Company)
            .where(Company.code == "CH")
            .values(sales_people_see=Reach.TEAM, sales_people_change=Reach.COMPANY)
        )
    with database.read() as session:
        found = principal_of_user(session, world.users["sales"])
        colleague = principal_of_user(session, world.users["colleague"])
    assert found is not None
    assert colleague is not None
    assert (found.sees, found.changes) == (Reach.TEAM, Reach.TEAM)  # nobody changes what they do not see
    assert (colleague.sees, colleague.changes) == (Reach.COMPANY, Reach.COMPANY)


def test_a_team_reaches_the_teams_below_it(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(update(Team).where(Team.code == "SOUTH").values(parent_id=world.teams["NORTH"]))
    with database.read() as session:
        manager = principal_of_user(session, world.users["manager"])
        other = principal_of_user(session, world.users["other_team"])
    assert manager is not None
    assert other is not None
    assert manager.team_ids == {world.teams["NORTH"], world.teams["SOUTH"]}
    assert other.team_ids == {world.teams["SOUTH"]}


def test_a_circle_of_teams_does_not_trap_the_query(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(update(Team).where(Team.code == "SOUTH").values(parent_id=world.teams["NORTH"]))
        session.execute(update(Team).where(Team.code == "NORTH").values(parent_id=world.teams["SOUTH"]))
    with database.read() as session:
        manager = principal_of_user(session, world.users["manager"])
    assert manager is not None
    assert manager.team_ids == {world.teams["NORTH"], world.teams["SOUTH"]}


def test_a_sales_person_without_a_company_reaches_nothing(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(delete(UserCompany))
        session.execute(delete(UserTeam))
    with database.read() as session:
        found = principal_of_user(session, world.users["sales"])
    assert found is not None
    assert (found.company_ids, found.sees, found.changes) == (frozenset(), Reach.OWN, Reach.OWN)


def test_the_password_hash_is_only_read_by_the_one_query_that_needs_it(database: Database, world: World) -> None:
    with database.read() as session:
        user = session.scalars(select(User).where(User.login == "sales")).one()
        assert "password_hash" not in user.__dict__
        assert not any("hash" in repr(person) for person in people(session))
    with database.read() as session:
        known = user_by_login(session, "sales")
        assert known is not None
        assert known.password_hash.startswith("$argon2id$")
        assert user_by_login(session, "SALES' OR 1=1 --") is None


def test_the_demo_offers_one_active_invented_person_per_role(database: Database, world: World) -> None:
    with database.write() as session:
        session.execute(update(User).where(User.login == "analyst").values(email="anna@real-company.com"))
    with database.read() as session:
        offered = demo_people(session)
    assert [person.role for person in offered] == [
        Role.ADMINISTRATOR, Role.EXECUTIVE, Role.SALES_MANAGER, Role.SALES_PERSON,
    ]  # fmt: skip
    assert "gone" not in {person.login for person in offered}


def test_unread_notices_are_the_persons_own(database: Database, world: World) -> None:
    with database.read() as session:
        (notice,) = unread_notifications(session, world.principal("sales"))
        assert notice.template.format(**notice.params) == "“Hydraulic press” waits for an answer."
        assert unread_count(session, world.principal("sales")) == 1
        assert unread_notifications(session, world.principal("colleague")) == []
        assert unread_count(session, world.principal("colleague")) == 0
