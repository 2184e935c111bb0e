"""Users: who may sign in, and what ends their sessions."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from components.language import LOCALES
from data.queries.people import principal_of_session, principal_of_user
from data.schema.log import Audit
from data.schema.people import User
from data.session import Database
from domain.access import Role
from domain.errors import MalformedInput, NameNeeded, NameTaken, NotFound, WeakPassword, WrongCredentials
from tests.world import PASSWORD, World
from workflow import audit
from workflow import settings as own_settings
from workflow.sign_in import sign_in, token_hash
from workflow.users import add_user, deactivate, list_users, set_password, set_role

NOW = datetime(2026, 7, 15, 9, 30, tzinfo=UTC)
NEW_PASSWORD = "a long new password"
ENDINGS: dict[str, Callable[[Database], None]] = {
    "a new password": lambda database: set_password(database, login="sales", password=NEW_PASSWORD, now=NOW),
    "another role": lambda database: set_role(database, login="sales", role=Role.ANALYST, now=NOW),
    "being deactivated": lambda database: deactivate(database, login="sales", now=NOW),
}


def add(database: Database, login: str = "nina", password: str = NEW_PASSWORD, name: str = "Nina Nuova") -> int:
    return add_user(
        database, login=login, display_name=name, role=Role.SALES_PERSON, password=password,
        companies=["IT"], teams=["NORTH"], now=NOW,
    )  # fmt: skip


def test_a_new_person_can_sign_in_and_reaches_their_team(database: Database, world: World) -> None:
    user_id = add(database, " Nina ")
    assert sign_in(database, "nina", NEW_PASSWORD, "127.0.0.1", NOW)
    with database.read() as session:
        found = principal_of_user(session, user_id)
    assert found is not None
    assert found.company_ids == {world.companies["IT"]}
    assert found.team_ids == {world.teams["NORTH"]}


@pytest.mark.parametrize("login", ["sales", "SALES", "ｓales"])
def test_a_login_is_given_once_however_it_is_written(sqlite_database: Database, login: str) -> None:
    from tests.world import build

    build(sqlite_database)
    with pytest.raises(NameTaken, match="“sales” exists already"):
        add(sqlite_database, login)


@pytest.mark.parametrize("login", ["", "  ", "two words", "tab\there", "nul\x00", "x" * 81, "line\nend", "\u202eabc"])
def test_a_login_is_one_plain_word(sqlite_database: Database, login: str) -> None:
    with pytest.raises(NameNeeded):
        add(sqlite_database, login)


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "Nina\x07"])
def test_a_name_is_needed(sqlite_database: Database, name: str) -> None:
    with pytest.raises(NameNeeded):
        add(sqlite_database, name=name)


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "x" * 1025, "a.very.long.login"])
def test_weak_passwords_are_refused(sqlite_database: Database, password: str) -> None:
    with pytest.raises(WeakPassword, match="at least 12 characters"):
        add(sqlite_database, "a.very.long.login", password)


@pytest.mark.parametrize(
    ("companies", "teams"), [(["XX"], []), (["IT"], ["ALPS"]), (["IT"], ["NOWHERE"]), ([], ["NORTH"])]
)
def test_only_known_companies_and_their_teams_can_be_given(
    sqlite_database: Database, companies: list[str], teams: list[str]
) -> None:
    from tests.world import build

    build(sqlite_database)
    with pytest.raises(NotFound):
        add_user(
            sqlite_database, login="nina", display_name="Nina", role=Role.ANALYST, password=NEW_PASSWORD,
            companies=companies, teams=teams, now=NOW,
        )  # fmt: skip
    assert "nina" not in {person.login for person in list_users(sqlite_database)}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_persons_sessions_end_with(database: Database, world: World, ending: str) -> None:
    mine = [sign_in(database, "sales", PASSWORD, "127.0.0.1", NOW) for _ in range(2)]
    other = sign_in(database, "colleague", PASSWORD, "127.0.0.1", NOW)
    ENDINGS[ending](database)
    with database.read() as session:
        assert [principal_of_session(session, token_hash(token), NOW) for token in mine] == [None, None]
        assert principal_of_session(session, token_hash(other), NOW) is not None


def test_a_new_password_replaces_the_old_one(database: Database, world: World) -> None:
    set_password(database, login="Sales", password=NEW_PASSWORD, now=NOW)
    with pytest.raises(WrongCredentials):
        sign_in(database, "sales", PASSWORD, "127.0.0.1", NOW)
    assert sign_in(database, "sales", NEW_PASSWORD, "127.0.0.1", NOW)


def test_nobody_is_not_found(database: Database, world: World) -> None:
    with pytest.raises(NotFound):
        set_password(database, login="nobody", password=NEW_PASSWORD, now=NOW)
    with pytest.raises(NotFound):
        set_role(database, login="nobody", role=Role.ANALYST, now=NOW)
    with pytest.raises(NotFound):
        deactivate(database, login="nobody", now=NOW)


def test_the_list_names_everybody_and_no_hash(database: Database, world: World) -> None:
    listed = list_users(database)
    assert {person.login for person in listed} == set(world.users)
    assert [person.login for person in listed] == sorted(world.users)
    assert "argon2" not in repr(listed)


def test_the_audit_is_a_chain_that_shows_tampering(database: Database, world: World) -> None:
    add(database)
    for ending in ENDINGS.values():
        ending(database)
    with database.read() as session:
        actions = list(session.scalars(select(Audit.action).order_by(Audit.id)))
        assert audit.first_broken(session) is None
        ids = list(session.scalars(select(Audit.id).order_by(Audit.id)))
    assert actions == ["user_added", "password_changed", "role_changed", "user_deactivated"]
    with database.read() as session:  # rolled back afterwards
        _unlocked(session, "UPDATE audit SET subject = 'somebody else' WHERE id = :id", ids[1])
        assert audit.first_broken(session) == ids[1]
    with database.read() as session:
        _unlocked(session, "DELETE FROM audit WHERE id = :id", ids[1])
        assert audit.first_broken(session) == ids[2]


def test_everybody_chooses_their_own_language_and_theme(database: Database, world: World) -> None:
    with database.write() as session:
        own_settings.choose_locale(session, world.principal("sales"), "it")
        own_settings.choose_theme(session, world.principal("sales"), "dark")
    with database.read() as session:
        chosen = {user.login: (user.locale, user.theme) for user in session.scalars(select(User))}
    assert chosen["sales"] == ("it", "dark")
    assert chosen["colleague"] == ("en", "system")


@pytest.mark.parametrize("value", ["", "xx", "IT", "dark; drop", "1"])
def test_unknown_languages_and_themes_are_refused(sqlite_database: Database, value: str) -> None:
    from tests.world import build

    person = build(sqlite_database).principal("sales")
    with sqlite_database.write() as session:
        for choose in (own_settings.choose_locale, own_settings.choose_theme):
            with pytest.raises(MalformedInput):
                choose(session, person, value)


def test_the_languages_are_those_of_the_catalogues() -> None:
    assert set(LOCALES) == own_settings.LOCALES


def _unlocked(session: Session, statement: str, number: int) -> None:
    """Do what only somebody at the database itself could do."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    else:
        names = session.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
        ).all()
        for name in names:
            session.execute(text(f"DROP TRIGGER {name}"))
    session.execute(text(statement), {"id": number})
