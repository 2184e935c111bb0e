"""Tokens: the keys with which a person's programs read what the person may see; made, used and ended."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from data.schema.token import ApiToken
from data.session import Database
from domain.access import Permission, Principal
from domain.errors import NameNeeded, NotFound, TooManyTokens
from workflow import audit

MARK = "caudal_"  # by which secret scanners and people know one
KEY_BYTES = 32
VALID = timedelta(days=365)
USED_EVERY = timedelta(hours=1)
MOST = 20
LONGEST_NAME = 80


def make(session: Session, principal: Principal, name: str, *, now: datetime) -> str:
    """Make a token and return it, this once: only its hash is kept. Raises NameNeeded, TooManyTokens."""
    principal.require(Permission.EXPORT)
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise NameNeeded(length=LONGEST_NAME)
    mine = select(func.count()).where(ApiToken.user_id == principal.user_id, ApiToken.expires_at > now)
    if session.scalars(mine).one() >= MOST:
        raise TooManyTokens(most=MOST)
    token = MARK + secrets.token_urlsafe(KEY_BYTES)
    session.add(
        ApiToken(
            user_id=principal.user_id, name=called, token_hash=hash_of(token), created_at=now, expires_at=now + VALID
        )
    )
    audit.record(session, "api_token_made", now=now, user_id=principal.user_id, subject=called)
    return token


def revoke(session: Session, principal: Principal, token_id: int, *, now: datetime) -> str:
    """End one of the person's tokens and return its name; raise NotFound for one that is not theirs."""
    principal.require(Permission.USE_APP)
    mine = select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == principal.user_id)
    found = session.scalars(mine).one_or_none()
    if found is None:
        raise NotFound
    session.execute(delete(ApiToken).where(ApiToken.id == token_id))
    audit.record(session, "api_token_revoked", now=now, user_id=principal.user_id, subject=found.name)
    return found.name


def note_use(database: Database, token_id: int, used_at: datetime | None, now: datetime) -> None:
    """Remember that a token is in use, at most once an hour."""
    if used_at is None or now - used_at >= USED_EVERY:
        database.run(
            lambda session: session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))
        )


def hash_of(token: str) -> str:
    """Return what is kept of a token; it is long and random, so that nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
