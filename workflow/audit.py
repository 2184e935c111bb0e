"""The audit: security-relevant acts, each row sealed with the hash of the one before it."""

import hashlib
import json
from contextlib import closing
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Audit
from workflow.turns import Turn, take_turn

FIRST_HASH = "0" * 64


def record(
    session: Session,
    action: str,
    *,
    now: datetime,
    user_id: int | None,
    subject: str | None = None,
    detail: dict[str, object] | None = None,
) -> Audit:
    """Append an act in the caller's transaction; `user_id` is who did it, `subject` what it was done to."""
    take_turn(session, Turn.AUDIT)  # two rows must not name the same predecessor
    previous = session.scalar(select(Audit.hash).order_by(Audit.id.desc()).limit(1)) or FIRST_HASH
    row = Audit(at=now, user_id=user_id, action=action, subject=subject, detail=detail, previous_hash=previous)
    row.hash = _seal(row)
    session.add(row)
    session.flush()
    return row


def first_broken(session: Session) -> int | None:
    """Return the id of the first row that was changed, or whose predecessor was removed; None when all is whole."""
    expected = FIRST_HASH
    with closing(session.scalars(select(Audit).order_by(Audit.id).execution_options(yield_per=500))) as rows:
        for row in rows:
            if row.previous_hash != expected or row.hash != _seal(row):
                return row.id
            expected = row.hash
    return None


def _seal(row: Audit) -> str:
    content = [row.previous_hash, row.at.isoformat(), row.user_id, row.action, row.subject, row.detail]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
