"""Quotas: targets set by hand, from the year before or from a file; each save is one change that can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from data.queries import quotas as queries
from data.queries.quotas import ENTITY, Member
from data.schema.company import Company
from data.schema.log import Event
from data.schema.quota import Quota
from domain.access import Permission, Principal
from domain.errors import CannotUndo, MalformedInput, NotFound
from domain.money import LARGEST_MINOR
from domain.quota import Level, NegativeTarget, NothingToCopy, SheetKey, Source, TargetsChanged, grown, in_time
from workflow.journal import LONGEST_KEY, Entry

Verb = Literal["set_targets", "copy_targets", "import_targets"]
UNDO = "undo_targets"
Place = tuple[int, int]  # member and month


@dataclass(frozen=True, slots=True)
class Cell:
    """The target of one member in one month, as the person saw it and as it shall be; None is no target."""

    member_id: int
    month: int
    before_minor: int | None
    after_minor: int | None

    @property
    def place(self) -> Place:
        """Where it stands in the sheet."""
        return self.member_id, self.month


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did; `event_id` is the handle for undoing it, None when nothing had to change."""

    event_id: int | None
    count: int
    repeated: bool = False


def set_targets(
    session: Session,
    principal: Principal,
    key: SheetKey,
    cells: Sequence[Cell],
    *,
    now: datetime,
    verb: Verb = "set_targets",
    request_key: str | None = None,
) -> Saved:
    """Set some targets of a sheet in one change.

    Raises NotPermitted, NotFound (a company or member out of reach), MalformedInput, NegativeTarget, and TargetsChanged
    when somebody set one of them otherwise since the person saw it; then nothing is changed.
    """
    principal.require(Permission.SET_TARGETS)
    rows = _held(session, principal, key)
    if event := _earlier(session, principal, key, request_key):
        return _told(event, repeated=True)
    _check(cells, rows, key)
    return _write(session, Entry(principal, verb, now, request_key), key, rows, cells)


def copy_of_last_year(
    session: Session, principal: Principal, key: SheetKey, source: Source, percent: Decimal, *, today: date
) -> tuple[Cell, ...]:
    """Return the cells that would make a sheet last year's, grown by a percentage; nothing is written yet.

    Members who had nothing last year keep what they have. Raises NothingToCopy when nobody had anything.
    """
    principal.require(Permission.SET_TARGETS)
    rows = queries.members(session, principal, key)
    currency = queries.company(session, principal, key.company_id).currency
    ids, before = [member.id for member in rows], key.a_year_before()
    held = queries.targets(session, key, ids)
    if source is Source.TARGETS:
        start = queries.targets(session, before, ids)
    else:
        start = queries.results(session, principal, before, today)
    wanted = {
        (member, month): grown(start.get((member, month - 12), 0), percent, currency)
        for member in ids
        for month in key.months
        if any((member, each - 12) in start for each in key.months)
    }
    if not any(wanted.values()):
        raise NothingToCopy(year=before.year)
    return tuple(Cell(*place, held.get(place), minor) for place, minor in wanted.items() if held.get(place) != minor)


def undo(
    session: Session,
    principal: Principal,
    key: SheetKey,
    event_id: int,
    *,
    now: datetime,
    request_key: str | None = None,
) -> Saved:
    """Take back one's own last save of a sheet; an undo cannot be undone.

    Raises NotPermitted, NotFound, and CannotUndo when it is too old, not one's own, or something changed since.
    """
    principal.require(Permission.SET_TARGETS)
    rows = _held(session, principal, key)
    if event := _earlier(session, principal, key, request_key):
        return _told(event, repeated=True)
    last = queries.last_save(session, principal, key)
    event = session.get(Event, event_id)
    if last is None or event is None or last.event_id != event_id or not in_time(last.at, now):
        raise CannotUndo
    former, latter = (_cells(values) for values in (event.before, event.after))
    cells = [Cell(*place, latter[place], former.get(place)) for place in latter]
    if any(cell.member_id not in rows for cell in cells):
        raise CannotUndo
    try:
        return _write(session, Entry(principal, UNDO, now, request_key, event_id), key, rows, cells)
    except TargetsChanged:
        raise CannotUndo from None


def _held(session: Session, principal: Principal, key: SheetKey) -> dict[int, Member]:
    """Return the members of a sheet by id, and let nobody else set targets of the company until the transaction ends."""
    rows = {member.id: member for member in queries.members(session, principal, key)}
    session.execute(select(Company.id).where(Company.id == key.company_id).with_for_update())
    return rows


