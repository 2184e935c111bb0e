"""Webhooks as their page shows them: what each may be told, and how the last tellings went."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from data.schema.webhook import Webhook, WebhookDelivery
from domain.access import Permission, Principal


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook; of its tellings the newest that arrived, how many wait, how many were given up, and why the last failed."""

    id: int
    version: int
    name: str
    url: str
    secret: str
    kinds: tuple[str, ...]
    active: bool
    sent_at: datetime | None
    waiting: int
    failed: int
    error: str


def webhooks_of(session: Session, principal: Principal) -> list[WebhookRow]:
    """Return all webhooks by name; raise NotPermitted for whoever does not administer."""
    principal.require(Permission.ADMINISTER)
    is_open = WebhookDelivery.sent_at.is_(None) & WebhookDelivery.failed_at.is_(None)
    counts = {
        id_: (sent_at, int(waiting or 0), int(failed or 0))
        for id_, sent_at, waiting, failed in session.execute(
            select(
                WebhookDelivery.webhook_id,
                func.max(WebhookDelivery.sent_at),
                func.sum(case((is_open, 1), else_=0)),
                func.sum(case((WebhookDelivery.failed_at.is_not(None), 1), else_=0)),
            ).group_by(WebhookDelivery.webhook_id)
        )
    }
    rows = session.scalars(select(Webhook).order_by(Webhook.name, Webhook.id))
    return [
        WebhookRow(
            row.id, row.version, row.name, row.url, row.secret, tuple(row.kinds), row.active,
            *counts.get(row.id, (None, 0, 0)), _last_error(session, row.id),
        )
        for row in rows
    ]  # fmt: skip


def webhook_count(session: Session) -> int:
    """Return how many webhooks are on."""
    return session.scalar(select(func.count()).select_from(Webhook).where(Webhook.active)) or 0


def _last_error(session: Session, webhook_id: int) -> str:
    """Return why the newest telling that was tried has failed, "" when it has not."""
    newest = (
        select(WebhookDelivery.error)
        .where(WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.tries > 0)
        .order_by(WebhookDelivery.id.desc())
        .limit(1)
    )
    return session.scalar(newest) or ""
