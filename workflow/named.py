"""What somebody keeps under a name, alone or shared with the people of the same companies: saved views and scenarios."""

from typing import TypeVar

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.schema.outlook import ForecastScenario
from data.schema.view import SavedView
from domain.access import Permission, Principal
from domain.errors import NameNeeded, NameTaken, NotFound

LONGEST_NAME = 80
Kept = TypeVar("Kept", SavedView, ForecastScenario)


def keep(session: Session, kept: SavedView | ForecastScenario) -> int:
    """Keep something new under its name and return its id; raise NameNeeded, NameTaken."""
    _name(session, kept, kept.name)
    session.add(kept)
    _flush(session, kept.name)
    return kept.id


def own(session: Session, principal: Principal, entity: type[Kept], kept_id: int) -> Kept:
    """Return what the person keeps; another's is treated as one that does not exist: NotFound."""
    kept = session.get(entity, kept_id)
    if kept is None or kept.user_id != principal.user_id:
        raise NotFound
    return kept


def rename(session: Session, kept: SavedView | ForecastScenario, name: str) -> None:
    """Give it another name; raise NameNeeded, NameTaken."""
    _name(session, kept, name)
    _flush(session, kept.name)


def share(session: Session, principal: Principal, kept: SavedView | ForecastScenario, *, shared: bool) -> None:
    """Share it with the people of one's companies, or no longer; raise NotPermitted."""
    principal.require(Permission.SHARE_VIEWS)
    kept.shared = shared
    session.flush()


def _name(session: Session, kept: SavedView | ForecastScenario, name: str) -> None:
    cleaned = " ".join(name.split())
    if not 0 < len(cleaned) <= LONGEST_NAME or not cleaned.isprintable():
        raise NameNeeded(length=LONGEST_NAME)
    kept.name = cleaned
    entity = type(kept)
    same = [entity.__table__.c[key] == getattr(kept, key) for key in _unique_by(entity)]
    with session.no_autoflush:
        if any(found != kept.id for found in session.scalars(select(entity.id).where(*same))):
            raise NameTaken(name=cleaned)


def _unique_by(entity: type[SavedView] | type[ForecastScenario]) -> list[str]:
    """Return the columns that no two of them share: the person and the name, of views the page too."""
    (unique,) = (
        one for one in entity.metadata.tables[entity.__tablename__].constraints if isinstance(one, UniqueConstraint)
    )
    return [column.key for column in unique.columns]


def _flush(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError:  # somebody, in another window, took the name in this very moment
        raise NameTaken(name=name) from None
