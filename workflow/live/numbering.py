"""Numbering: what is committed in the outbox gets its place in the one order, without gaps, by one process at a time.

Ids will not do as an order: PostgreSQL gives them out before transactions are committed, so that a lower one may
appear after a higher one was delivered, and one that was rolled back never does. Whoever delivers numbers first, under
a lock; a process that dies in between leaves nothing half done, and the next one goes on.
"""

from datetime import datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from data.schema.notice import Outbox

# Any number that no other program on the server uses for an advisory lock.
LOCK_KEY = 7_302_114_056


def is_anything_unnumbered(session: Session) -> bool:
    """Tell whether something committed waits for its number."""
    return session.scalar(select(Outbox.id).where(Outbox.sequence.is_(None)).limit(1)) is not None


def number(session: Session) -> int:
    """Number what is committed and has no number, in the order of the ids; return how much that was.

    It needs a transaction of its own: on SQLite that has the write lock, on PostgreSQL it takes one here, and sees
    afterwards what the holder before it has written.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
    top = session.scalar(select(func.max(Outbox.sequence))) or 0
    waiting = (
        select(Outbox.id, func.row_number().over(order_by=Outbox.id).label("place"))
        .where(Outbox.sequence.is_(None))
        .subquery()
    )
    numbered = session.execute(
        update(Outbox)
        .where(Outbox.id == waiting.c.id)
        .values(sequence=top + waiting.c.place)
        .execution_options(synchronize_session=False)
    )
    return int(numbered.rowcount)  # type: ignore[attr-defined]  # an UPDATE gives a cursor result


def purge(session: Session, before: datetime) -> int:
    """Remove what is older, and return how much; the last one stays, for the numbers go on from it."""
    last = select(func.max(Outbox.sequence)).scalar_subquery()
    removed = session.execute(
        delete(Outbox)
        .where(Outbox.created_at < before, Outbox.sequence < last)
        .execution_options(synchronize_session=False)
    )
    return int(removed.rowcount)  # type: ignore[attr-defined]  # a DELETE gives a cursor result
