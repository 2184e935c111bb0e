"""Sign-in: passwords in, revocable sessions out, and nothing that helps a guesser."""

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from data.queries.people import principal_of_session, user_by_login
from data.schema.log import Audit
from data.schema.people import SignInAttempt, User, UserSession
from data.session import Database
from domain.errors import NotFound, SalesError, TooManyAttempts, WrongCredentials
from tests.world import PASSWORD, World
from workflow import audit, passwords, throttle
from workflow.sign_in import sign_in, sign_in_as_demo, sign_out, token_hash, touch

NOW = datetime(2026, 7, 15, 9, 30, tzinfo=UTC)
HERE = "192.0.2.7"


def is_live(database: Database, token: str, at: datetime = NOW) -> bool:
    with database.read() as session:
        return principal_of_session(session, token_hash(token), at) is not None


def fail(database: Database, login: str = "sales", address: str = HERE, at: datetime = NOW) -> SalesError:
    with pytest.raises(SalesError) as caught:
        sign_in(database, login, "not the password", address, at)
    return caught.value


def test_the_right_password_opens_a_session(database: Database, world: World) -> None:
    token = sign_in(database, "sales", PASSWORD, HERE, NOW)
    with database.read() as session:
        live = principal_of_session(session, token_hash(token), NOW)
        assert live is not None
        assert live.principal == world.principal("sales")
        stored = session.scalars(select(UserSession)).one()
        assert token not in (stored.token_hash, stored.csrf_token)
        assert stored.expires_at == NOW + timedelta(hours=12)


@pytest.mark.parametrize("login", ["sales", " Sales ", "SALES", "ｓａｌｅｓ"])
def test_a_login_may_be_typed_in_any_case(sqlite_database: Database, login: str) -> None:
    from tests.world import build

    build(sqlite_database)
    assert sign_in(sqlite_database, login, PASSWORD, HERE, NOW)


def test_every_session_has_an_identifier_of_its_own(database: Database, world: World) -> None:
    tokens = {sign_in(database, "sales", PASSWORD, HERE, NOW + timedelta(seconds=n)) for n in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)


