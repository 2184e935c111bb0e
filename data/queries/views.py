"""Saved views: a person's own, and those that people of the same companies share."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from data.schema.outlook import ForecastScenario
from data.schema.people import User, UserCompany
from data.schema.view import DefaultView, SavedView, ViewSchedule
from domain.access import Principal, Role


@dataclass(frozen=True, slots=True)
class View:
    """A named filter of a page; `page` is its path, `query` what follows the question mark."""

    id: int
    page: str
    name: str
    query: str
    owner: str
    mine: bool
    shared: bool
    pinned: bool
    is_default: bool
    every: str = ""  # week or month, when it is sent to the person


def visible_views(session: Session, principal: Principal, page: str) -> tuple[View, ...]:
    """Return the views of a page that the person may open: own ones first, then by name."""
    return _views(session, principal, _query(principal).where(SavedView.page == page))


def pinned(session: Session, principal: Principal) -> tuple[View, ...]:
    """Return the person's own pinned views of all pages."""
    mine = SavedView.user_id == principal.user_id
    return _views(session, principal, _query(principal).where(mine, SavedView.pinned))


def default_view(session: Session, principal: Principal, page: str) -> View | None:
    """Return the view that the person's page opens with, as long as it may be seen."""
    chosen = _query(principal).where(SavedView.page == page, DefaultView.saved_view_id.is_not(None))
    return next(iter(_views(session, principal, chosen)), None)


def view_of(session: Session, principal: Principal, view_id: int) -> View | None:
    """Return one view, None where the person may not open it."""
    return next(iter(_views(session, principal, _query(principal).where(SavedView.id == view_id))), None)


def visible_to(principal: Principal) -> ColumnElement[bool]:
    """Return the condition under which a person may open a view."""
    return own_or_shared(principal, SavedView)


def own_or_shared(principal: Principal, entity: type[SavedView] | type[ForecastScenario]) -> ColumnElement[bool]:
    """Return the condition under which something is a person's own, or shared by somebody of the same companies."""
    colleagues = select(UserCompany.user_id).where(UserCompany.company_id.in_(sorted(principal.company_ids)))
    # Administrators belong to every company without being listed.
    administrators = select(User.id).where(User.role == Role.ADMINISTRATOR.value)
    of_colleague = or_(entity.user_id.in_(colleagues), entity.user_id.in_(administrators))
    return or_(entity.user_id == principal.user_id, and_(entity.shared, of_colleague))


def _query(principal: Principal) -> Select[SavedView, str, int | None, str | None]:
    is_default = and_(DefaultView.saved_view_id == SavedView.id, DefaultView.user_id == principal.user_id)
    is_sent = and_(ViewSchedule.saved_view_id == SavedView.id, ViewSchedule.user_id == principal.user_id)
    return (
        select(SavedView, User.display_name, DefaultView.saved_view_id, ViewSchedule.every)
        .join(User, User.id == SavedView.user_id)
        .outerjoin(DefaultView, is_default)
        .outerjoin(ViewSchedule, is_sent)
        .where(visible_to(principal))
    )


def _views(
    session: Session, principal: Principal, query: Select[SavedView, str, int | None, str | None]
) -> tuple[View, ...]:
    found = [
        View(
            id=view.id, page=view.page, name=view.name, query=view.query, owner=owner,
            mine=view.user_id == principal.user_id, shared=view.shared,
            pinned=view.pinned and view.user_id == principal.user_id, is_default=default_id is not None,
            every=every or "",
        )
        for view, owner, default_id, every in session.execute(query)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda view: (not view.mine, view.name.casefold(), view.id)))
