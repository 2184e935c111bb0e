"""Spells: stretches of time in which something lasted: a silence, a stay, a quote without answer, an invoice unpaid."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from data.queries.rules.due import DAY, sent_at
from data.queries.rules.usual import usual_of_won
from data.schema.activity import Activity, ActivityType
from data.schema.invoice import Invoice, Payment
from data.schema.log import Event
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.pipeline import Stage
from data.schema.sales import Quote, SalesOrder
from domain.outcome import Outcome
from domain.rules.trigger import Trigger, When

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Spell:
    """The day on which a rule acts on an opportunity, unless what it waits for ended before; None lasts still."""

    opportunity_id: int
    fires_on: date
    ended_on: date | None

    def is_over_by(self, day: date) -> bool:
        """Tell whether it has ended on that day or before."""
        return self.ended_on is not None and self.ended_on <= day


def _silences(session: Session, when: When, first: date) -> Iterator[Spell]:
    """From each contact to the next one, or to the end of the opportunity."""
    contacts: dict[int, set[date]] = {}
    done: Rows = (
        select(Activity.opportunity_id, Activity.done_at)
        .join(ActivityType, ActivityType.id == Activity.activity_type_id)
        .join(Opportunity, Opportunity.id == Activity.opportunity_id)
        .where(Activity.done_at.is_not(None), ActivityType.is_contact, *_lasting(first))
    )
    for id_, at in session.execute(done):
        contacts.setdefault(id_, set()).add(at.date())
    deals: Rows = select(
        Opportunity.id, Opportunity.created_on, Opportunity.last_activity_on, Opportunity.closed_on
    ).where(*_lasting(first))  # fmt: skip
    for id_, created, last, closed in session.execute(deals):
        days = sorted({created, *contacts.get(id_, ())} | ({last} if last else set()))
        for begun, ended in pairwise([*days, None]):
            ends = min(filter(None, (ended, closed)), default=None)
            yield Spell(id_, (begun or created) + timedelta(days=when.days), ends)


def _expectations(session: Session, when: When, first: date) -> Iterator[Spell]:
    """Each date that was expected, until it was put off or the opportunity closed."""
    changes: dict[int, list[tuple[date, Any]]] = {}
    log: Rows = select(Event.entity_id, Event.at, Event.before).where(
        Event.entity == "opportunity", Event.at >= datetime.combine(first, time(), UTC)
    )
    for id_, at, before in session.execute(log.order_by(Event.at, Event.id)):
        if "expected_order_on" in (before or {}):
            changes.setdefault(id_, []).append((at.date(), before["expected_order_on"]))
    deals = select(Opportunity.id, Opportunity.expected_order_on, Opportunity.closed_on).where(*_lasting(first))
    for id_, expected, closed in session.execute(deals):
        for ended, text in changes.get(id_, ()):
            if text:
                fires = date.fromisoformat(text) + timedelta(days=when.days)
                yield Spell(id_, fires, min(filter(None, (ended, closed))))
        if expected:
            yield Spell(id_, expected + timedelta(days=when.days), closed)


def _stays(session: Session, when: When, first: date) -> Iterator[Spell]:
    return _long_stays(session, when, first, lambda _stage: when.days)


def _unusual_stays(session: Session, when: When, first: date) -> Iterator[Spell]:
    usual = usual_of_won(session)
    return _long_stays(session, when, first, lambda stage: usual[stage] + 1 if stage in usual else None)


def _long_stays(
    session: Session, when: When, first: date, days_of: Callable[[int], int | None]
) -> Iterator[Spell]:  # fmt: skip
    stay = StageHistory
    query: Rows = (
        select(stay.opportunity_id, stay.stage_id, stay.entered_at, stay.left_at, Opportunity.closed_on)
        .join(Stage, Stage.id == stay.stage_id)
        .join(Opportunity, Opportunity.id == stay.opportunity_id)
        .where(
            Stage.kind == Outcome.OPEN.value,
            or_(stay.left_at.is_(None), stay.left_at >= datetime.combine(first, time(), UTC)),
        )
    )
    for id_, stage, entered, left, closed in session.execute(query):
        days = days_of(stage)
        if days is not None and when.stage_id in {None, stage}:
            ended = min(filter(None, (left.date() if left else None, closed)), default=None)
            yield Spell(id_, entered.date() + timedelta(days=days), ended)


def _quotes(session: Session) -> Iterator[tuple[int, Any, date, date | None]]:
    """Yield each quote that went out: its opportunity, itself, the day it was sent and the day of its answer."""
    answered = select(func.min(Event.at)).where(
        Event.entity == "quote", Event.entity_id == Quote.id, Event.verb.in_(("accept", "reject", "expire"))
    ).correlate(Quote).scalar_subquery()  # fmt: skip
    ordered = select(func.min(SalesOrder.ordered_on)).where(SalesOrder.quote_id == Quote.id).correlate(Quote)
    query: Rows = (
        select(Quote, sent_at(), answered, ordered.scalar_subquery(), Opportunity.closed_on)
        .join(Opportunity, Opportunity.id == Quote.opportunity_id)
        .where(Quote.status != "draft")
    )
    for quote, sent, answer, order, closed in session.execute(query):
        ends = [answer.date() if answer else None, order, closed]
        if quote.status == "superseded":
            ends.append(quote.updated_at.date())
        yield (
            quote.opportunity_id,
            quote,
            sent.date() if sent else quote.issued_on,
            min(filter(None, ends), default=None),
        )


def _silent_quotes(session: Session, when: When, _first: date) -> Iterator[Spell]:
    for id_, _quote, sent, ended in _quotes(session):
        yield Spell(id_, sent + timedelta(days=when.days), ended)


def _expired_quotes(session: Session, _when: When, _first: date) -> Iterator[Spell]:
    for id_, quote, _sent, ended in _quotes(session):
        if quote.valid_until_on:
            yield Spell(id_, quote.valid_until_on + DAY, None if quote.status == "expired" else ended)


def _accepted_quotes(session: Session, _when: When, _first: date) -> Iterator[Spell]:
    for id_, quote, _sent, ended in _quotes(session):
        if quote.status == "accepted" and ended:
            yield Spell(id_, ended, None)


def _unpaid(session: Session, when: When, _first: date) -> Iterator[Spell]:
    paid = select(func.max(Payment.paid_on)).where(Payment.invoice_id == Invoice.id).correlate(Invoice)
    query: Rows = select(Invoice.opportunity_id, Invoice.due_on, Invoice.status, paid.scalar_subquery()).where(
        Invoice.kind == "invoice", Invoice.status.in_(("issued", "paid")), Invoice.due_on.is_not(None),
        Invoice.opportunity_id.is_not(None),
    )  # fmt: skip
    for id_, due_on, status, paid_on in session.execute(query):
        yield Spell(id_, due_on + timedelta(days=when.days), (paid_on or due_on) if status == "paid" else None)


def _undone(session: Session, when: When, _first: date) -> Iterator[Spell]:
    query: Rows = (
        select(Activity.opportunity_id, Activity.due_on, Activity.done_at, Opportunity.closed_on)
        .join(Opportunity, Opportunity.id == Activity.opportunity_id)
        .where(Activity.due_on.is_not(None))
    )
    for id_, due_on, done, closed in session.execute(query):
        ended = min(filter(None, (done.date() if done else None, closed)), default=None)
        yield Spell(id_, due_on + timedelta(days=when.days), ended)


def _orders(session: Session, _when: When, _first: date) -> Iterator[Spell]:
    query: Rows = select(SalesOrder.opportunity_id, SalesOrder.ordered_on).where(
        SalesOrder.opportunity_id.is_not(None), SalesOrder.status.in_(("open", "invoiced"))
    )
    return (Spell(id_, on, None) for id_, on in session.execute(query))


def _issued(session: Session, _when: When, _first: date) -> Iterator[Spell]:
    query: Rows = select(Invoice.opportunity_id, Invoice.issued_on).where(
        Invoice.kind == "invoice", Invoice.status.in_(("issued", "paid")), Invoice.opportunity_id.is_not(None)
    )
    return (Spell(id_, on, None) for id_, on in session.execute(query))


def _lasting(first: date) -> list[Any]:
    """Return the conditions under which an opportunity was still open on a day or later."""
    return [or_(Opportunity.closed_on.is_(None), Opportunity.closed_on >= first)]


SPELLS: Final[Mapping[Trigger, Callable[[Session, When, date], Iterable[Spell]]]] = {
    Trigger.EXPECTED_PASSED: _expectations,
    Trigger.NO_ACTIVITY: _silences,
    Trigger.STAY_OVER: _stays,
    Trigger.STAY_UNUSUAL: _unusual_stays,
    Trigger.QUOTE_SILENT: _silent_quotes,
    Trigger.QUOTE_ACCEPTED: _accepted_quotes,
    Trigger.QUOTE_EXPIRED: _expired_quotes,
    Trigger.ORDER_CONFIRMED: _orders,
    Trigger.INVOICE_ISSUED: _issued,
    Trigger.INVOICE_OVERDUE: _unpaid,
    Trigger.TASK_DUE: _undone,
}
