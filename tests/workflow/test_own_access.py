"""One's own access: who knows the password may change it, and ends what others might have open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.queries.people import IDLE_LIMIT, principal_of_session
from data.schema.log import Audit
from data.schema.people import User
from data.session import Database
from domain.errors import MalformedInput, TooManyAttempts, WeakPassword, WrongCredentials, WrongPassword
from tests.world import NOW, PASSWORD, World
from workflow import audit
from workflow.own_access import change_password, sessions_elsewhere, sign_out_elsewhere
from workflow.settings import choose_time_zone
from workflow.sign_in import sign_in, token_hash
from workflow.users import deactivate

NEW = "a long new password"
ADDRESS = "127.0.0.1"


def enter(database: Database, password: str = PASSWORD, login: str = "sales") -> str:
    return sign_in(database, login, password, ADDRESS, NOW)


def change(database: Database, world: World, old: str, new: str, token: str, seconds: int = 0) -> int:
    now = NOW + timedelta(seconds=seconds)
    return change_password(database, world.principal("sales"), old, new, address=ADDRESS, token=token, now=now)


def is_live(database: Database, token: str) -> bool:
    with database.read() as session:
        return principal_of_session(session, token_hash(token), NOW) is not None


def test_the_old_password_changes_it_and_every_other_session_ends(database: Database, world: World) -> None:
    mine, elsewhere, somebody = enter(database), enter(database), enter(database, login="colleague")
    assert change(database, world, PASSWORD, NEW, mine) == 1
    assert [is_live(database, token) for token in (mine, elsewhere, somebody)] == [True, False, True]
    with pytest.raises(WrongCredentials):
        enter(database)
    assert enter(database, NEW)
    with database.read() as session:
        told = session.scalars(select(Audit).where(Audit.action == "password_changed")).one()
        assert (told.user_id, told.subject, told.detail) == (world.users["sales"], "sales", None)
        assert audit.first_broken(session) is None


def test_without_the_old_password_nothing_changes_and_it_is_told(database: Database, world: World) -> None:
    mine, elsewhere = enter(database), enter(database)
    with pytest.raises(WrongPassword):
        change(database, world, "not the password", NEW, mine)
    assert is_live(database, elsewhere)
    assert enter(database)
    with database.read() as session:
        assert session.scalars(select(Audit.subject).where(Audit.action == "password_change_failed")).all() == ["sales"]


def test_guessing_the_old_password_has_to_wait(sqlite_database: Database, sqlite_world: World) -> None:
    database, world = sqlite_database, sqlite_world
    mine = enter(database)
    for seconds in range(5):
        with pytest.raises(WrongPassword):
            change(database, world, f"guess number {seconds}", NEW, mine, seconds)
    with pytest.raises(TooManyAttempts):
        change(database, world, PASSWORD, NEW, mine, 4)
    assert change(database, world, PASSWORD, NEW, mine, 120) == 0


@pytest.mark.parametrize("new", ["short", "x" * 1025])
def test_a_weak_password_is_refused_before_the_old_one_is_looked_at(
    sqlite_database: Database, sqlite_world: World, new: str
) -> None:
    database, world = sqlite_database, sqlite_world
    with pytest.raises(WeakPassword):
        change(database, world, "not the password", new, enter(database))


def test_somebody_deactivated_meanwhile_changes_nothing(sqlite_database: Database, sqlite_world: World) -> None:
    database, world = sqlite_database, sqlite_world
    mine = enter(database)
    deactivate(database, login="sales", now=NOW)
    with pytest.raises(WrongPassword):
        change(database, world, PASSWORD, NEW, mine)


def test_signing_out_elsewhere_ends_everything_but_this_session(database: Database, world: World) -> None:
    mine, others = enter(database), [enter(database), enter(database)]
    sales = world.principal("sales")
    with database.write() as session:
        assert sessions_elsewhere(session, sales, mine, NOW) == 2
        assert sign_out_elsewhere(session, sales, mine, NOW) == 2
        assert sessions_elsewhere(session, sales, mine, NOW) == 0
    assert is_live(database, mine)
    assert not any(is_live(database, token) for token in others)


def test_a_session_left_idle_for_too_long_is_not_counted(sqlite_database: Database, sqlite_world: World) -> None:
    mine, _other = enter(sqlite_database), enter(sqlite_database)
    with sqlite_database.read() as session:
        later = NOW + IDLE_LIMIT
        assert sessions_elsewhere(session, sqlite_world.principal("sales"), mine, later) == 0


def test_a_session_that_ran_out_is_not_counted(sqlite_database: Database, sqlite_world: World) -> None:
    database, world = sqlite_database, sqlite_world
    mine, _old = enter(database), enter(database)
    with database.read() as session:
        assert sessions_elsewhere(session, world.principal("sales"), mine, NOW + timedelta(days=2)) == 0


def test_everybody_chooses_their_own_time_zone(sqlite_database: Database, sqlite_world: World) -> None:
    database, world = sqlite_database, sqlite_world
    with database.write() as session:
        choose_time_zone(session, world.principal("sales"), "Asia/Tokyo")
        with pytest.raises(MalformedInput):
            choose_time_zone(session, world.principal("sales"), "Mars/Olympus")
        chosen = {user.login: user.time_zone for user in session.scalars(select(User))}
    assert (chosen["sales"], chosen["colleague"]) == ("Asia/Tokyo", "UTC")
