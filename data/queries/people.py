"""People: who is behind a session or a login, how far each reaches, what waits unread."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from data.schema.company import Company
from data.schema.notice import Notification
from data.schema.people import Team, User, UserCompany, UserSession, UserTeam
from domain.access import Principal, Reach, Role, reach_of

IDLE_LIMIT = timedelta(minutes=60)
WIDTH = {Reach.OWN: 0, Reach.TEAM: 1, Reach.COMPANY: 2}
# Nobody real has an address in these reserved domains; the people of the demo company do.
DEMO_ADDRESSES = ("%.example", "%@example.com")


# Every request asks these first; they are put together once.
_LIVE = (
    select(UserSession, User)
    .join(User, User.id == UserSession.user_id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.revoked_at.is_(None),
        UserSession.expires_at > bindparam("now"),
        UserSession.seen_at > bindparam("idle_since"),
        User.active,
    )
)
_EVERY_COMPANY = select(Company.id, Company.sales_people_see, Company.sales_people_change)
_COMPANIES = _EVERY_COMPANY.where(
    Company.id.in_(select(UserCompany.company_id).where(UserCompany.user_id == bindparam("user_id")))
)


def _teams_and_those_below() -> Select[int]:
    tree = select(UserTeam.team_id).where(UserTeam.user_id == bindparam("user_id")).cte("reached", recursive=True)
    tree = tree.union(select(Team.id).join(tree, Team.parent_id == tree.c.team_id))
    return select(tree.c.team_id)


_TEAMS = _teams_and_those_below()


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A sign-in that still holds, and the person it belongs to."""

    id: int
    csrf_token: str
    seen_at: datetime
    principal: Principal


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: int
    login: str
    password_hash: str = field(repr=False)
    active: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A user as lists show them; never the password hash."""

    id: int
    login: str
    display_name: str
    role: Role
    email: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A notice in somebody's inbox; `template` is translated when shown, then filled with `params`."""

    id: int
    opportunity_id: int | None
    template: str
    params: dict[str, object]
    severity: str
    path: str | None
    created_at: datetime
    kind: str


def principal_of_session(session: Session, token_hash: str, now: datetime) -> LiveSession | None:
    """Return the live session of a token's SHA-256 with its person; None when it ended or the person was deactivated."""
    row = session.execute(_LIVE, {"token_hash": token_hash, "now": now, "idle_since": now - IDLE_LIMIT}).one_or_none()
    if row is None:
        return None
    live, user = row
    return LiveSession(live.id, live.csrf_token, live.seen_at, _principal(session, user))


def principal_of_user(session: Session, user_id: int) -> Principal | None:
    """Return an active person by id, for work that runs in somebody's name without a request."""
    user = session.get(User, user_id)
    return _principal(session, user) if user is not None and user.active else None


def principal_of_login(session: Session, login: str | None) -> Principal | None:
    """Return an active person by login; the first administrator for None."""
    wanted = User.role == Role.ADMINISTRATOR.value if login is None else User.login == login
    user = session.scalars(select(User).where(wanted, User.active).order_by(User.id).limit(1)).one_or_none()
    return None if user is None else _principal(session, user)


def everybody(session: Session) -> list[Principal]:
    """Return every active person by id, like principal_of_user, with four queries in all."""
    companies = session.execute(
        select(Company.id, Company.sales_people_see, Company.sales_people_change).order_by(Company.id)
    ).all()
    allowed, teams = (
        _listed(session, UserCompany.user_id, UserCompany.company_id),
        _listed(session, UserTeam.user_id, UserTeam.team_id),
    )
    below: dict[int | None, set[int]] = defaultdict(set)
    for team_id, parent_id in session.execute(select(Team.id, Team.parent_id)):
        below[parent_id].add(team_id)
    found = []
    for user in session.scalars(select(User).where(User.active).order_by(User.id)):
        theirs = [row for row in companies if user.role == Role.ADMINISTRATOR.value or row.id in allowed[user.id]]
        found.append(_made(user, theirs, _with_those_below(teams[user.id], below)))
    return found


def _listed(session: Session, user: Any, other: Any) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for user_id, other_id in session.execute(select(user, other)):
        found[user_id].add(other_id)
    return found


def _with_those_below(team_ids: set[int], below: Mapping[int | None, set[int]]) -> frozenset[int]:
    reached, fresh = set(team_ids), set(team_ids)
    while fresh:
        fresh = set().union(*(below.get(team_id, set()) for team_id in fresh)) - reached
        reached |= fresh
    return frozenset(reached)


def address_of(session: Session, user_id: int) -> str:
    """Return the person's mail address, nothing without one."""
    return session.scalar(select(User.email).where(User.id == user_id)) or ""


