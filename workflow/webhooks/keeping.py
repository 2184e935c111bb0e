"""Keeping webhooks: what an administrator allows, each act in the audit."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.schema.webhook import Webhook, WebhookDelivery
from domain.access import Permission, Principal
from domain.errors import Conflict, MalformedInput, NameNeeded, NotFound
from domain.webhook import SUBJECTS, read_address
from workflow.audit import record
from workflow.webhooks.queueing import queue_webhook

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """What a webhook is to be; `kinds` are subjects of domain/webhook."""

    name: str
    url: str
    kinds: tuple[str, ...] = ()
    active: bool = True


def save(
    session: Session, principal: Principal, which: tuple[int, int] | None, wish: Wish, allowed: frozenset[str], *, now: datetime
) -> int:  # fmt: skip
    """Make a webhook, or change the one with this id that was seen in this version; return its id.

    Raises NotPermitted, NameNeeded, BadWebhookAddress, HostNotAllowed, NotFound, Conflict.
    """
    principal.require(Permission.ADMINISTER)
    name = wish.name.strip()[:LONGEST_NAME]
    if not name:
        raise NameNeeded(length=LONGEST_NAME)
    if not set(wish.kinds) <= set(SUBJECTS):
        raise MalformedInput
    read_address(wish.url.strip(), allowed)
    row = Webhook(secret=new_secret(), created_at=now) if which is None else _seen(session, *which)
    row.name, row.url, row.active, row.updated_at = name, wish.url.strip(), wish.active, now
    row.kinds = [kind for kind in SUBJECTS if kind in wish.kinds]
    if which is None:
        session.add(row)
    else:
        row.version += 1
    session.flush()
    action = "webhook added" if which is None else "webhook changed"
    record(
        session, action, now=now, user_id=principal.user_id, subject=name, detail={"url": row.url, "active": row.active}
    )
    return row.id


def renew_secret(session: Session, principal: Principal, which: tuple[int, int], *, now: datetime) -> str:
    """Give a webhook another secret, and return it: what is sent from now on is signed with it."""
    principal.require(Permission.ADMINISTER)
    row = _seen(session, *which)
    row.secret, row.updated_at = new_secret(), now
    row.version += 1
    record(session, "webhook secret renewed", now=now, user_id=principal.user_id, subject=row.name)
    return row.secret


def try_out(session: Session, principal: Principal, webhook_id: int, request_key: str, *, now: datetime) -> bool:
    """Have a webhook told nothing but that it is tried; False when it is paused, or the request came twice."""
    principal.require(Permission.ADMINISTER)
    if session.get(Webhook, webhook_id) is None:
        raise NotFound
    key = f"try:{webhook_id}:{request_key}"[:180]
    return queue_webhook(session, webhook_id, "try", {"user_id": principal.user_id}, key=key, now=now)


def remove(session: Session, principal: Principal, which: tuple[int, int], *, now: datetime) -> str:
    """Remove a webhook with what it was told, and return its name; a rule that calls it does nothing from then on."""
    principal.require(Permission.ADMINISTER)
    row = _seen(session, *which)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == row.id))
    session.delete(row)
    record(session, "webhook removed", now=now, user_id=principal.user_id, subject=row.name, detail={"url": row.url})
    return row.name


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(32)


def _seen(session: Session, webhook_id: int, version: int) -> Webhook:
    row = session.get(Webhook, webhook_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.version != version:
        raise Conflict(title=row.name)
    return row
