"""Bulk: the same change of many opportunities in one transaction; what is refused stays as it was and says why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.pipeline import Stage
from data.session import Database
from domain.access import Permission, Principal
from domain.errors import (
    InvalidFields,
    MalformedInput,
    MoveNotAllowed,
    NotFound,
    OtherPipeline,
    SalesError,
    TooManyAtOnce,
)
from domain.outcome import Outcome
from workflow.opportunities.change import ENTITY, Change, Target, held
from workflow.opportunities.closing import Closing, lose
from workflow.opportunities.editing import Edit, edit
from workflow.opportunities.staging import move_to_stage
from workflow.opportunities.undoing import undo

# One transaction keeps others waiting, also while it is only rehearsed: 4 to 7 ms each.
MOST: Final = 500
LONGEST_KEY: Final = 40


class What(StrEnum):
    """What is changed in all of them."""

    OWNER = "owner"
    STAGE = "stage"
    ORDER_ON = "expected_order_on"
    DELIVERY_ON = "expected_delivery_on"
    INVOICE_ON = "expected_invoice_on"
    LOSE = "lose"


DATES: Final = frozenset({What.ORDER_ON, What.DELIVERY_ON, What.INVOICE_ON})


@dataclass(frozen=True, slots=True)
class Wish:
    """What all of them are to become; `on` is the day of a date, None takes it away."""

    what: What
    owner_id: int | None = None
    stage_id: int | None = None
    on: date | None = None
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason for which some are refused: the sentence of the first of them, and of how many it is true."""

    refusal: SalesError
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a batch."""

    changes: tuple[Change, ...]
    unchanged: int
    refused: tuple[Refused, ...]

    @property
    def event_ids(self) -> tuple[int, ...]:
        """The handles for undoing all of it."""
        return tuple(change.event_id for change in self.changes if change.event_id is not None)


Verb = Callable[[Session, Principal, Target, date, datetime], Change]


def change_all(
    session: Session,
    principal: Principal,
    targets: Sequence[tuple[int, int]],
    wish: Wish,
    *,
    request_key: str,
    today: date,
    now: datetime,
) -> Report:
    """Change the opportunities, given as id and version, by the verb of the wish, each for itself.

    The same request twice is one change. Raises NotPermitted, MalformedInput, TooManyAtOnce; other refusals are told.
    """
    _check(principal, request_key, len(targets))
    verb = _verb(session, wish)
    return _report(
        session,
        [
            partial(verb, session, principal, Target(id_, version, f"{request_key}:{id_}"), today, now)
            for id_, version in sorted(dict(targets).items())
        ],
    )


def undo_all(
    session: Session, principal: Principal, event_ids: Sequence[int], *, request_key: str, today: date, now: datetime
) -> Report:
    """Take back the changes of a batch, each that can still be taken back; raise NotPermitted, TooManyAtOnce."""
    _check(principal, request_key, len(event_ids))
    return _report(
        session,
        [
            partial(undo, session, principal, id_, request_key=f"{request_key}:u{id_}", today=today, now=now)
            for id_ in sorted(set(event_ids))
        ],
    )


def _check(principal: Principal, request_key: str, count: int) -> None:
    principal.require(Permission.CHANGE_OPPORTUNITIES)
    if not 0 < len(request_key) <= LONGEST_KEY:
        raise MalformedInput
    if count > MOST:
        raise TooManyAtOnce(most=MOST, count=count)


def _report(session: Session, acts: Iterable[Callable[[], Change]]) -> Report:
    changes: list[Change] = []
    unchanged = 0
    refused: dict[type[SalesError], Refused] = {}
    for act in acts:
        try:
            with session.begin_nested():
                change = act()
        except SalesError as error:
            refusal = _plain(error)
            before = refused.get(type(refusal), Refused(refusal, 0))
            refused[type(refusal)] = Refused(before.refusal, before.count + 1)
        else:
            changes += [change] if change.event_id is not None else []
            unchanged += change.event_id is None
    return Report(tuple(changes), unchanged, tuple(refused.values()))


def _plain(error: SalesError) -> SalesError:
    """Return the refusal of the one field that was to be changed."""
    return next(iter(error.fields.values()), error) if isinstance(error, InvalidFields) else error


def _verb(session: Session, wish: Wish) -> Verb:
    if wish.what is What.OWNER and wish.owner_id is not None:
        return partial(_edited, "owner_id", wish.owner_id)
    if wish.what in DATES:
        return partial(_edited, wish.what.value, wish.on)
    if wish.what is What.STAGE and wish.stage_id is not None:
        stage = session.get(Stage, wish.stage_id)
        if stage is None:
            raise NotFound
        return partial(_staged, stage)
    if wish.what is What.LOSE and wish.closing is not None:
        return partial(_lost, wish.closing)
    raise MalformedInput


def _edited(
    field: str, value: object, session: Session, principal: Principal, target: Target, today: date, now: datetime
) -> Change:
    opportunity = held(session, principal, target.opportunity_id)
    if not _is_done(session, target) and opportunity.outcome != Outcome.OPEN:
        raise MoveNotAllowed(title=opportunity.title)
    edits = {field: Edit(getattr(opportunity, field), value)}
    return edit(session, principal, target, edits, today=today, now=now)


def _staged(stage: Stage, session: Session, principal: Principal, target: Target, today: date, now: datetime) -> Change:
    opportunity = held(session, principal, target.opportunity_id)
    if opportunity.pipeline_id != stage.pipeline_id:
        raise OtherPipeline(title=opportunity.title)
    return move_to_stage(session, principal, target, stage.id, today=today, now=now)


def _lost(
    closing: Closing, session: Session, principal: Principal, target: Target, today: date, now: datetime
) -> Change:
    return lose(session, principal, target, closing, today=today, now=now)


def _is_done(session: Session, target: Target) -> bool:
    """Tell whether this request has already changed it, and it may have been closed since."""
    query = select(Event.id).where(Event.request_key == target.request_key, Event.entity == ENTITY)
    return session.scalar(query) is not None


class _RehearsedError(Exception):
    """Carries a report out of a transaction that is not to be kept."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def rehearse(database: Database, work: Callable[[Session], Report]) -> Report:
    """Return what a batch would do, and do nothing: its transaction is rolled back; raise what `work` raises."""

    def rehearsed(session: Session) -> Report:
        raise _RehearsedError(work(session))

    try:
        return database.run(rehearsed)
    except _RehearsedError as told:
        return told.report
