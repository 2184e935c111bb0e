"""One's own access: a person changes the password with the old one, and ends the sessions on other devices."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from data.queries.people import IDLE_LIMIT, user_by_login
from data.schema.people import User, UserSession
from data.session import Database
from domain.access import Permission, Principal
from domain.errors import WrongPassword
from workflow import audit, passwords, throttle
from workflow.sign_in import token_hash


def change_password(
    database: Database, principal: Principal, old: str, new: str, *, address: str, token: str, now: datetime
) -> int:
    """Change one's own password, end every session but the one of `token`, and return how many those were.

    Takes the database and not a session for the reasons of sign_in: a wrong old password must stay counted.
    Raises WeakPassword, TooManyAttempts, WrongPassword.
    """
    principal.require(Permission.USE_APP)
    passwords.check_strength(new, principal.login)
    which = throttle.buckets(principal.login, address)
    database.run(lambda session: throttle.admit(session, which, now))
    with database.read() as session:
        user = user_by_login(session, principal.login)
    proven = user.password_hash if user else None
    if not passwords.verify(proven, old):
        database.run(lambda session: _note_failure(session, principal, address, now))
        raise WrongPassword
    fresh = passwords.hash_password(new)

    def change(session: Session) -> int:
        mine = session.scalars(select(User).where(User.id == principal.user_id, User.active).with_for_update())
        stored = mine.one_or_none()
        if stored is None or stored.password_hash != proven:  # another password or a deactivation meanwhile must win
            raise WrongPassword
        stored.password_hash = fresh
        throttle.forgive(session, which, now)
        audit.record(session, "password_changed", now=now, user_id=stored.id, subject=stored.login)
        return _end_others(session, principal, token, now)

    return database.run(change)


def sessions_elsewhere(session: Session, principal: Principal, token: str, now: datetime) -> int:
    """Return how many sessions the person has besides the one of `token`."""
    alive = UserSession.expires_at > now, UserSession.seen_at > now - IDLE_LIMIT
    return session.scalar(select(func.count()).where(*_others(principal, token), *alive)) or 0


def sign_out_elsewhere(session: Session, principal: Principal, token: str, now: datetime) -> int:
    """End every session of the person but the one of `token`, and return how many those were."""
    principal.require(Permission.USE_APP)
    count = _end_others(session, principal, token, now)
    detail: dict[str, object] = {"count": count}
    audit.record(session, "sessions_ended", now=now, user_id=principal.user_id, subject=principal.login, detail=detail)
    return count


def _end_others(session: Session, principal: Principal, token: str, now: datetime) -> int:
    count = sessions_elsewhere(session, principal, token, now)
    session.execute(update(UserSession).where(*_others(principal, token)).values(revoked_at=now))
    return count


def _others(principal: Principal, token: str) -> tuple[ColumnElement[bool], ...]:
    """Return what the sessions that end have in common."""
    return (
        UserSession.user_id == principal.user_id,
        UserSession.revoked_at.is_(None),
        UserSession.token_hash != token_hash(token),
    )


def _note_failure(session: Session, principal: Principal, address: str, now: datetime) -> None:
    detail: dict[str, object] = {"address": address}
    subject = principal.login
    audit.record(session, "password_change_failed", now=now, user_id=principal.user_id, subject=subject, detail=detail)
