"""Files: what is attached to an opportunity or a contact, as far as the person sees it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.document import Document, DocumentType
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.scope import visible, visible_contacts
from domain.access import Principal
from domain.attachment import FileRow
from domain.errors import NotFound

MOST = 500  # versions of a record that are read


def of_opportunity(session: Session, principal: Principal, opportunity_id: int) -> tuple[FileRow, ...]:
    """Return the files of an opportunity, the latest first; none where the person does not see it."""
    return _listed(session, principal, Document.opportunity_id == opportunity_id)


def of_contact(session: Session, principal: Principal, contact_id: int) -> tuple[FileRow, ...]:
    """Return the files of a contact, the latest first; none where the person does not see it."""
    return _listed(session, principal, Document.contact_id == contact_id)


def document(session: Session, principal: Principal, document_id: int) -> Document:
    """Return a version of a file that the person sees; raise NotFound for any other, and for a deleted one."""
    query = select(Document).where(Document.id == document_id, Document.deleted_at.is_(None), _seen(principal))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def count_of(session: Session, opportunity_id: int) -> int:
    """Return how many files an opportunity has, whatever their versions."""
    names = select(func.lower(Document.file_name)).where(
        Document.opportunity_id == opportunity_id, Document.deleted_at.is_(None)
    )
    return session.scalar(select(func.count()).select_from(names.distinct().subquery())) or 0


def types(session: Session) -> tuple[tuple[int, str], ...]:
    """Return the kinds of documents that are offered."""
    query = select(DocumentType.id, DocumentType.description).where(DocumentType.active)
    ordered = query.order_by(DocumentType.sort_order, DocumentType.id)
    return tuple((row.id, row.description) for row in session.execute(ordered))


def _listed(session: Session, principal: Principal, belongs: ColumnElement[bool]) -> tuple[FileRow, ...]:
    query = (
        select(Document, User.display_name, DocumentType.description, func.lower(Document.file_name))
        .outerjoin(User, User.id == Document.uploaded_by_user_id)
        .outerjoin(DocumentType, DocumentType.id == Document.document_type_id)
        .where(belongs, Document.deleted_at.is_(None), _seen(principal))
        .order_by(Document.created_at.desc(), Document.id.desc())
        .limit(MOST)
    )
    versions: dict[str, list[FileRow]] = {}
    for found, by, kind, name in session.execute(query):  # the database says which names are one, as for the verbs
        versions.setdefault(name, []).append(_row(found, by, kind))
    return tuple(_with(listed) for listed in versions.values())


def _row(found: Document, by: str | None, kind: str | None, older: tuple[FileRow, ...] = ()) -> FileRow:
    return FileRow(
        found.id, found.file_name, found.media_type, found.size_bytes, found.created_at, by or "", kind or "", older
    )


def _with(listed: list[FileRow]) -> FileRow:
    last, *older = listed
    return FileRow(
        last.id, last.name, last.media_type, last.size_bytes, last.at, last.by, last.type, tuple(older)
    )  # fmt: skip


def _seen(principal: Principal) -> ColumnElement[Any]:
    opportunities = select(Opportunity.id).where(*visible(principal))
    contacts = select(Contact.id).where(*visible_contacts(principal))
    alone = and_(Document.opportunity_id.is_(None), Document.contact_id.in_(contacts))
    return or_(Document.opportunity_id.in_(opportunities), alone)
