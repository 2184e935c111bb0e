"""Users, their roles, teams, companies and sessions; agents, who earn on a sale."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Instant, Keyed


class Team(Base, Keyed):
    """A sales team of one company."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("company_id", "code"),)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    active: Mapped[bool] = mapped_column(default=True)


class Zone(Base, Keyed):
    """A sales territory."""

    __tablename__ = "zone"
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())


class User(Base, Keyed, Dated):
    """A person who signs in; inactive ones keep their history."""

    __tablename__ = "user_account"
    login: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200), deferred=True)
    locale: Mapped[str] = mapped_column(String(10), default="en")
    theme: Mapped[str] = mapped_column(String(10), default="system")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    active: Mapped[bool] = mapped_column(default=True)


class UserCompany(Base):
    """A company that a user may see; administrators see all."""

    __tablename__ = "user_company"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), primary_key=True)


class UserTeam(Base):
    """A team that a user belongs to."""

    __tablename__ = "user_team"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)


class UserSession(Base, Keyed):
    """A live sign-in; only the hash of its identifier is kept, so a copy of the database opens no door."""

    __tablename__ = "user_session"
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class SignInAttempt(Base, Keyed):
    """A failed sign-in, counted per account and per address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_bucket_at", "bucket", "at"),)
    bucket: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Instant)


class Agent(Base, Keyed):
    """The agent who earns on a sale; not every agent signs in."""

    __tablename__ = "agent"
    __table_args__ = (UniqueConstraint("company_id", "code"),)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    manager_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    active_from_on: Mapped[date | None]
    active_to_on: Mapped[date | None]
