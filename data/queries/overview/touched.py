"""Touched: the opportunities that changed since a day, as they were then and as they are now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from data.queries.matching import conditions
from data.queries.overview.standings import lasting
from data.queries.reporting import Converter
from data.schema.log import Event
from data.schema.opportunity import Opportunity, StageHistory
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.outcome import Outcome

ENTITY = "opportunity"
FIELDS = ("outcome", "stage_id", "stated_percent", "net_minor", "expected_order_on", "closed_on")
# Amounts, dates and probabilities that an importer or the demo company does not log are kept by the stays.
KEPT_BY_STAYS = ("net_minor", "expected_order_on", "stated_percent")
NOTHING = ""
State = dict[str, Any]


class Touched(NamedTuple):
    """One opportunity at both ends; `outcome_then` is "" before it existed, dates are ISO text, "" is none.

    Weighted: net × stated probability where open, net where won, 0 where it did not count; in the reporting currency.
    """

    opportunity_id: int
    outcome_then: str
    outcome_now: str
    net_then: int
    net_now: int
    stated_then: int
    stated_now: int
    expected_then: str
    expected_now: str
    counted_then: bool
    counted_now: bool
    weighted_then_minor: int
    weighted_now_minor: int


@dataclass(frozen=True, slots=True)
class Change:
    """The opportunities that changed, and sums over them converted once per currency: now minus then."""

    rows: tuple[Touched, ...]
    weighted_minor: int  # won in full and open weighted
    open_net_minor: int
    open_weighted_minor: int


def touched(
    session: Session, principal: Principal, wanted: PipelineFilter, since: datetime, *, converter: Converter
) -> Change:
    """Return what changed since an instant, by the event log.

    What the log does not tell (amounts and dates of imported history) is taken from the stay that lasted then.
    """
    logged = _logged(session, principal, wanted, since)
    stays = _stays(session, (one.now.id for one in logged.values()), since)
    rows, sums = [], _Sums()
    for found in logged.values():
        now = {name: getattr(found.now, name) for name in FIELDS}
        then = _then(found, stays.get(found.now.id, _Stays()), now, since)
        ends = [(state, state is not None and _counts(state, wanted)) for state in (then, now)]
        sums.add(found.now.currency_code, ends)
        rows.append(_row(found.now, ends, converter))
    return Change(tuple(rows), *sums.converted(converter))


@dataclass(slots=True)
class _Logged:
    now: Row[*tuple[Any, ...]]
    before: State  # of each field that the log tells of, the value before its first change since then


@dataclass(slots=True)
class _Stays:
    then: Row[*tuple[Any, ...]] | None = None
    lasting: Row[*tuple[Any, ...]] | None = None


def _logged(session: Session, principal: Principal, wanted: PipelineFilter, since: datetime) -> dict[int, _Logged]:
    columns = (
        Opportunity.id,
        Opportunity.currency_code,
        Opportunity.created_on,
        *(getattr(Opportunity, name) for name in FIELDS),
    )
    found: dict[int, _Logged] = {}
    for outcome in (None, Outcome.CANCELLED):
        query = (
            select(Event.before, *columns)
            .join(Opportunity, Opportunity.id == Event.entity_id)
            .where(
                Event.entity == ENTITY,
                Event.at >= since,
                *conditions(session, principal, lasting(wanted), outcome),
            )
            .order_by(Event.at, Event.id)
        )
        for row in session.execute(query):
            logged = found.setdefault(row.id, _Logged(row, {}))
            for name, value in (row.before or {}).items():
                logged.before.setdefault(name, value)
    return found


def _stays(session: Session, ids: Iterable[int], since: datetime) -> dict[int, _Stays]:
    """Return the stay of each opportunity that lasted at the instant, and the one that lasts now."""
    wanted = list(ids)
    found: dict[int, _Stays] = {}
    for start in range(0, len(wanted), 1000):
        query = select(
            StageHistory.opportunity_id, StageHistory.entered_at, StageHistory.left_at, StageHistory.net_minor,
            StageHistory.expected_order_on, StageHistory.stated_percent,
        ).where(
            StageHistory.opportunity_id.in_(wanted[start : start + 1000]),
            or_(StageHistory.left_at.is_(None), StageHistory.left_at >= since),
        )  # fmt: skip
        for row in session.execute(query.order_by(StageHistory.entered_at, StageHistory.id)):
            stays = found.setdefault(row.opportunity_id, _Stays())
            stays.lasting = row if row.left_at is None else stays.lasting
            if row.entered_at < since:
                stays.then = row
    return found


def _then(found: _Logged, stays: _Stays, now: State, since: datetime) -> State | None:
    """Return the opportunity as it was, None before it existed."""
    if found.now.created_on >= since.date():
        return None
    state = now | {name: _read(name, value) for name, value in found.before.items() if name in FIELDS}
    for name in KEPT_BY_STAYS:
        # A stay that still lasts tells whether the stays of this opportunity are kept in step with it.
        in_step = stays.lasting is not None and getattr(stays.lasting, name) == now[name]
        if name not in found.before and stays.then is not None and in_step:
            state[name] = getattr(stays.then, name)
    return state


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value


def _counts(state: Mapping[str, Any], wanted: PipelineFilter) -> bool:
    """Tell whether the filter meant it in that state: its stage, its probability, its date."""
    if wanted.stage_ids and state["stage_id"] not in wanted.stage_ids:
        return False
    if not wanted.percent_min <= state["stated_percent"] <= wanted.percent_max:
        return False
    day = state["expected_order_on" if state["outcome"] == Outcome.OPEN else "closed_on"]
    return wanted.period is None or (day is not None and day in wanted.period)


def _factor(state: Mapping[str, Any]) -> int:
    """Return the percent that counts: the stated one while open, everything once won, nothing once lost."""
    return {Outcome.OPEN: int(state["stated_percent"]), Outcome.WON: 100}.get(Outcome(state["outcome"]), 0)


def _row(now: Row[*tuple[Any, ...]], ends: list[tuple[State | None, bool]], converter: Converter) -> Touched:
    (then, was_counted), (state, is_counted) = ends
    before = then or {"outcome": NOTHING, "net_minor": 0, "stated_percent": 0, "expected_order_on": None}
    after = state or before
    return Touched(
        opportunity_id=now.id,
        outcome_then=str(before["outcome"]),
        outcome_now=str(after["outcome"]),
        net_then=before["net_minor"],
        net_now=after["net_minor"],
        stated_then=before["stated_percent"],
        stated_now=after["stated_percent"],
        expected_then=_iso(before["expected_order_on"]),
        expected_now=_iso(after["expected_order_on"]),
        counted_then=was_counted,
        counted_now=is_counted,
        weighted_then_minor=_worth(then, now.currency_code, converter) if was_counted else 0,
        weighted_now_minor=_worth(state, now.currency_code, converter) if is_counted else 0,
    )


def _worth(state: State | None, currency: str, converter: Converter) -> int:
    return converter.minor(weighted_minor(state["net_minor"] * _factor(state)), currency) if state else 0


def _iso(day: date | None) -> str:
    return day.isoformat() if day else NOTHING


class _Sums:
    """Now minus then in each currency: net × factor, open net, open net × percent."""

    def __init__(self) -> None:
        self._sums: dict[str, list[int]] = {}

    def add(self, currency: str, ends: list[tuple[State | None, bool]]) -> None:
        sums = self._sums.setdefault(currency, [0, 0, 0])
        for sign, (state, counts) in zip((-1, 1), ends, strict=True):
            if state is None or not counts:
                continue
            is_open = state["outcome"] == Outcome.OPEN
            net = sign * int(state["net_minor"])
            sums[0] += net * _factor(state)
            sums[1] += net * is_open
            sums[2] += net * is_open * int(state["stated_percent"])

    def converted(self, converter: Converter) -> tuple[int, int, int]:
        found = [
            (
                converter.minor(weighted_minor(a), code),
                converter.minor(b, code),
                converter.minor(weighted_minor(c), code),
            )
            for code, (a, b, c) in self._sums.items()
        ]
        return sum(a for a, _, _ in found), sum(b for _, b, _ in found), sum(c for _, _, c in found)
