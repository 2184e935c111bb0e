"""Attaching: a stored file becomes a document of an opportunity or a contact; the same name is its next version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.document import Document, DocumentType
from data.schema.opportunity import Opportunity
from data.scope import visible_contacts
from domain.access import Permission, Principal
from domain.errors import MalformedInput, NotFound, NotOffered
from workflow import journal
from workflow.files.store import Kept
from workflow.journal import Entry
from workflow.opportunities.change import held


@dataclass(frozen=True, slots=True)
class About:
    """What a file belongs to: an opportunity, or a contact."""

    opportunity_id: int | None = None
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was stored, with its name and the kind of document that it is."""

    kept: Kept
    name: str
    media_type: str
    document_type_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What was done; `repeated` when the last version has the same content, and nothing had to be done."""

    document_id: int
    name: str
    replaces: bool = False
    repeated: bool = False


def attach(session: Session, principal: Principal, about: About, upload: Upload, *, now: datetime) -> Change:
    """Attach a stored file. Raises NotFound, NotPermitted, NotOffered, MalformedInput for nothing to attach it to."""
    record = holder(session, principal, about)
    if upload.document_type_id is not None:
        kind = session.get(DocumentType, upload.document_type_id)
        if kind is None or not kind.active:
            raise NotOffered
    last = last_version(session, record, upload.name)
    if last is not None and last.sha256 == upload.kept.sha256:
        return Change(last.id, last.file_name, repeated=True)
    document = Document(
        company_id=record.company_id,
        opportunity_id=record.id if isinstance(record, Opportunity) else None,
        contact_id=record.id if isinstance(record, Contact) else None,
        document_type_id=upload.document_type_id or (last.document_type_id if last else None),
        replaces_document_id=last.id if last else None,
        file_name=upload.name,
        media_type=upload.media_type,
        size_bytes=upload.kept.size_bytes,
        sha256=upload.kept.sha256,
        storage_key=upload.kept.key,
        uploaded_by_user_id=principal.user_id,
        created_at=now,
    )
    session.add(document)
    session.flush()
    tell(session, Entry(principal, "replace_file" if last else "attach_file", now), record, document)
    return Change(document.id, document.file_name, replaces=last is not None)


def holder(session: Session, principal: Principal, about: About) -> Opportunity | Contact:
    """Return what files belong to, near enough to be changed. Raises NotFound, NotPermitted, MalformedInput."""
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    if about.opportunity_id is not None:
        return held(session, principal, about.opportunity_id)
    if about.contact_id is None:
        raise MalformedInput
    query = select(Contact).where(Contact.id == about.contact_id, *visible_contacts(principal)).with_for_update()
    contact = session.scalars(query).one_or_none()
    if contact is None:
        raise NotFound
    return contact


def of_name(record: Opportunity | Contact, name: str) -> list[ColumnElement[bool]]:
    """Return the conditions of all versions of a file."""
    owner = Document.opportunity_id if isinstance(record, Opportunity) else Document.contact_id
    return [owner == record.id, func.lower(Document.file_name) == func.lower(name)]


def last_version(session: Session, record: Opportunity | Contact, name: str) -> Document | None:
    """Return the present version of a file."""
    query = select(Document).where(*of_name(record, name), Document.deleted_at.is_(None))
    return session.scalars(query.order_by(Document.id.desc()).limit(1)).one_or_none()


def tell(session: Session, entry: Entry, record: Opportunity | Contact, document: Document) -> None:
    """Tell of a file in the log of what it belongs to."""
    told: journal.Values = {"file": document.file_name, "file_id": document.id}
    journal.tell(session, entry, record, {}, told, version=record.version)
