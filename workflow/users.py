"""Users: add, list, change and deactivate the people who sign in."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.queries.people import Person, people, user_by_login
from data.schema.company import Company
from data.schema.people import Team, User, UserCompany, UserSession, UserTeam
from domain.access import Role
from domain.errors import NameNeeded, NameTaken, NotFound
from workflow import audit, passwords

LONGEST_LOGIN = 80
LONGEST_NAME = 120


def folded(login: str) -> str:
    """Return a login as it is stored and compared: one spelling for every way to type it."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to add; companies and teams by code, administrators need none."""

    login: str
    display_name: str
    role: Role
    companies: Collection[str] = ()
    teams: Collection[str] = ()
    email: str | None = None
    locale: str = "en"


def add_user(session: Session, new: NewUser, password: str, *, now: datetime, by_user_id: int | None = None) -> int:
    """Add a person and return the id; raise NameNeeded, NameTaken, WeakPassword, or NotFound for an unknown code."""
    login, name = folded(new.login), new.display_name.strip()
    if not 1 <= len(login) <= LONGEST_LOGIN or not login.isprintable() or any(letter.isspace() for letter in login):
        raise NameNeeded(length=LONGEST_LOGIN)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise NameNeeded(length=LONGEST_NAME)
    if user_by_login(session, login) is not None:
        raise NameTaken(name=login)
    passwords.check_strength(password, login)
    user = User(
        login=login,
        display_name=name,
        email=new.email,
        role=new.role.value,
        locale=new.locale,
        password_hash=passwords.hash_password(password),
    )
    session.add(user)
    session.flush()
    _place(session, user.id, new)
    audit.record(session, "user_added", now=now, user_id=by_user_id, subject=login, detail={"role": new.role.value})
    return user.id


def set_password(session: Session, login: str, password: str, *, now: datetime, by_user_id: int | None = None) -> None:
    """Change a password and end the person's sessions; raise NotFound or WeakPassword."""
    user = _user(session, login)
    passwords.check_strength(password, user.login)
    user.password_hash = passwords.hash_password(password)
    end_sessions(session, user.id, now)
    audit.record(session, "password_changed", now=now, user_id=by_user_id, subject=user.login)


def set_role(session: Session, login: str, role: Role, *, now: datetime, by_user_id: int | None = None) -> None:
    """Give a person another role and end the sessions that had the old one; raise NotFound."""
    user = _user(session, login)
    before, user.role = user.role, role.value
    end_sessions(session, user.id, now)
    detail: dict[str, object] = {"before": before, "after": role.value}
    audit.record(session, "role_changed", now=now, user_id=by_user_id, subject=user.login, detail=detail)


def deactivate(session: Session, login: str, *, now: datetime, by_user_id: int | None = None) -> None:
    """Close an account, keep its history; raise NotFound."""
    user = _user(session, login)
    user.active = False
    end_sessions(session, user.id, now)
    audit.record(session, "user_deactivated", now=now, user_id=by_user_id, subject=user.login)


def list_users(session: Session) -> list[Person]:
    """Return all users by login."""
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


def _place(session: Session, user_id: int, new: NewUser) -> None:
    company_ids = session.scalars(select(Company.id).where(Company.code.in_(new.companies))).all()
    team_ids = session.scalars(select(Team.id).where(Team.code.in_(new.teams), Team.company_id.in_(company_ids))).all()
    if len(company_ids) != len(set(new.companies)) or len(team_ids) < len(set(new.teams)):
        raise NotFound
    session.add_all(UserCompany(user_id=user_id, company_id=company_id) for company_id in company_ids)
    session.add_all(UserTeam(user_id=user_id, team_id=team_id) for team_id in team_ids)
    session.flush()
