"""Merging: two opportunities are one deal; one keeps everything, the other is cancelled and leads to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema.activity import Activity
from data.schema.document import Document
from data.schema.invoice import DocumentLink, Invoice
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import Quote, SalesOrder
from domain.access import Principal
from domain.errors import CannotUndo, MalformedInput, NotMergeable
from domain.outcome import Outcome
from workflow import freshness, journal
from workflow.journal import Entry, Values, plain
from workflow.opportunities import totals
from workflow.opportunities.cancelling import cancelled
from workflow.opportunities.change import Act, Change, Target, check_version, earlier, held, write
from workflow.opportunities.lines import LINES, LineValues, lines_of, put_lines, restore_lines, told, values_of

VERB: Final = "merge"
AWAY: Final = "merge_away"
# What may be taken over from the other one; amounts go with the lines.
PICKED: Final = (
    "title", "description", "opportunity_type_id", "contact_id", "contact_person_id", "contact_quality_id",
    "main_agent_id", "owner_id", "team_id", "probability_id", "stated_percent", "expected_margin_minor",
    "expected_order_on", "expected_delivery_on", "expected_invoice_on", "campaign_id", "origin_id", "competitor_id",
)  # fmt: skip
TOGETHER: Final = {
    "contact_id": ("contact_person_id",), "owner_id": ("team_id",), "probability_id": ("stated_percent",),
}  # fmt: skip
HANGING: Final[Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[Any]]]] = {
    "activity": (Activity.id, Activity.opportunity_id),
    "document": (Document.id, Document.opportunity_id),
    "quote": (Quote.id, Quote.opportunity_id),
    "sales_order": (SalesOrder.id, SalesOrder.opportunity_id),
    "invoice": (Invoice.id, Invoice.opportunity_id),
    "opportunity_document_link": (DocumentLink.id, DocumentLink.opportunity_id),
}  # fmt: skip
Lines = Literal["keep", "take", "both"]


@dataclass(frozen=True, slots=True)
class Merge:
    """The other opportunity as the person saw it, the fields whose values are taken from it, and whose lines count."""

    other_id: int
    other_version: int
    fields: Collection[str] = ()
    lines: Lines = "keep"


def merge(
    session: Session, principal: Principal, target: Target, asked: Merge, *, today: date, now: datetime
) -> Change:
    """Take the other opportunity into this one: what hangs on it moves here, chosen fields win, it is cancelled.

    Raises NotFound, NotPermitted, Conflict, NotMergeable, MalformedInput for fields that cannot be chosen.
    """
    if target.opportunity_id == asked.other_id:
        raise NotMergeable(title=held(session, principal, asked.other_id).title)
    # Always in one order, so that two people who merge crosswise do not wait for each other.
    found = {id_: held(session, principal, id_) for id_ in sorted((target.opportunity_id, asked.other_id))}
    kept, other = found[target.opportunity_id], found[asked.other_id]
    if done := earlier(session, principal, target.request_key, kept.id):
        return done
    check_version(kept, target.version)
    check_version(other, asked.other_version)
    _check(kept, other, asked)
    values = {name: getattr(other, name) for field in asked.fields for name in (field, *TOGETHER.get(field, ()))}
    moved = {name: _move(session, name, other.id, kept.id) for name in HANGING}
    freshness.follow(session, kept.id)
    before, after, amounts = _merge_lines(session, kept, other, asked.lines, today)
    note: Values = {"merged_into": kept.number, "merged_into_id": kept.id}
    away = Entry(principal, AWAY, now)
    journal.write(session, away, other, cancelled(other.created_on, kept.number, today), ({}, note))
    beside: Values = {
        "merged": other.number,
        "merged_id": other.id,
        "moved": {name: ids for name, ids in moved.items() if ids},
    }
    act = Act(principal, kept, target.request_key, VERB, today, now)
    return write(session, act, values | amounts, (before, beside | after))


def _check(kept: Opportunity, other: Opportunity, asked: Merge) -> None:
    if not set(asked.fields) <= set(PICKED):
        raise MalformedInput
    same = kept.company_id == other.company_id and kept.currency_code == other.currency_code
    if not same or kept.outcome != Outcome.OPEN or other.outcome != Outcome.OPEN:
        raise NotMergeable(title=other.title)


def _move(session: Session, name: str, from_id: int, to_id: int) -> list[int]:
    key, owner = HANGING[name]
    ids = list(session.scalars(select(key).where(owner == from_id).order_by(key)))
    _hang(session, name, ids, to_id)
    return ids


def _hang(session: Session, name: str, ids: list[int], opportunity_id: int) -> None:
    key, owner = HANGING[name]
    if ids:
        statement = update(key.class_).where(key.in_(ids)).values({owner.key: opportunity_id})
        session.execute(statement.execution_options(synchronize_session="fetch"))


def _merge_lines(
    session: Session, kept: Opportunity, other: Opportunity, wish: Lines, today: date
) -> tuple[Values, Values, Values]:
    """Return the lines before and after, and the header's amounts; what is taken is copied, the other keeps its own."""
    if wish == "keep":
        return {}, {}, {}
    present = lines_of(session, kept.id)
    before = told(present)
    own = _all_of(kept, present) if wish == "both" else []
    theirs = [_new(line) for line in _all_of(other, lines_of(session, other.id))]
    wanted = [*own, *theirs]
    put_lines(session, kept.id, present, wanted)
    amounts = totals.of_lines(session, wanted, kept.currency_code, today)
    return {LINES: before}, {LINES: told(lines_of(session, kept.id))}, amounts


def _all_of(opportunity: Opportunity, lines: list[OpportunityLine]) -> list[LineValues]:
    """Return the lines; an amount that was typed as one sum is one line, so that nothing of it is lost."""
    if lines or opportunity.net_minor == 0:
        return values_of(lines)
    return [
        LineValues(
            description=opportunity.title,
            gross_minor=opportunity.gross_minor,
            discount_minor=opportunity.discount_minor,
        )
    ]


def _new(line: LineValues) -> LineValues:
    return LineValues(**{name: getattr(line, name) for name in LineValues.__slots__ if name != "id"})


def unmerge(session: Session, entry: Entry, kept: Opportunity, event: Event) -> tuple[Values, Values]:
    """Give back what was taken and open the other one again; return what that changes beside the header.

    Raises CannotUndo when the other one was changed since.
    """
    after = event.after or {}
    other = session.get_one(Opportunity, after["merged_id"], with_for_update=True)
    query = select(Event).where(Event.entity == "opportunity", Event.entity_id == other.id, Event.verb == AWAY)
    away = session.scalars(query.order_by(Event.id.desc()).limit(1)).one()
    if other.version != away.entity_version:
        raise CannotUndo
    for name, ids in cast("dict[str, list[int]]", after["moved"]).items():
        _hang(session, name, ids, other.id)
    freshness.follow(session, kept.id)
    opened: Values = {
        "outcome": Outcome.OPEN.value,
        "closed_on": None,
        "closing_note": (away.before or {}).get("closing_note"),
    }
    journal.write(session, entry, other, opened)
    former = (event.before or {}).get(LINES)
    if not isinstance(former, list):
        return {}, plain({"merged": None})
    return restore_lines(session, kept.id, former)
