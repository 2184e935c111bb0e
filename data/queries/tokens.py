"""Tokens: whose program is asking, and which tokens a person has."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.people import principal_of_user
from data.schema.token import ApiToken
from domain.access import Principal


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its person sees it; never the key itself."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


def tokens_of(session: Session, principal: Principal, now: datetime) -> tuple[TokenRow, ...]:
    """Return the person's tokens that still hold, the newest first."""
    query = (
        select(ApiToken.id, ApiToken.name, ApiToken.created_at, ApiToken.expires_at, ApiToken.used_at)
        .where(ApiToken.user_id == principal.user_id, ApiToken.expires_at > now)
        .order_by(ApiToken.id.desc())
    )
    return tuple(TokenRow(*row) for row in session.execute(query))


def person_of(session: Session, token_hash: str, now: datetime) -> tuple[TokenRow, Principal] | None:
    """Return the token of a SHA-256 with its active person; None for one that is unknown or over."""
    query = select(ApiToken).where(ApiToken.token_hash == token_hash, ApiToken.expires_at > now)
    found = session.scalars(query).one_or_none()
    principal = principal_of_user(session, found.user_id) if found else None
    if found is None or principal is None:
        return None
    return TokenRow(found.id, found.name, found.created_at, found.expires_at, found.used_at), principal
