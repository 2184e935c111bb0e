"""Sending what is queued: each delivery by one worker, again later when it fails, given up after days."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.schema.webhook import Webhook, WebhookDelivery
from data.session import Database
from domain import clock
from domain.errors import SalesError
from domain.webhook import read_address, signature
from workflow.webhooks.posting import Post

LEASE = timedelta(minutes=2)
LATER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
LONGEST_ERROR = 300
MOST_AT_ONCE = 200
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is being sent."""

    id: int
    url: str
    secret: str
    key: str
    body: bytes


def send_waiting(database: Database, allowed: frozenset[str], post: Callable[[Post], int], now: datetime) -> int:
    """Send what is due; return how much was. Killed in between, a delivery is sent again, under the same key."""
    for sent in range(MOST_AT_ONCE):
        taken = database.run(lambda session: _take(session, now))
        if taken is None:
            return sent
        status, error = _sent(taken, allowed, post)
        database.run(partial(_note, taken=taken, status=status, error=error, now=max(now, clock.now())))
    return MOST_AT_ONCE


def _take(session: Session, now: datetime) -> Taken | None:
    row = session.execute(
        select(WebhookDelivery, Webhook.url, Webhook.secret)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.sent_at.is_(None),
            WebhookDelivery.failed_at.is_(None),
            WebhookDelivery.due_at <= now,
            or_(WebhookDelivery.claimed_until_at.is_(None), WebhookDelivery.claimed_until_at <= now),
            Webhook.active,
        )
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=WebhookDelivery)
    ).one_or_none()
    if row is None:
        return None
    delivery, url, secret = row
    delivery.claimed_until_at = now + LEASE
    delivery.tries += 1
    return Taken(delivery.id, url, secret, delivery.key, json.dumps(delivery.body, separators=(",", ":")).encode())


def _sent(taken: Taken, allowed: frozenset[str], post: Callable[[Post], int]) -> tuple[int | None, str]:
    """Return the status of the answer, and what went wrong or "" when nothing did."""
    at = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Caudal",
        "X-Caudal-Key": taken.key,
        "X-Caudal-Timestamp": str(at),
        "X-Caudal-Signature": f"sha256={signature(taken.secret, at, taken.body)}",
    }
    try:
        status = post(Post(read_address(taken.url, allowed), taken.body, headers))
    except SalesError as refusal:
        return None, str(refusal)
    except OSError as error:
        return None, error.strerror or str(error) or type(error).__name__
    return status, "" if status in OK else f"answered {status}"


def _note(session: Session, *, taken: Taken, status: int | None, error: str, now: datetime) -> None:
    delivery = session.get(WebhookDelivery, taken.id)
    if delivery is None:
        return
    delivery.claimed_until_at, delivery.status, delivery.error = None, status, error[:LONGEST_ERROR] or None
    if not error:
        delivery.sent_at = now
    elif delivery.tries > len(LATER):
        delivery.failed_at = now
    else:
        delivery.due_at = now + LATER[delivery.tries - 1]
