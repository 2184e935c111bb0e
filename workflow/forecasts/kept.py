"""Kept: the stored standing of each company and what its time series says, unpacked once and kept in memory."""

import threading
from calendar import monthrange
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from data.queries.forecasting.record import WIDEST
from data.schema.company import Company
from data.schema.forecast import ForecastPoint, ForecastRun
from data.schema.log import Event
from data.schema.outlook import ForecastClaims
from domain.outlook import Measure
from forecasting.forecast import LEVELS, NAIVE_IS_AS_GOOD, NO_HISTORY
from forecasting.total.packing import unpack
from forecasting.total.path import History
from forecasting.total.standing import Standing
from workflow.forecasts.judging import judged
from workflow.forecasts.methods import BLEND, CHAIN, HISTORY, WIDTH
from workflow.forecasts.standing import MEASURE, MODEL

NAMES: Final = {Measure.INVOICED: "invoicing", Measure.ORDERED: "bookings"}  # of measures in stored runs
MOST: Final[Mapping[str, int]] = {
    "kept": 8,
    "business": 8,
    "question": 6,
    "answer": 60,
}  # of each kind, for each database
Made = TypeVar("Made")


@dataclass(frozen=True)
class Kept:
    """A company's latest standing and, by measure, what the time series says and whether the forecast has skill."""

    company_id: int
    currency: str
    known_on: date
    run_at: datetime
    standing: Standing
    histories: Mapping[Measure, History]
    skilled: Mapping[Measure, bool]
    notes: Mapping[Measure, tuple[str, ...]]


class Memory:
    """The latest things of each kind that were made for a database, by what they were made of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, OrderedDict[Hashable, Any]] = {kind: OrderedDict() for kind in MOST}

    def get(self, kind: str, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for the key, or make it; two who ask at once may both make it."""
        found = self._found[kind]
        with self._lock:
            if key in found:
                found.move_to_end(key)
                known: Made = found[key]
                return known
        made = make()
        with self._lock:
            found[key] = made
            while len(found) > MOST[kind]:
                found.popitem(last=False)
        return made


_memories: "WeakKeyDictionary[Engine, Memory]" = WeakKeyDictionary()


def memory(session: Session) -> Memory:
    """Return the memory of the session's database."""
    return _memories.setdefault(session.get_bind().engine, Memory())


def state(session: Session, company_ids: list[int], today: date) -> tuple[tuple[int, ...], int]:
    """Return the latest run of each company as of the day, and the last event: while both stay, nothing has changed."""
    query = (
        select(ForecastRun.company_id, ForecastRun.id)
        .join(ForecastClaims, ForecastClaims.forecast_run_id == ForecastRun.id)
        .where(
            ForecastRun.model == MODEL, ForecastRun.measure == MEASURE, ForecastRun.company_id.in_(company_ids),
            ForecastRun.cutoff_on <= today,
        )
        .order_by(ForecastRun.cutoff_on, ForecastRun.id)
    )  # fmt: skip
    latest = dict(session.execute(query).all())
    return tuple(sorted(latest.values())), session.scalar(select(func.max(Event.id))) or 0


def kept(session: Session, run_ids: tuple[int, ...]) -> list[Kept]:
    """Return the standing of each run, in the order of the companies; one that cannot be read is left out."""
    found = [memory(session).get("kept", run_id, partial(_read, session, run_id)) for run_id in run_ids]
    return sorted((one for one in found if one is not None), key=lambda one: one.company_id)


def without(session: Session, company_ids: list[int], found: list[Kept]) -> tuple[str, ...]:
    """Return the names of the companies of which nothing is kept."""
    lacking = sorted({*company_ids} - {one.company_id for one in found})
    return tuple(session.scalars(select(Company.name).where(Company.id.in_(lacking)).order_by(Company.name)))


def _read(session: Session, run_id: int) -> Kept | None:
    run = session.get_one(ForecastRun, run_id)
    packed = session.scalars(select(ForecastClaims.packed).where(ForecastClaims.forecast_run_id == run_id)).one()
    standing = unpack(packed)
    if standing is None or run.company_id is None:
        return None
    runs = {measure: _runs(session, run.company_id, name, standing.first_month - 1) for measure, name in NAMES.items()}
    said = {measure: _history(session, found, standing.months) for measure, found in runs.items()}
    skilled = {measure: _skilled(session, run.company_id, NAMES[measure], found) for measure, found in runs.items()}
    notes = {measure: tuple(found[BLEND].notes or ()) for measure, found in runs.items() if BLEND in found}
    histories = {measure: history for measure, history in said.items() if history is not None}
    return Kept(run.company_id, run.currency_code or "", run.cutoff_on, run.run_at, standing, histories, skilled, notes)


def _runs(session: Session, company_id: int, measure: str, month: int) -> dict[str, ForecastRun]:
    """Return the blend and the time series as they looked from the end of the month."""
    year, number = divmod(month, 12)
    query = select(ForecastRun).where(
        ForecastRun.company_id == company_id, ForecastRun.measure == measure, ForecastRun.scope == "company",
        ForecastRun.model.in_((BLEND, HISTORY)), ForecastRun.is_backtest.is_(False),
        ForecastRun.cutoff_on == date(year, number + 1, monthrange(year, number + 1)[1]),
    )  # fmt: skip
    return {run.model: run for run in session.scalars(query)}


def _history(session: Session, runs: Mapping[str, ForecastRun], months: int) -> History | None:
    if not {BLEND, HISTORY} <= runs.keys():
        return None
    query = (
        select(ForecastPoint.mean, ForecastPoint.quantiles)
        .where(ForecastPoint.forecast_run_id == runs[HISTORY].id, ForecastPoint.level == WIDEST)
        .order_by(ForecastPoint.month)
    )
    points = session.execute(query).all()
    weights = runs[BLEND].weights or {}
    if len(points) != months or not all(f"{CHAIN} {ahead}" in weights for ahead in range(1, months + 1)):
        return None
    return History(
        np.array([mean for mean, _ in points]),
        np.array([[(quantiles or {})[str(level)] for level in LEVELS] for _, quantiles in points]),
        np.array([weights[f"{CHAIN} {ahead}"] for ahead in range(1, months + 1)]),
        weights.get(WIDTH, 1.0),
    )


def _skilled(session: Session, company_id: int, measure: str, runs: Mapping[str, ForecastRun]) -> bool:
    """Tell whether the blend was better than repeating last year, by the backtest or else by what the history says."""
    scores = judged(session, company_id, measure)
    rows = scores[(scores["model"] == BLEND) & (scores["n"] > 0)].dropna(subset=["mase"])
    if len(rows):
        return bool(np.average(rows["mase"], weights=rows["n"]) < 1)
    notes = (runs[BLEND].notes or []) if BLEND in runs else [NO_HISTORY]
    return not {NAIVE_IS_AS_GOOD, NO_HISTORY} & set(notes)
