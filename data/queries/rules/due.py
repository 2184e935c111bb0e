"""Due: the opportunities for which the day of a timed rule has come, as they stand now."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select
from sqlalchemy.orm import Session

from data.queries.rules.usual import usual_of_won
from data.schema.activity import Activity
from data.schema.invoice import Invoice
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.rule import OpportunityPause
from data.schema.sales import Quote
from domain.outcome import Outcome
from domain.rules.trigger import STALENESS, Trigger, When

Rows = Select[*tuple[Any, ...]]
DAY: Final = timedelta(days=1)
EARLIEST: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Due:
    """An opportunity for which a day came; the key names the cause: the same spell of silence, the same invoice."""

    opportunity_id: int
    on: date
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: which days count, and of which opportunities, None for all."""

    when: When
    since: date
    today: date
    among: Collection[int] | None

    def day(self, column: Any, days: int) -> list[ColumnElement[bool]]:
        """Return the conditions under which the day that comes so many days after a date counts."""
        shift = timedelta(days=days)
        first = max(self.since, EARLIEST + shift) - shift
        return [column <= self.today - shift, column >= first]

    @property
    def of_opportunity(self) -> list[ColumnElement[bool]]:
        """Return the conditions on the opportunity; one that rests is left alone by what a pause silences."""
        found: list[ColumnElement[bool]] = [] if self.among is None else [Opportunity.id.in_(sorted(self.among))]
        if self.when.trigger in STALENESS:
            resting = exists().where(
                OpportunityPause.opportunity_id == Opportunity.id, OpportunityPause.until_on >= self.today
            )
            found.append(~resting)
        return found


def due(
    session: Session, when: When, *, today: date, since: date | None = None, among: Collection[int] | None = None
) -> list[Due]:
    """Return what is due for a timed trigger, by day and opportunity; only what came due from `since` on."""
    asked = Asked(when, since or EARLIEST, today, among)
    return sorted(DUE[when.trigger](session, asked), key=lambda one: (one.on, one.opportunity_id, one.key))


def _open(asked: Asked, column: Any, days: int) -> Rows:
    """Return the open opportunities with a date so many days ago."""
    return select(Opportunity.id, column).where(
        Opportunity.outcome == Outcome.OPEN, *asked.day(column, days), *asked.of_opportunity
    )


def _expected(session: Session, asked: Asked) -> Iterator[Due]:
    days = asked.when.days
    for id_, on in session.execute(_open(asked, Opportunity.expected_order_on, days)):
        yield Due(id_, on + timedelta(days=days), f"expected:{id_}:{on}")


def _silence(session: Session, asked: Asked) -> Iterator[Due]:
    days = asked.when.days
    for id_, on in session.execute(_open(asked, Opportunity.touched_on, days)):
        yield Due(id_, on + timedelta(days=days), f"idle:{id_}:{on}")


def _stay(session: Session, asked: Asked) -> Iterator[Due]:
    stage_id, days = asked.when.stage_id, asked.when.days
    here = [] if stage_id is None else [Opportunity.stage_id == stage_id]
    yield from _stays(session, asked, days, here, "stay")


def _unusual(session: Session, asked: Asked) -> Iterator[Due]:
    for stage_id, days in usual_of_won(session).items():
        if asked.when.stage_id in {None, stage_id}:
            yield from _stays(session, asked, days + 1, [Opportunity.stage_id == stage_id], "unusual")


def _stays(session: Session, asked: Asked, days: int, here: list[ColumnElement[bool]], word: str) -> Iterator[Due]:
    query = _open(asked, Opportunity.stage_sort_on, days).add_columns(Opportunity.stage_id).where(*here)
    for id_, on, stage_id in session.execute(query):
        yield Due(id_, on + timedelta(days=days), f"{word}:{id_}:{stage_id}:{on}")


def sent_at() -> ScalarSelect[datetime]:
    """Return the instant at which a quote was last sent, as the log says; nothing where it does not."""
    sent = Event.entity == "quote", Event.entity_id == Quote.id, Event.verb == "send"
    return select(func.max(Event.at)).where(*sent).correlate(Quote).scalar_subquery()


def _quote_silent(session: Session, asked: Asked) -> Iterator[Due]:
    days = asked.when.days
    query: Rows = (
        select(Quote.id, Quote.opportunity_id, Quote.issued_on, sent_at())
        .join(Opportunity, Opportunity.id == Quote.opportunity_id)
        .where(Quote.status == "sent", Opportunity.outcome == Outcome.OPEN, *asked.of_opportunity)
    )
    for id_, opportunity_id, issued, at in session.execute(query):
        sent = at.date() if at else issued
        on = sent + timedelta(days=days)
        if asked.since <= on <= asked.today:
            yield Due(opportunity_id, on, f"silent:{id_}:{sent}")


def _quote_expired(session: Session, asked: Asked) -> Iterator[Due]:
    query: Rows = (
        select(Quote.id, Quote.opportunity_id, Quote.valid_until_on)
        .join(Opportunity, Opportunity.id == Quote.opportunity_id)
        .where(
            Quote.status.in_(("sent", "expired")), Opportunity.outcome == Outcome.OPEN,
            *asked.day(Quote.valid_until_on, 1), *asked.of_opportunity,
        )
    )  # fmt: skip
    for id_, opportunity_id, until in session.execute(query):
        yield Due(opportunity_id, until + DAY, f"expired:{id_}:{until}")


def _invoice(session: Session, asked: Asked) -> Iterator[Due]:
    query: Rows = (
        select(Invoice.id, Invoice.opportunity_id, Invoice.due_on)
        .join(Opportunity, Opportunity.id == Invoice.opportunity_id)
        .where(
            Invoice.kind == "invoice", Invoice.status == "issued", *asked.day(Invoice.due_on, asked.when.days),
            *asked.of_opportunity,
        )
    )  # fmt: skip
    for id_, opportunity_id, day in session.execute(query):
        yield Due(opportunity_id, day + timedelta(days=asked.when.days), f"overdue:{id_}:{day}")


def _task(session: Session, asked: Asked) -> Iterator[Due]:
    query: Rows = (
        select(Activity.id, Activity.opportunity_id, Activity.due_on)
        .join(Opportunity, Opportunity.id == Activity.opportunity_id)
        .where(
            Activity.done_at.is_(None), Opportunity.outcome == Outcome.OPEN,
            *asked.day(Activity.due_on, asked.when.days), *asked.of_opportunity,
        )
    )  # fmt: skip
    for id_, opportunity_id, day in session.execute(query):
        yield Due(opportunity_id, day + timedelta(days=asked.when.days), f"task:{id_}:{day}")


DUE: Final[Mapping[Trigger, Callable[[Session, Asked], Iterator[Due]]]] = {
    Trigger.EXPECTED_PASSED: _expected,
    Trigger.NO_ACTIVITY: _silence,
    Trigger.STAY_OVER: _stay,
    Trigger.STAY_UNUSUAL: _unusual,
    Trigger.QUOTE_SILENT: _quote_silent,
    Trigger.QUOTE_EXPIRED: _quote_expired,
    Trigger.INVOICE_OVERDUE: _invoice,
    Trigger.TASK_DUE: _task,
}
