"""Users: add, list, change and deactivate the people who sign in."""

import unicodedata
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.queries.people import Person, live_sessions, people, user_by_login
from data.schema.company import Company
from data.schema.people import Team, User, UserCompany, UserSession, UserTeam
from data.session import Database
from domain.access import Permission, Principal, Role
from domain.errors import NameNeeded, NameTaken, NotFound
from domain.lookups.errors import LastAdministrator
from workflow import audit, passwords

LONGEST_LOGIN = 80
LONGEST_NAME = 120


def folded(login: str) -> str:
    """Return a login as it is stored and compared: one spelling for every way to type it."""
    text = login.encode("utf-8", "replace").decode()  # half a character is no text to any database
    return unicodedata.normalize("NFKC", text).strip().casefold()


def add_user(
    database: Database,
    *,
    login: str,
    display_name: str,
    role: Role,
    password: str,
    companies: Collection[str] = (),
    teams: Collection[str] = (),
    now: datetime,
) -> int:
    """Add a person and return the id; companies and teams by code, administrators see every company without.

    Raises NameNeeded, NameTaken, WeakPassword, or NotFound for a code that nobody has.
    """
    name = folded(login)
    _check_names(name, display_name.strip())
    passwords.check_strength(password, name)
    password_hash = passwords.hash_password(password)

    def add(session: Session) -> int:
        if user_by_login(session, name) is not None:
            raise NameTaken(name=name)
        user = User(login=name, display_name=display_name.strip(), role=role.value, password_hash=password_hash)
        session.add(user)
        session.flush()
        _place(session, user.id, companies, teams)
        audit.record(session, "user_added", now=now, user_id=None, subject=name, detail={"role": role.value})
        return user.id

    return database.run(add)


def set_password(
    database: Database, *, login: str, password: str, now: datetime, by_user_id: int | None = None
) -> None:
    """Change a password and end the person's sessions; raise NotFound or WeakPassword."""
    passwords.check_strength(password, folded(login))
    password_hash = passwords.hash_password(password)

    def change(session: Session) -> None:
        user = _user(session, login)
        user.password_hash = password_hash
        end_sessions(session, user.id, now)
        audit.record(session, "password_changed", now=now, user_id=by_user_id, subject=user.login)

    database.run(change)


def set_role(database: Database, *, login: str, role: Role, now: datetime, by_user_id: int | None = None) -> None:
    """Give a person another role and end the sessions that had the old one; raise NotFound."""

    def change(session: Session) -> None:
        user = _user(session, login)
        detail: dict[str, object] = {"before": user.role, "after": role.value}
        user.role = role.value
        end_sessions(session, user.id, now)
        audit.record(session, "role_changed", now=now, user_id=by_user_id, subject=user.login, detail=detail)

    database.run(change)


def deactivate(database: Database, *, login: str, now: datetime, by_user_id: int | None = None) -> None:
    """Close an account, keep its history; raise NotFound."""

    def change(session: Session) -> None:
        user = _user(session, login)
        user.active = False
        end_sessions(session, user.id, now)
        audit.record(session, "user_deactivated", now=now, user_id=by_user_id, subject=user.login)

    database.run(change)


def reset_password(database: Database, principal: Principal, user_id: int, password: str, *, now: datetime) -> str:
    """Give somebody a new password, end their sessions and return the name.

    Raises NotPermitted for anybody but administrators, NotFound, WeakPassword.
    """
    principal.require(Permission.ADMINISTER)
    with database.read() as session:
        found = session.execute(select(User.login, User.display_name).where(User.id == user_id)).one_or_none()
    if found is None:
        raise NotFound
    set_password(database, login=found.login, password=password, now=now, by_user_id=principal.user_id)
    return str(found.display_name)


def sign_out_everywhere(session: Session, principal: Principal, user_id: int, *, now: datetime) -> int:
    """End every session of a person and return how many there were; raise NotPermitted, NotFound."""
    principal.require(Permission.ADMINISTER)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    count = live_sessions(session, now).get(user.id, 0)
    end_sessions(session, user.id, now)
    audit.record(
        session, "sessions_ended", now=now, user_id=principal.user_id, subject=user.login, detail={"count": count}
    )
    return count


def check_login(login: str) -> None:
    """Raise NameNeeded unless it is one plain word."""
    if not 1 <= len(login) <= LONGEST_LOGIN or not login.isprintable() or any(letter.isspace() for letter in login):
        raise NameNeeded(length=LONGEST_LOGIN)


def check_last_administrator(session: Session, user: User) -> None:
    """Raise LastAdministrator when nobody but this person could administer."""
    others = select(User.id).where(User.role == Role.ADMINISTRATOR, User.active, User.id != user.id).limit(1)
    if user.active and user.role == Role.ADMINISTRATOR and session.scalar(others) is None:
        raise LastAdministrator(name=user.display_name)


def list_users(database: Database) -> list[Person]:
    """Return all users by login."""
    with database.read() as session:
        return people(session)


def end_sessions(session: Session, user_id: int, now: datetime) -> None:
    """Revoke every session of a person."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _user(session: Session, login: str) -> User:
    user = session.scalars(select(User).where(User.login == folded(login)).with_for_update()).one_or_none()
    if user is None:
        raise NotFound
    return user


def _check_names(login: str, display_name: str) -> None:
    check_login(login)
    if not 1 <= len(display_name) <= LONGEST_NAME or not display_name.isprintable():
        raise NameNeeded(length=LONGEST_NAME)


def _place(session: Session, user_id: int, companies: Collection[str], teams: Collection[str]) -> None:
    company_ids = session.scalars(select(Company.id).where(Company.code.in_(companies))).all()
    team_ids = session.scalars(select(Team.id).where(Team.code.in_(teams), Team.company_id.in_(company_ids))).all()
    if len(company_ids) != len(set(companies)) or len(team_ids) < len(set(teams)):
        raise NotFound
    session.add_all(UserCompany(user_id=user_id, company_id=company_id) for company_id in company_ids)
    session.add_all(UserTeam(user_id=user_id, team_id=team_id) for team_id in team_ids)
    session.flush()
