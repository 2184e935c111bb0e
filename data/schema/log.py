"""The event log, which is only ever appended to, and the audit of who was allowed what."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed


class Event(Base, Keyed):
    """One change: who, when, what, before and after. `request_key` makes a repeated request one change.

    `workflow_rule_id` is the rule that made it, in the name of the rule's owner.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_entity", "entity", "entity_id", "at"), Index("ix_event_at", "at", "id"))
    at: Mapped[datetime] = mapped_column(Instant)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(BigInteger)
    verb: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict[str, object] | None] = mapped_column(JSON)
    after: Mapped[dict[str, object] | None] = mapped_column(JSON)
    entity_version: Mapped[int | None]
    undoes_event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    request_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    workflow_rule_id: Mapped[int | None] = mapped_column(BigInteger)


class Audit(Base, Keyed):
    """A security-relevant act; each row carries the hash of the one before it."""

    __tablename__ = "audit"
    at: Mapped[datetime] = mapped_column(Instant)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str | None] = mapped_column(String(200))
    detail: Mapped[dict[str, object] | None] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
