"""Lines: what is offered, family by family; the header's amounts follow in the same transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.people import User
from data.schema.product import ProductFamily
from domain.access import Principal
from domain.errors import (
    BadDiscount,
    ClosedAlready,
    InvalidFields,
    LinesChanged,
    MalformedInput,
    NotOffered,
    SalesError,
    TextTooLong,
    TooManyLines,
)
from domain.outcome import Outcome
from workflow.journal import Values, from_plain, plain
from workflow.opportunities import totals
from workflow.opportunities.change import ENTITY, Act, Change, Target, earlier, held, write

# The event's key for all lines, before and after.
LINES: Final = "lines"
MOST_LINES: Final = 200
LONGEST_DESCRIPTION: Final = 300
LONGEST_NOTE: Final = 2000


@dataclass(frozen=True, slots=True)
class LineValues:
    """A line as it is to be; `id` None adds one. Amounts in minor units of the opportunity's currency."""

    id: int | None = None
    product_family_id: int | None = None
    description: str | None = None
    gross_minor: int = 0
    discount_minor: int = 0
    expected_revenue_minor: int | None = None
    expected_order_on: date | None = None
    expected_delivery_on: date | None = None
    expected_invoice_on: date | None = None
    closed_on: date | None = None
    note: str | None = None


NAMES: Final = tuple(field.name for field in fields(LineValues))


def save_lines(
    session: Session,
    principal: Principal,
    target: Target,
    seen: str,
    wanted: Sequence[LineValues],
    *,
    today: date,
    now: datetime,
    verb: str = "edit_lines",
) -> Change:
    """Let the opportunity have exactly these lines, in this order; `seen` is the seal of those the person saw.

    Raises NotFound, NotPermitted, ClosedAlready, LinesChanged, TooManyLines, AmountTooLarge, MalformedInput for a line
    of another opportunity, InvalidFields with keys like "2.discount_minor".
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    present = lines_of(session, opportunity.id)
    if seal(values_of(present)) != seen:
        raise LinesChanged(title=opportunity.title, who=_who(session, opportunity))
    if opportunity.outcome != Outcome.OPEN:
        raise ClosedAlready(title=opportunity.title)
    _check(session, wanted, {line.id for line in present})
    before = told(present)
    put_lines(session, opportunity.id, present, wanted)
    after = told(lines_of(session, opportunity.id))
    act = Act(principal, opportunity, target.request_key, verb, today, now)
    header = totals.of_lines(session, wanted, opportunity.currency_code, today)
    return write(session, act, header, ({LINES: before}, {LINES: after}) if before != after else ({}, {}))


def lines_of(session: Session, opportunity_id: int) -> list[OpportunityLine]:
    """Return the lines in their order."""
    query = select(OpportunityLine).where(OpportunityLine.opportunity_id == opportunity_id)
    return list(session.scalars(query.order_by(OpportunityLine.line_no, OpportunityLine.id)))


def values_of(lines: Iterable[OpportunityLine]) -> list[LineValues]:
    """Return lines as values."""
    return [LineValues(**{name: getattr(line, name) for name in NAMES}) for line in lines]


def seal(lines: Iterable[LineValues]) -> str:
    """Return what tells these lines from any others."""
    content = json.dumps([plain(asdict(line)) for line in lines], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def told(lines: Iterable[OpportunityLine]) -> list[Values]:
    """Return lines as an event holds them."""
    return [plain({name: getattr(line, name) for name in NAMES}) for line in lines]


def untold(rows: Iterable[Mapping[str, object]]) -> list[LineValues]:
    """Return lines from what an event holds."""
    return [LineValues(**{name: from_plain(name, row.get(name)) for name in NAMES}) for row in rows]


def put_lines(
    session: Session, opportunity_id: int, present: Iterable[OpportunityLine], wanted: Sequence[LineValues]
) -> None:
    """Change, add and remove rows until they are the wanted ones; a line that was removed keeps its id when it returns."""
    known = {line.id: line for line in present}
    kept = {line.id for line in wanted}
    for id_, line in known.items():
        if id_ not in kept:
            session.delete(line)
    session.flush()
    for number, values in enumerate(wanted, start=1):
        line = known.get(values.id or 0) or OpportunityLine(id=values.id, opportunity_id=opportunity_id)
        for name in NAMES[1:]:
            setattr(line, name, getattr(values, name))
        line.line_no, line.net_minor = number, values.gross_minor - values.discount_minor
        session.add(line)
    session.flush()


def restore_lines(session: Session, opportunity_id: int, rows: Iterable[Mapping[str, object]]) -> tuple[Values, Values]:
    """Bring back the lines that an event tells of; return what that changes, for an event."""
    present = lines_of(session, opportunity_id)
    before = told(present)
    put_lines(session, opportunity_id, present, untold(rows))
    return {LINES: before}, {LINES: told(lines_of(session, opportunity_id))}


def _check(session: Session, wanted: Sequence[LineValues], known: set[int]) -> None:
    if len(wanted) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    ids = [line.id for line in wanted if line.id is not None]
    if len(ids) != len(set(ids)) or not set(ids) <= known:
        raise MalformedInput
    families = set(session.scalars(select(ProductFamily.id)))
    refusals: dict[str, SalesError] = {}
    for place, line in enumerate(wanted):
        refusals |= {f"{place}.{name}": refusal for name, refusal in _refusals(line, families)}
    if refusals:
        raise InvalidFields(refusals)


def _refusals(line: LineValues, families: set[int]) -> Iterable[tuple[str, SalesError]]:
    low, high = sorted((0, line.gross_minor))
    if not low <= line.discount_minor <= high:
        yield "discount_minor", BadDiscount()
    if line.product_family_id is not None and line.product_family_id not in families:
        yield "product_family_id", NotOffered()
    for name, most in (("description", LONGEST_DESCRIPTION), ("note", LONGEST_NOTE)):
        if len(getattr(line, name) or "") > most:
            yield name, TextTooLong(length=most)


def _who(session: Session, opportunity: Opportunity) -> str:
    """Return who changed the lines last."""
    query = (
        select(Event, User.display_name)
        .outerjoin(User, User.id == Event.user_id)
        .where(Event.entity == ENTITY, Event.entity_id == opportunity.id)
        .order_by(Event.at.desc(), Event.id.desc())
    )
    names = (name for event, name in session.execute(query) if any("line" in key for key in event.after or {}))
    return next(names, None) or "Caudal"
