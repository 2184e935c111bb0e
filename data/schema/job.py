"""What the worker has to do, and when."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed


class WaitingJob(Base, Keyed):
    """One thing to do at `due_at`: a standing job (its key is empty) or one that was asked for with a key.

    A worker that takes it writes its name and until when it may be silent; after that another one takes over. `due_at`
    is empty when nothing is to be done until somebody asks again.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_name_key", "name", "key", unique=True),
        Index("ix_job_due_at", "due_at"),
    )
    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), default="")
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_again: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))