def reached_teams(session: Session, principal: Principal) -> list[tuple[int, str]]:
    """Return id and name of the teams whose opportunities the person sees, by name."""
    query = select(Team.id, Team.name).where(Team.active, Team.company_id.in_(sorted(principal.company_ids)))
    if principal.sees is not Reach.COMPANY:
        query = query.where(Team.id.in_(sorted(principal.team_ids)))
    return [(row[0], row[1]) for row in session.execute(query.order_by(Team.name, Team.id))]


def live_sessions(session: Session, now: datetime) -> dict[int, int]:
    """Return how many sign-ins of each person still hold."""
    query = (
        select(UserSession.user_id, func.count())
        .where(UserSession.revoked_at.is_(None), UserSession.expires_at > now, UserSession.seen_at > now - IDLE_LIMIT)
        .group_by(UserSession.user_id)
    )
    return {user_id: int(count) for user_id, count in session.execute(query)}


def user_by_login(session: Session, login: str) -> Credentials | None:
    """Return what the sign-in of exactly this login checks against, None when there is no such person."""
    row = session.execute(
        select(User.id, User.login, User.password_hash, User.active).where(User.login == login)
    ).one_or_none()
    return None if row is None else Credentials(*row)


def people(session: Session) -> list[Person]:
    """Return all users by login."""
    return [_person(user) for user in session.scalars(select(User).order_by(User.login))]


def demo_people(session: Session) -> list[Person]:
    """Return one active person of the demo company per role, in the order of the roles."""
    invented = or_(*(User.email.like(pattern) for pattern in DEMO_ADDRESSES))
    users = session.scalars(select(User).where(User.active, invented).order_by(User.id))
    first: dict[str, User] = {}
    for user in users:
        first.setdefault(user.role, user)
    return [_person(first[role]) for role in Role if role in first]


def unread_notifications(session: Session, principal: Principal, limit: int = 50) -> list[Unread]:
    """Return the person's unread notices, the newest first."""
    query = (
        select(Notification)
        .where(*_unread(principal))
        .order_by(Notification.created_at.desc(), Notification.id.desc())
        .limit(limit)
    )
    return [_unread_row(note) for note in session.scalars(query)]


def unread_of_keys(session: Session, principal: Principal, keys: Iterable[str]) -> list[Unread]:
    """Return those of the person's unread notices that have one of the keys, the newest first."""
    query = (
        select(Notification)
        .where(*_unread(principal), Notification.key.in_(sorted(keys)))
        .order_by(Notification.created_at.desc(), Notification.id.desc())
    )
    return [_unread_row(note) for note in session.scalars(query)]


def unread_count(session: Session, principal: Principal) -> int:
    """Return how many notices the person has not read."""
    return session.scalar(select(func.count()).select_from(Notification).where(*_unread(principal))) or 0


def _unread_row(note: Notification) -> Unread:
    return Unread(
        note.id, note.opportunity_id, note.template, note.params, note.severity, note.path, note.created_at, note.kind
    )


def _unread(principal: Principal) -> tuple[ColumnElement[bool], ...]:
    return Notification.user_id == principal.user_id, Notification.read_at.is_(None)


def _person(user: User) -> Person:
    return Person(user.id, user.login, user.display_name, Role(user.role), user.email, user.active)


def _principal(session: Session, user: User) -> Principal:
    role = Role(user.role)
    companies = session.execute(
        _EVERY_COMPANY if role is Role.ADMINISTRATOR else _COMPANIES, {"user_id": user.id}
    ).all()
    return _made(user, companies, frozenset(session.scalars(_TEAMS, {"user_id": user.id})))


def _made(user: User, companies: Sequence[Any], team_ids: frozenset[int]) -> Principal:
    role = Role(user.role)
    sees = reach_of(role, has_teams=bool(team_ids), sales_people=_narrowest(row.sales_people_see for row in companies))
    changes = reach_of(
        role, has_teams=bool(team_ids), sales_people=_narrowest(row.sales_people_change for row in companies)
    )
    return Principal(
        user_id=user.id,
        login=user.login,
        display_name=user.display_name,
        role=role,
        company_ids=frozenset(row.id for row in companies),
        team_ids=team_ids,
        sees=sees,
        changes=min(sees, changes, key=WIDTH.__getitem__),  # nobody changes what they do not see
        locale=user.locale,
        theme=user.theme,
        time_zone=user.time_zone,
    )


def _narrowest(settings: Iterable[str]) -> Reach:
    """Return the most restrictive of the companies' settings; without a company only what is one's own."""
    return min((Reach(setting) for setting in settings), key=WIDTH.__getitem__, default=Reach.OWN)
