"""Calendar feeds: the private address of a person's calendar is made, replaced and revoked."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.schema.preference import CalendarFeed
from domain.access import Permission, Principal
from workflow import audit

KEY_BYTES = 32


def renew(session: Session, principal: Principal, *, now: datetime) -> str:
    """Make the key of the person's address and return it, this once: only its hash is kept. The former one ends."""
    principal.require(Permission.SEE_PIPELINE)
    _drop(session, principal)
    key = secrets.token_urlsafe(KEY_BYTES)
    session.add(CalendarFeed(user_id=principal.user_id, key_hash=hash_of(key), created_at=now))
    audit.record(session, "calendar_feed_made", now=now, user_id=principal.user_id, subject=principal.login)
    return key


def revoke(session: Session, principal: Principal, *, now: datetime) -> None:
    """End the person's address; without one nothing happens."""
    principal.require(Permission.SEE_PIPELINE)
    if _drop(session, principal):
        audit.record(session, "calendar_feed_revoked", now=now, user_id=principal.user_id, subject=principal.login)


def hash_of(key: str) -> str:
    """Return what is kept of a key; it is long and random, so that nothing slower is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def _drop(session: Session, principal: Principal) -> bool:
    gone = session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == principal.user_id))
    session.flush()
    return bool(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE gives a cursor result
