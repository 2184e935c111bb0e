"""Saved views: kept, named, shared and pinned by their owner, chosen as default by anyone who sees them."""

from urllib.parse import parse_qsl, urlencode

from sqlalchemy import delete as delete_from
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.views import visible_to
from data.schema.view import DefaultView, SavedView
from domain.access import Permission, Principal
from domain.errors import MalformedInput, NotFound
from workflow import named

LONGEST_QUERY, LONGEST_PAGE = 2000, 60


def save(session: Session, principal: Principal, *, page: str, name: str, query: str) -> int:
    """Keep a page's filter under a name and return the view's id; raise NameNeeded, NameTaken, MalformedInput."""
    principal.require(Permission.USE_APP)
    if not page.startswith("/") or page.startswith("//") or len(page) > LONGEST_PAGE:
        raise MalformedInput
    kept = SavedView(user_id=principal.user_id, page=page, name=name, query=_checked_query(query))
    return named.keep(session, kept)


def replace_query(session: Session, principal: Principal, view_id: int, query: str) -> None:
    """Let one's own view stand for another filter; raise NotFound, MalformedInput."""
    _own(session, principal, view_id).query = _checked_query(query)
    session.flush()


def rename(session: Session, principal: Principal, view_id: int, name: str) -> None:
    """Give one's own view another name; raise NotFound, NameNeeded, NameTaken."""
    named.rename(session, _own(session, principal, view_id), name)


def delete(session: Session, principal: Principal, view_id: int) -> None:
    """Remove one's own view, also as anybody's default; raise NotFound."""
    view = _own(session, principal, view_id)
    session.execute(delete_from(DefaultView).where(DefaultView.saved_view_id == view.id))
    session.delete(view)
    session.flush()


def share(session: Session, principal: Principal, view_id: int, *, shared: bool) -> None:
    """Share one's own view with the people of one's companies, or no longer; raise NotFound, NotPermitted."""
    named.share(session, principal, _own(session, principal, view_id), shared=shared)


def pin(session: Session, principal: Principal, view_id: int, *, pinned: bool) -> None:
    """Put one's own view into the navigation, or take it out; raise NotFound."""
    _own(session, principal, view_id).pinned = pinned
    session.flush()


def set_default(session: Session, principal: Principal, view_id: int) -> None:
    """Open the view's page with it from now on; raise NotFound for a view that the person does not see."""
    query = select(SavedView.page).where(SavedView.id == view_id, visible_to(principal))
    page = session.scalar(query)
    if page is None:
        raise NotFound
    session.merge(DefaultView(user_id=principal.user_id, page=page, saved_view_id=view_id))
    session.flush()


def clear_default(session: Session, principal: Principal, page: str) -> None:
    """Open the page unfiltered from now on."""
    session.execute(delete_from(DefaultView).where(DefaultView.user_id == principal.user_id, DefaultView.page == page))


def _own(session: Session, principal: Principal, view_id: int) -> SavedView:
    principal.require(Permission.USE_APP)
    return named.own(session, principal, SavedView, view_id)


def _checked_query(query: str) -> str:
    """Return the query written anew, so that nothing but keys and values is kept."""
    try:
        pairs = parse_qsl(query.removeprefix("?"), strict_parsing=True, max_num_fields=50) if query.strip("?") else []
    except ValueError:
        raise MalformedInput from None
    written = urlencode(pairs, safe=",")
    if len(written) > LONGEST_QUERY:
        raise MalformedInput
    return written
