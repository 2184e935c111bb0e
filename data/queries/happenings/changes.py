"""Changes that people made to opportunities and invoices, as far as a person sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from data.queries.trail import told_events
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.scope import visible
from domain.access import Principal
from domain.happening import LOOK_BACK, Happening, Subject, Topic, Wish

OWNER = aliased(User)
OPPORTUNITY: Final = "opportunity"
INVOICE: Final = "invoice"
CLOSING: Final = ("win", "lose", "cancel", "reopen")
MOVING: Final = ("move", "move_to_stage", "reopen")
PAPERS: Final = (
    "create_quote", "revise_quote", "send_quote", "accept_quote", "reject_quote", "expire_quote", "order_quote",
    "order", "plan_invoice",
)  # fmt: skip
BILLING: Final = ("create", "issue", "cancel", "register_payment", "credit_invoice")
ALIKE: Final = 3  # more than this many changes of one person at one instant are told as one
READ: Final = 2_000  # rows of the log, so that the memory of a request has a limit


@dataclass(frozen=True, slots=True)
class Span:
    """The part of the log that is looked at: from an instant on, before another one."""

    since: datetime
    until: datetime

    @classmethod
    def before(cls, until: datetime) -> "Span":
        """Return the year before an instant."""
        return cls(until - LOOK_BACK, until)


def changes(session: Session, principal: Principal, wish: Wish, span: Span, seen_at: datetime) -> list[Happening]:
    """Return what people changed, the latest first: enough of it for the wish, and one more."""
    found: list[tuple[Event, str | None, Subject]] = []
    if wish.topic is not Topic.SYSTEM:
        found += _opportunities(session, principal, wish, span)
    if wish.topic in {Topic.ALL, Topic.NEW, Topic.DOCUMENTS}:
        found += _invoices(session, principal, wish, span)
    found.sort(key=lambda row: (row[0].at, row[0].id), reverse=True)
    kept = _bundled(found)[: wish.rows + 1]
    told = told_events(session, [(event, who) for (event, who, _), _ in kept])
    return [
        Happening(row, subject, is_new=event.at > seen_at and event.user_id != principal.user_id, count=count)
        for row, ((event, _, subject), count) in zip(told, kept, strict=True)
    ]


def new_changes(session: Session, principal: Principal, span: Span, most: int) -> int:
    """Return how many changes others made, up to `most`."""
    others = or_(Event.user_id.is_(None), Event.user_id != principal.user_id)
    total = 0
    for query in (_of_opportunities(principal, Wish(), span), _of_invoices(principal, Wish(), span)):
        some = query.with_only_columns(Event.id).where(others).order_by(None).limit(most).subquery()
        total += session.scalar(select(func.count()).select_from(some)) or 0
    return min(total, most)


def _opportunities(
    session: Session, principal: Principal, wish: Wish, span: Span
) -> list[tuple[Event, str | None, Subject]]:
    query = _of_opportunities(principal, wish, span).add_columns(
        User.display_name, Opportunity.id, Opportunity.number, Opportunity.title, Contact.name, OWNER.display_name,
        Opportunity.net_minor, Opportunity.currency_code,
    )  # fmt: skip
    return [(event, who, Subject(OPPORTUNITY, *about)) for event, who, *about in _read(session, query)]


def _invoices(
    session: Session, principal: Principal, wish: Wish, span: Span
) -> list[tuple[Event, str | None, Subject]]:
    query = _of_invoices(principal, wish, span).add_columns(
        User.display_name, Invoice.id, Invoice.number, literal(""), Contact.name, OWNER.display_name, Invoice.net_minor,
        Invoice.currency_code,
    )  # fmt: skip
    return [(event, who, Subject(INVOICE, *about)) for event, who, *about in _read(session, query)]


def _read(session: Session, query: Select[Event]) -> Sequence[Any]:
    return session.execute(query.order_by(Event.at.desc(), Event.id.desc()).limit(READ)).all()


def _of_opportunities(principal: Principal, wish: Wish, span: Span) -> Select[Event]:
    return (
        select(Event)
        .join(Opportunity, Opportunity.id == Event.entity_id)
        .outerjoin(Contact, Contact.id == Opportunity.contact_id)
        .outerjoin(User, User.id == Event.user_id)
        .outerjoin(OWNER, OWNER.id == Opportunity.owner_id)
        .where(
            Event.entity == OPPORTUNITY,
            *visible(principal),
            *_within(wish, span),
            *_narrowed(wish, Opportunity.owner_id, Opportunity.company_id),
            *_about(wish.topic),
        )
    )


def _of_invoices(principal: Principal, wish: Wish, span: Span) -> Select[Event]:
    return (
        select(Event)
        .join(Invoice, Invoice.id == Event.entity_id)
        .outerjoin(Contact, Contact.id == Invoice.contact_id)
        .outerjoin(User, User.id == Event.user_id)
        .outerjoin(OWNER, OWNER.id == Invoice.owner_id)
        .where(
            Event.entity == INVOICE,
            Event.verb.in_(BILLING),
            *visible(principal, Invoice),
            *_within(wish, span),
            *_narrowed(wish, Invoice.owner_id, Invoice.company_id),
        )
    )


def _within(wish: Wish, span: Span) -> list[ColumnElement[bool]]:
    """Leave out the rows of imports, which are told as one, and what lies outside the span."""
    person = [Event.user_id == wish.person] if wish.person is not None else []
    return [Event.at > span.since, Event.at < span.until, Event.import_run_id.is_(None), *person]


def _narrowed(
    wish: Wish, owner: InstrumentedAttribute[Any], company: InstrumentedAttribute[int]
) -> list[ColumnElement[bool]]:
    return [
        *([owner.in_(sorted(wish.owner_ids))] if wish.owner_ids else []),
        *([company.in_(sorted(wish.company_ids))] if wish.company_ids else []),
    ]


def _about(topic: Topic) -> list[ColumnElement[bool]]:
    if topic is Topic.CLOSED:
        return [Event.verb.in_(CLOSING)]
    if topic is Topic.MOVED:
        return [Event.verb.in_(MOVING)]
    if topic is Topic.DOCUMENTS:
        return [Event.verb.in_(PAPERS)]
    return [at_risk()] if topic is Topic.RISK else []


def at_risk() -> ColumnElement[bool]:
    """Return the condition of a change after which an opportunity is later, smaller or less likely than before."""
    before, after = Event.before, Event.after
    later = after["expected_order_on"].as_string() > before["expected_order_on"].as_string()
    smaller = after["net_minor"].as_integer() < before["net_minor"].as_integer()
    unlikelier = after["stated_percent"].as_integer() < before["stated_percent"].as_integer()
    return or_(later, smaller, and_(unlikelier, Event.verb.not_in(CLOSING)))


def _bundled(
    found: Sequence[tuple[Event, str | None, Subject]],
) -> list[tuple[tuple[Event, str | None, Subject], int]]:
    """Put together what one person did to many records at one instant; the first one stands for them."""
    groups: dict[tuple[object, ...], list[tuple[Event, str | None, Subject]]] = {}
    for row in found:
        event = row[0]
        groups.setdefault((event.at, event.user_id, event.entity, event.verb), []).append(row)
    told: list[tuple[tuple[Event, str | None, Subject], int]] = []
    for rows in groups.values():
        told += [(rows[0], len(rows))] if len(rows) > ALIKE else [(row, 1) for row in rows]
    return told
