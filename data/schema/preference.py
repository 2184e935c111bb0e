"""Preferences: what a person chose once for good, what they follow, the private address of their calendar."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant


class UserPreference(Base):
    """One choice of a person, by name."""

    __tablename__ = "user_preference"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(2000))


class Following(Base):
    """What a person follows or mutes: an opportunity, a contact or a team; `muted` stands for mute."""

    __tablename__ = "following"
    __table_args__ = (Index("ix_following_entity", "entity", "entity_id"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    entity: Mapped[str] = mapped_column(String(20), primary_key=True)
    entity_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    muted: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)


class CalendarFeed(Base):
    """The key of a person's calendar address, as a hash; a new one revokes the old."""

    __tablename__ = "calendar_feed"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
