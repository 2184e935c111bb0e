"""Tokens: with which a program reads in a person's name."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed


class ApiToken(Base, Keyed):
    """A key of a program, as a hash; it reads what its person may see, and ends with a day or by hand."""

    __tablename__ = "api_token"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
