"""E-mail waiting to be sent, and what waits for a person's next digest."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed


class MailMessage(Base, Keyed):
    """One e-mail to a person of Caudal or to an address; the key makes asking for it twice one mail.

    `subject` and the paragraphs of `body` are sentences with what fills them, written in the reader's language when
    the mail is sent. `path` is the page that it links to. It waits until `not_before_at` and, after a failed try,
    until `next_try_at`; `failed_at` says that the receiving server refused it for good.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        Index(
            "ix_mail_message_waiting",
            "not_before_at",
            "id",
            sqlite_where=text("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND failed_at IS NULL"),
        ),
    )
    key: Mapped[str] = mapped_column(String(160), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    address: Mapped[str | None] = mapped_column(String(200))
    subject: Mapped[dict[str, object]] = mapped_column(JSON)
    body: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    path: Mapped[str] = mapped_column(String(2100), default="")
    attachment_name: Mapped[str | None] = mapped_column(String(200))
    attachment_type: Mapped[str | None] = mapped_column(String(120))
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    not_before_at: Mapped[datetime] = mapped_column(Instant)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_until_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)


class DigestItem(Base, Keyed):
    """Something that a person wants to read in the next digest; `mail_message_id` says in which one it went."""

    __tablename__ = "digest_item"
    __table_args__ = (Index("ix_digest_item_user_id", "user_id", "mail_message_id"),)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"))
    kind: Mapped[str] = mapped_column(String(40))
    told: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    mail_message_id: Mapped[int | None] = mapped_column(ForeignKey("mail_message.id"))