def _earlier(session: Session, principal: Principal, key: SheetKey, request_key: str | None) -> Event | None:
    """Return what a request with this key has already done; raise MalformedInput for a key that is not its own."""
    if request_key is None:
        return None
    if not 0 < len(request_key) <= LONGEST_KEY:
        raise MalformedInput
    event = session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()
    if event is not None and (event.user_id, event.entity, event.entity_id) != (
        principal.user_id, ENTITY, key.company_id,
    ):  # fmt: skip
        raise MalformedInput
    return event


def _check(cells: Iterable[Cell], rows: Mapping[int, Member], key: SheetKey) -> None:
    seen: set[Place] = set()
    for cell in cells:
        if cell.month not in key.months or cell.place in seen:
            raise MalformedInput
        if cell.member_id not in rows:
            raise NotFound
        if cell.after_minor is not None and cell.after_minor < 0:
            raise NegativeTarget(text=str(cell.after_minor))
        if (cell.after_minor or 0) > LARGEST_MINOR:
            raise MalformedInput
        seen.add(cell.place)


def _write(session: Session, entry: Entry, key: SheetKey, rows: Mapping[int, Member], cells: Sequence[Cell]) -> Saved:
    """Write the cells that differ and tell it in one event; raise TargetsChanged when one is not as it was seen."""
    held = queries.targets(session, key, sorted({cell.member_id for cell in cells}))
    wrong = sum(held.get(cell.place) != cell.before_minor for cell in cells)
    if wrong:
        raise TargetsChanged(count=wrong)
    changed = [cell for cell in cells if cell.after_minor != cell.before_minor]
    if not changed:
        return Saved(None, 0)
    for cell in changed:
        _put(session, key, rows[cell.member_id], cell, entry.now)
    event = Event(
        at=entry.now, company_id=key.company_id, user_id=entry.principal.user_id, entity=ENTITY, entity_id=key.company_id,
        verb=entry.verb, undoes_event_id=entry.undoes_event_id, request_key=entry.request_key,
        before=_plain(key, {cell.place: cell.before_minor for cell in changed}),
        after=_plain(key, {cell.place: cell.after_minor for cell in changed}),
    )  # fmt: skip
    session.add(event)
    session.flush()
    return _told(event)


def _put(session: Session, key: SheetKey, member: Member, cell: Cell, now: datetime) -> None:
    """Let one row hold the target; several of the same place, as another program may have left, become one."""
    column = {Level.COMPANY: Quota.company_id, Level.TEAM: Quota.team_id, Level.AGENT: Quota.agent_id}[key.level]
    place = (
        column == cell.member_id,
        Quota.company_id == key.company_id,
        Quota.month == cell.month,
        Quota.measure == key.measure.value,
        *queries.of_level(key.level),
    )
    ids = list(session.scalars(select(Quota.id).where(*place).order_by(Quota.id)))
    kept = [] if cell.after_minor is None else ids[:1]
    session.execute(delete(Quota).where(Quota.id.in_([each for each in ids if each not in kept])))
    if kept:
        values = {"target_minor": cell.after_minor, "updated_at": now}
        session.execute(update(Quota).where(Quota.id == kept[0]).values(**values))
    elif cell.after_minor is not None:
        session.execute(
            insert(Quota).values(
                company_id=key.company_id,
                team_id=None if key.level is Level.COMPANY else member.team_id,
                agent_id=member.id if key.level is Level.AGENT else None,
                month=cell.month,
                measure=key.measure.value,
                target_minor=cell.after_minor,
                created_at=now,
                updated_at=now,
            )
        )


def _told(event: Event, *, repeated: bool = False) -> Saved:
    return Saved(event.id, len(_cells(event.after)), repeated)


def _plain(key: SheetKey, values: Mapping[Place, int | None]) -> dict[str, object]:
    return {"sheet": key.name, "cells": {f"{member}.{month}": minor for (member, month), minor in values.items()}}


def _cells(values: Mapping[str, object] | None) -> dict[Place, int | None]:
    cells = (values or {}).get("cells")
    if not isinstance(cells, dict):
        return {}
    places = {tuple(map(int, text.split("."))): minor for text, minor in cells.items()}
    return {(member, month): minor for (member, month), minor in places.items()}
