"""Deleting: a file with all its versions is hidden; its bytes stay, so that it can come back."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.document import Document
from data.schema.opportunity import Opportunity
from domain.access import Principal
from domain.errors import NotFound
from workflow.files.attaching import About, Change, holder, of_name, tell
from workflow.journal import Entry


def delete(session: Session, principal: Principal, document_id: int, *, now: datetime) -> Change:
    """Hide a file with all its versions; a hidden one stays so. Raises NotFound, NotPermitted."""
    record, document = _found(session, principal, document_id)
    if document.deleted_at is not None:
        return Change(document.id, document.file_name, repeated=True)
    versions = [*of_name(record, document.file_name), Document.deleted_at.is_(None)]
    session.execute(update(Document).where(*versions).values(deleted_at=now))
    tell(session, Entry(principal, "delete_file", now), record, document)
    return Change(document.id, document.file_name)


def restore(session: Session, principal: Principal, document_id: int, *, now: datetime) -> Change:
    """Show a hidden file again, with the versions that were hidden with it. Raises NotFound, NotPermitted."""
    record, document = _found(session, principal, document_id)
    if document.deleted_at is None:
        return Change(document.id, document.file_name, repeated=True)
    versions = [*of_name(record, document.file_name), Document.deleted_at == document.deleted_at]
    session.execute(update(Document).where(*versions).values(deleted_at=None))
    tell(session, Entry(principal, "restore_file", now), record, document)
    return Change(document.id, document.file_name)


def _found(session: Session, principal: Principal, document_id: int) -> tuple[Opportunity | Contact, Document]:
    document = session.scalars(select(Document).where(Document.id == document_id)).one_or_none()
    if document is None:
        raise NotFound
    about = About(document.opportunity_id, document.contact_id)
    return holder(session, principal, about), document
