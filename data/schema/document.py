"""Documents: attached files, stored outside the web root under random names."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Business, Instant, Lookup


class DocumentType(Base, Lookup):
    """A kind of document."""

    __tablename__ = "document_type"


class Document(Base, Business):
    """One version of an attached file."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_opportunity", "opportunity_id"), Index("ix_document_contact", "contact_id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    document_type_id: Mapped[int | None] = mapped_column(ForeignKey("document_type.id"))
    replaces_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    uploaded_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)
