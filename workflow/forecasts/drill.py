"""Drill: what a cell of the outlook is made of, document by document; the rows add up to the cell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.queries.forecasting.actuals import view_of
from data.queries.forecasting.behind import (
    Called,
    actual_rows,
    called_opportunities,
    called_orders,
    company_names,
)
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.invoicing import Basis
from domain.money import exponent
from domain.outlook import MOST_BEHIND, Behind, BehindRow, Cell, Measure, OutlookPath, Part
from domain.period import month_of
from forecasting.total.standing import OPEN, ORDERED
from forecasting.total.whole import onwards
from workflow.forecasts.asking import Asked
from workflow.forecasts.outlook import Answer, Question, answered, drawn, places

UNKNOWN: Final = Called("", "", "", None)
Array = NDArray[np.float64]


def behind(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    cell: Cell,
    *,
    today: date,
    limit: int | None = MOST_BEHIND,
) -> Behind:
    """Return what a cell of the outlook is made of; raises as `outlook` does."""
    asked, part, month = replace(pipeline_filter, period=None), cell.part, cell.month
    question, path = answered(
        session, principal, asked, today=today, measure=cell.measure, scenario=cell.scenario, year=cell.year
    )
    numbers = [month_of(month)] if month else [*range(path.year * 12, path.year * 12 + 12)]
    total = sum(one.part(part) for one in path.months if month is None or one.month == month)
    if part is Part.ACTUAL:
        rows = _actual(session, principal, asked, path, numbers, today)
        count = len(rows)
    elif part in (Part.BACKLOG, Part.PIPELINE):
        answer = drawn(session, question, cell.scenario)
        claims = _claims(question, answer, numbers, total, pipeline=part is Part.PIPELINE)
        count, rows = len(claims.ids), _named(session, claims.largest(limit))
    else:
        answer = drawn(session, question, cell.scenario)
        of_part = _fresh if part is Part.FRESH else _series
        rows = _rounded(session, question, of_part(question, answer, numbers), total)
        count = len(rows)
    rows = sorted(rows, key=lambda row: (-abs(row.counts_minor), row.kind, row.id))
    return Behind(cell, path.currency, total, count, tuple(rows[:limit]))


@dataclass(frozen=True)
class Claimed:
    """Claims that count in a cell, in minor units; `counts` add up to the cell."""

    kinds: NDArray[np.int8]
    ids: NDArray[np.int64]
    nets: Array
    chances: Array
    counts: NDArray[np.int64]

    def largest(self, limit: int | None) -> "Claimed":
        """Return those that count most."""
        order = np.lexsort((self.ids, -np.abs(self.counts)))[:limit]
        return Claimed(self.kinds[order], self.ids[order], self.nets[order], self.chances[order], self.counts[order])


def _actual(
    session: Session,
    principal: Principal,
    asked: PipelineFilter,
    path: OutlookPath,
    numbers: Sequence[int],
    today: date,
) -> list[BehindRow]:
    basis = Basis.EXCLUSIVE if path.measure is Measure.INVOICED else Basis.DOCUMENTS
    view = view_of(asked, path.year, path.currency, basis)
    return actual_rows(session, principal, view, path.measure, numbers, path.currency, today=today)


def _claims(question: Question, answer: Answer, numbers: Sequence[int], total: int, *, pipeline: bool) -> Claimed:
    """Return the claims of the cell; each is rounded with what the ones before it left, so that nothing gets lost."""
    unit = 10 ** exponent(question.currency)
    found: list[tuple[Any, ...]] = [(np.zeros(0, np.int8), np.zeros(0, np.int64), *np.zeros((3, 0)))]
    for asked, found_here in answer.drawn:
        standing = asked.standing
        counts = found_here.rows[:, _columns(question, asked, numbers)].sum(axis=1) * asked.factor * unit
        nets = standing.amounts * asked.factor * unit
        meant = ((standing.kinds == OPEN) == pipeline) & (counts > 0)
        chances = np.divide(counts, nets, out=np.zeros_like(counts), where=nets > 0)
        found.append((standing.kinds[meant], standing.ids[meant], nets[meant], chances[meant], counts[meant]))
    kinds, ids, nets, chances, counts = (np.concatenate(column) for column in zip(*found, strict=True))
    return Claimed(kinds, ids, nets, chances, _whole(counts, total))


def _whole(counts: Array, total: int) -> NDArray[np.int64]:
    """Return whole numbers near the counts that add up to the total."""
    ends = np.rint(np.cumsum(counts)).astype(np.int64)
    ends[-1:] = total
    return np.diff(ends, prepend=0)


def _named(session: Session, claims: Claimed) -> list[BehindRow]:
    orders = claims.kinds == ORDERED
    names = {
        "order": called_orders(session, claims.ids[orders].tolist()),
        "opportunity": called_opportunities(session, claims.ids[~orders].tolist()),
    }
    rows = []
    for place, id_ in enumerate(claims.ids.tolist()):
        kind = "order" if orders[place] else "opportunity"
        called = names[kind].get(id_, UNKNOWN)
        net, chance = round(float(claims.nets[place])), float(claims.chances[place])
        rows.append(BehindRow(kind, id_, *called[:3], called.on, net, chance, int(claims.counts[place])))
    return rows


def _fresh(question: Question, answer: Answer, numbers: Sequence[int]) -> dict[tuple[str, int], float]:
    """Return what each month of creation brings to the cell, in major units."""
    found: dict[tuple[str, int], float] = {}
    for asked, _ in answer.drawn:
        standing = asked.standing
        won = standing.fresh.won(np.diag(standing.fresh.cohorts))
        brings = onwards(won, standing.lags, question.measure.value)[:, _columns(question, asked, numbers)].sum(axis=1)
        for born, amount in enumerate(brings * asked.fresh_share * asked.factor):
            if amount > 0:
                key = "month", standing.first_month + born
                found[key] = found.get(key, 0.0) + float(amount)
    return found


def _series(question: Question, answer: Answer, numbers: Sequence[int]) -> dict[tuple[str, int], float]:
    """Return what the time series of each company adds to the cell or takes off, in major units."""
    amounts = {
        ("company", asked.kept.company_id): float(
            found_here.history[_columns(question, asked, numbers)].sum() * asked.factor
        )
        for asked, found_here in answer.drawn
    }
    return {key: amount for key, amount in amounts.items() if amount}


def _rounded(session: Session, question: Question, found: dict[tuple[str, int], float], total: int) -> list[BehindRow]:
    amounts = np.array(list(found.values())) * 10 ** exponent(question.currency)
    names = company_names(session, [id_ for kind, id_ in found if kind == "company"])
    rows = []
    for (kind, id_), counts in zip(found, _whole(amounts, total).tolist(), strict=True):
        on = date(id_ // 12, id_ % 12 + 1, 1) if kind == "month" else None
        rows.append(BehindRow(kind, id_, "", "", names.get(id_, "") if on is None else "", on, counts, None, counts))
    return rows


def _columns(question: Question, asked: Asked, numbers: Sequence[int]) -> NDArray[np.int64]:
    """Return which of the company's months are those of the cell."""
    here, there = places(question, asked)
    return there[np.isin(here + question.year * 12, numbers)]
