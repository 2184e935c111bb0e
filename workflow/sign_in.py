"""Sign in and out: passwords in, revocable sessions out."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data.queries.people import Credentials, LiveSession, demo_people, user_by_login
from data.schema.people import User, UserSession
from data.session import Database
from domain.errors import NotFound, WrongCredentials
from workflow import audit, passwords, throttle
from workflow.users import folded

LONGEST_SESSION = timedelta(hours=12)
TOUCHED_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """Return what is stored of a session's identifier."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign_in(database: Database, login: str, password: str, address: str, now: datetime) -> str:
    """Check a password and return the token of a new session.

    Takes the database and not a session, because a failure must stay counted although it raises, and because no lock
    is held while hashing. Raises WrongCredentials (the same for unknown, wrong and inactive) or TooManyAttempts.
    """
    name = folded(login)
    which = throttle.buckets(name, address)
    database.run(lambda session: throttle.admit(session, which, now))
    with database.read() as session:
        user = user_by_login(session, name)
    fits = passwords.verify(user.password_hash if user else None, password)
    if user is None or not fits or not user.active:
        database.run(lambda session: _note_failure(session, user, address, now))
        raise WrongCredentials
    proven = user.password_hash
    fresh = passwords.hash_password(password) if passwords.is_outdated(proven) else proven

    def admit(session: Session) -> str:
        # A deactivation or a new password meanwhile must win.
        now_stored = select(User.password_hash).where(User.id == user.user_id, User.active).with_for_update()
        if session.scalar(now_stored) != proven:
            raise WrongCredentials
        if fresh != proven:
            session.execute(update(User).where(User.id == user.user_id).values(password_hash=fresh))
        throttle.forgive(session, which, now)
        return _opened(session, user.user_id, address, now)

    return database.run(admit)


def sign_in_as_demo(database: Database, user_id: int, address: str, now: datetime) -> str:
    """Return the token of a new session of one of the demo people; raise NotFound for anybody else."""

    def admit(session: Session) -> str:
        if user_id not in {person.id for person in demo_people(session)}:
            raise NotFound
        return _opened(session, user_id, address, now)

    return database.run(admit)


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the session of a token; an unknown one is no error."""
    live = session.scalars(
        select(UserSession).where(UserSession.token_hash == token_hash(token), UserSession.revoked_at.is_(None))
    ).one_or_none()
    if live is not None:
        live.revoked_at = now
        audit.record(session, "sign_out", now=now, user_id=live.user_id)


def touch(database: Database, live: LiveSession, now: datetime) -> None:
    """Remember that the session is in use, at most once a minute and never waiting for another writer."""
    if now - live.seen_at < TOUCHED_EVERY:
        return
    seen = update(UserSession).where(UserSession.id == live.id).values(seen_at=now)
    with database.read() as session:
        if session.get_bind().dialect.name != "sqlite":
            session.execute(seen)
            session.commit()
            return
        patience = session.execute(text("PRAGMA busy_timeout")).scalar_one()
        session.rollback()
        session.execute(text("PRAGMA busy_timeout=0"))
        session.rollback()
        try:
            session.execute(seen)
            session.commit()
        except OperationalError:  # somebody writes just now: a later request will say it
            session.rollback()
        finally:
            session.execute(text(f"PRAGMA busy_timeout={int(patience)}"))


def _opened(session: Session, user_id: int, address: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=token_hash(token),
            user_id=user_id,
            csrf_token=secrets.token_urlsafe(32),
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST_SESSION,
        )
    )
    audit.record(session, "sign_in", now=now, user_id=user_id, detail={"address": address})
    return token


def _note_failure(session: Session, user: Credentials | None, address: str, now: datetime) -> None:
    # What was typed is not kept: it may be a password.
    subject = user.login if user else None
    audit.record(session, "sign_in_failed", now=now, user_id=None, subject=subject, detail={"address": address})
