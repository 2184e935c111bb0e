"""Queueing what programs are told, in the transaction of the change."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.schema.webhook import Webhook, WebhookDelivery
from workflow.journal import Telling, Values


def tell_programs(session: Session, tellings: Sequence[Telling], _depth: int) -> None:
    """Queue what was told for every webhook that wants to hear of it."""
    listening = session.scalars(select(Webhook).where(Webhook.active).order_by(Webhook.id)).all()
    for telling in tellings if listening else ():
        event = telling.event
        for webhook in listening:
            if event.entity in webhook.kinds:
                key = f"event:{event.id}:{webhook.id}"
                queue_webhook(
                    session, webhook.id, f"{event.entity}.{event.verb}", _said(telling), key=key, now=event.at
                )


def queue_webhook(session: Session, webhook_id: int, kind: str, body: Values, *, key: str, now: datetime) -> bool:
    """Have a webhook told something, once for each key; False when it is paused or was told already.

    `body` is sent as JSON with `kind`, the instant and the key beside it.
    """
    if session.scalar(select(Webhook.id).where(Webhook.id == webhook_id, Webhook.active)) is None:
        return False
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    said = {"kind": kind, "at": now.isoformat(), "key": key, **body}
    fresh = (
        insert(WebhookDelivery)
        .values(webhook_id=webhook_id, key=key, body=said, created_at=now, due_at=now, tries=0)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(WebhookDelivery.id)
    )
    return session.scalar(fresh) is not None


def _said(telling: Telling) -> Values:
    event = telling.event
    return {
        "entity": event.entity,
        "id": event.entity_id,
        "verb": event.verb,
        "version": event.entity_version,
        "company_id": event.company_id,
        "user_id": event.user_id,
        "before": event.before,
        "after": event.after,
    }
