"""Saved views: a page and its filter under a name."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Keyed


class SavedView(Base, Keyed, Dated):
    """A named filter of one page, private or shared with the people of the owner's companies."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "page", "name"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    page: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(2000))
    shared: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)


class DefaultView(Base):
    """The view that a person's page opens with."""

    __tablename__ = "default_view"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    page: Mapped[str] = mapped_column(String(60), primary_key=True)
    saved_view_id: Mapped[int] = mapped_column(ForeignKey("saved_view.id", ondelete="CASCADE"))


class GridProfile(Base, Keyed, Dated):
    """The columns of a grid as somebody arranged them, for a person, a role or everyone."""

    __tablename__ = "grid_profile"
    grid: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(80))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    is_default: Mapped[bool] = mapped_column(default=False)
    columns: Mapped[str] = mapped_column(String(8000))


class ViewSchedule(Base, Keyed):
    """A saved view that a person gets by e-mail, each week or month, next on a day."""

    __tablename__ = "view_schedule"
    __table_args__ = (
        UniqueConstraint("saved_view_id", "user_id"),
        CheckConstraint("every IN ('week', 'month')", name="every"),
    )
    saved_view_id: Mapped[int] = mapped_column(ForeignKey("saved_view.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    every: Mapped[str] = mapped_column(String(5))
    next_on: Mapped[date]