@pytest.mark.parametrize(
    ("login", "password"),
    [("sales", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("", ""), ("sales", PASSWORD + "x" * 1100),
     ("sales", ""), ("sales\x00", PASSWORD), ("sales", "\ud800"), ("\ud800", PASSWORD), ("sa%les", PASSWORD)],
)  # fmt: skip
def test_unknown_wrong_and_inactive_are_refused_in_the_same_words(
    sqlite_database: Database, login: str, password: str
) -> None:
    from tests.world import build

    build(sqlite_database)
    with pytest.raises(WrongCredentials) as caught:
        sign_in(sqlite_database, login, password, HERE, NOW)
    assert str(caught.value) == "Login or password is wrong."
    assert caught.value.params == {}


def test_an_unknown_login_takes_as_long_as_a_wrong_password(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.world import build

    world = build(sqlite_database)
    password_hash = passwords.hash_password("quite another password")
    with sqlite_database.write() as session:
        session.execute(update(User).where(User.id == world.users["sales"]).values(password_hash=password_hash))
    passwords.unknown_hash()
    took: dict[str, list[float]] = {"sales": [], "nobody": [], "gone": []}
    for number in range(8):
        for login, times in took.items():
            began = time.thread_time()
            fail(sqlite_database, login, f"198.51.100.{number}", NOW + timedelta(hours=2 * number))
            times.append(time.thread_time() - began)
    medians = {login: statistics.median(times) for login, times in took.items()}
    assert medians["nobody"] > medians["sales"] / 2


def test_failures_make_the_account_wait_longer_and_longer(database: Database, world: World) -> None:
    at, waits = NOW, []
    for number in range(14):
        address = f"203.0.113.{number}"
        refusal = fail(database, address=address, at=at)
        if isinstance(refusal, TooManyAttempts):
            seconds = int(str(refusal.params["seconds"]))
            waits.append(seconds)
            at += timedelta(seconds=seconds)
            fail(database, address=address, at=at)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert fail(database, address="203.0.113.99", at=at).params == {"seconds": 60}


def test_the_right_password_waits_too_but_is_never_locked_out(database: Database, world: World) -> None:
    for _ in range(6):
        fail(database)
    with pytest.raises(TooManyAttempts, match="Wait 1 seconds"):
        sign_in(database, "sales", PASSWORD, "203.0.113.1", NOW)
    assert sign_in(database, "sales", PASSWORD, "203.0.113.1", NOW + timedelta(seconds=2))


def test_an_unknown_account_is_slowed_down_like_a_known_one(database: Database, world: World) -> None:
    answers = {
        login: [type(fail(database, login, f"203.0.113.{number}")) for number in range(7)]
        for login in ("sales", "nobody")
    }
    assert answers["sales"] == answers["nobody"]
    assert TooManyAttempts in answers["sales"]


def test_one_address_cannot_go_through_many_accounts(database: Database, world: World) -> None:
    refusals = [type(fail(database, f"guess{number}")) for number in range(25)]
    assert refusals[:20] == [WrongCredentials] * 20
    assert refusals[21:] == [TooManyAttempts] * 4
    assert isinstance(fail(database, "guess", "203.0.113.5"), WrongCredentials)


def test_a_household_of_ipv6_addresses_counts_as_one() -> None:
    _, first = throttle.buckets("a", "2001:db8:1:2::1")
    _, second = throttle.buckets("a", "2001:db8:1:2:ffff::9")
    _, third = throttle.buckets("a", "2001:db8:1:3::1")
    _, mapped = throttle.buckets("a", "::ffff:192.0.2.1")
    _, plain = throttle.buckets("a", "192.0.2.1")
    assert first == second != third
    assert mapped == plain


@pytest.mark.parametrize("address", ["", "unknown", "1.2.3", "x" * 500, "fe80::1%eth0"])
def test_any_address_makes_a_bucket(address: str) -> None:
    assert all(len(bucket.name) <= 120 for bucket in throttle.buckets("a" * 500, address))


def test_a_good_sign_in_forgives_the_account_but_not_the_address(database: Database, world: World) -> None:
    for second in range(4):
        fail(database, at=NOW - timedelta(seconds=second + 1))
    sign_in(database, "sales", PASSWORD, HERE, NOW)
    with database.read() as session:
        buckets = set(session.scalars(select(SignInAttempt.bucket)))
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 4
    assert buckets == {f"address:{HERE}"}


def test_old_failures_are_forgotten(database: Database, world: World) -> None:
    for _ in range(5):
        fail(database)
    fail(database, at=NOW + timedelta(hours=2))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 2


def test_a_clock_that_jumps_back_locks_nobody_out(database: Database, world: World) -> None:
    for _ in range(6):
        fail(database, at=NOW + timedelta(days=1))
    refusal = fail(database)
    assert int(str(refusal.params["seconds"])) <= 60


def test_what_was_typed_is_not_kept(database: Database, world: World) -> None:
    fail(database, "my-password-in-the-wrong-field")
    with database.read() as session:
        buckets = list(session.scalars(select(SignInAttempt.bucket)))
        rows = [(row.subject, row.detail) for row in session.scalars(select(Audit))]
    assert not any("wrong-field" in bucket for bucket in buckets)
    assert rows == [(None, {"address": HERE})]


def test_an_outdated_hash_is_renewed_at_sign_in(database: Database, world: World) -> None:
    sign_in(database, "sales", PASSWORD, HERE, NOW)
    with database.read() as session:
        user = user_by_login(session, "sales")
        assert user is not None
        assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert sign_in(database, "sales", PASSWORD, HERE, NOW)


def test_signing_out_ends_the_session_for_good(database: Database, world: World) -> None:
    token, other = (sign_in(database, "sales", PASSWORD, HERE, NOW) for _ in range(2))
    with database.write() as session:
        sign_out(session, token, NOW)
        sign_out(session, token, NOW)
        sign_out(session, "never given out", NOW)
    assert not is_live(database, token)
    assert is_live(database, other)


def test_touching_keeps_a_session_alive_and_writes_once_a_minute(database: Database, world: World) -> None:
    token = sign_in(database, "sales", PASSWORD, HERE, NOW)
    for minutes, expected in ((0.5, 0), (50, 50), (50.5, 50), (100, 100)):
        at = NOW + timedelta(minutes=minutes)
        with database.read() as session:
            live = principal_of_session(session, token_hash(token), at)
        assert live is not None
        touch(database, live, at)
        with database.read() as session:
            assert session.scalar(select(UserSession.seen_at)) == NOW + timedelta(minutes=expected)


def test_touching_never_waits_for_another_writer(sqlite_database: Database) -> None:
    from tests.world import build

    build(sqlite_database)
    token = sign_in(sqlite_database, "sales", PASSWORD, HERE, NOW)
    later = NOW + timedelta(minutes=5)
    with sqlite_database.read() as session:
        live = principal_of_session(session, token_hash(token), later)
    assert live is not None
    with sqlite_database.write() as busy:
        busy.execute(update(User).values(theme="dark"))
        began = time.monotonic()
        touch(sqlite_database, live, later)
        assert time.monotonic() - began < 2
    touch(sqlite_database, live, later)
    with sqlite_database.read() as session:
        assert session.scalar(select(UserSession.seen_at)) == later


def test_only_the_demo_people_come_in_without_a_password(database: Database, world: World) -> None:
    assert is_live(database, sign_in_as_demo(database, world.users["executive"], "127.0.0.1", NOW))
    with database.write() as session:
        session.execute(update(User).where(User.login == "executive").values(email="elena@real-company.com"))
    for user_id in (world.users["executive"], world.users["gone"], 10**12, -1):
        with pytest.raises(NotFound):
            sign_in_as_demo(database, user_id, "127.0.0.1", NOW)


def test_the_audit_tells_who_came_went_and_failed(database: Database, world: World) -> None:
    fail(database)
    token = sign_in(database, "sales", PASSWORD, HERE, NOW)
    with database.write() as session:
        sign_out(session, token, NOW)
    with database.read() as session:
        rows = [(row.action, row.user_id, row.subject) for row in session.scalars(select(Audit).order_by(Audit.id))]
        assert audit.first_broken(session) is None
    sales = world.users["sales"]
    assert rows == [("sign_in_failed", None, "sales"), ("sign_in", sales, None), ("sign_out", sales, None)]
