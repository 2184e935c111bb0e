"""Import runs, what was wrong with a file, and the keys that records had in their source."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed


class ImportRun(Base, Keyed):
    """One import of a set of files with one profile; the same fingerprint again changes nothing."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_fingerprint", "company_id", "profile", "fingerprint"),)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    source_system_id: Mapped[int] = mapped_column(ForeignKey("source_system.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    profile: Mapped[str] = mapped_column(String(60))
    fingerprint: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(String(12))
    counts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)


class ImportIssue(Base, Keyed):
    """What was wrong with one value of one row."""

    __tablename__ = "import_issue"
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    file: Mapped[str] = mapped_column(String(200))
    row_no: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(120))
    value: Mapped[str | None] = mapped_column(String(80))
    severity: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))


class ExternalRef(Base, Keyed):
    """A further key that a record has in a source system, kept when records are merged."""

    __tablename__ = "external_ref"
    __table_args__ = (Index("uq_external_ref_source", "source_system_id", "entity", "source_id", unique=True),)
    source_system_id: Mapped[int] = mapped_column(ForeignKey("source_system.id"))
    entity: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[str] = mapped_column(String(120))
    entity_id: Mapped[int] = mapped_column(BigInteger)
