"""The track record: chances beside what became of them, forecasts beside what came, for one person and filter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy.orm import Session

from data.queries.forecasting.judged import (
    JudgedRun,
    OwnerSums,
    Tenth,
    answers_for,
    decided_deals,
    mature_runs,
    owner_sums,
    tenths,
)
from data.queries.forecasting.record import Record, latest, track_record
from data.queries.reporting import Converter
from data.schema.forecast import OpportunityForecast
from domain.access import Principal, Reach
from domain.filter import PipelineFilter
from domain.money import BASE_CURRENCY, exponent
from domain.track import (
    BASES,
    FEWEST_OF_AN_OWNER,
    Accuracy,
    Band,
    Bin,
    Curve,
    Horizon,
    Method,
    OwnerBias,
    Reliability,
    Weights,
)
from forecasting.forecast import LEVELS
from forecasting.record.probability import wilson
from forecasting.record.scores import POINTS, scores
from workflow.forecasts.methods import BLEND, CHAIN, HORIZON, WIDTH
from workflow.forecasts.opportunities import MODEL
from workflow.forecasts.running import WINNING

COLUMNS = {name: getattr(OpportunityForecast, name) for name in BASES}
NAIVE, RUN_RATE = "seasonal_naive", "run_rate"
BAND_MONTHS = 12
LOW, MIDDLE, HIGH = "0.1", "0.5", "0.9"


def reliability(session: Session, principal: Principal, wanted: PipelineFilter) -> Reliability:
    """Return what stated, stage and model chances turned out to be worth, over opportunities in the person's scope."""
    asked = wanted.company_ids or principal.company_ids
    runs = mature_runs(session, principal, asked)
    bases = {run.id: run.base for run in runs}
    curves = [
        curve
        for name, column in COLUMNS.items()
        if (curve := _curve(name, *tenths(session, principal, wanted, runs, column), bases)) is not None
    ]
    deals, won = decided_deals(session, principal, wanted, runs)
    now = latest(session, principal, asked, MODEL, WINNING)
    return Reliability(
        curves=tuple(curves),
        deals=deals,
        won=won,
        first_on=min((run.cutoff_on for run in runs), default=None),
        last_on=max((run.cutoff_on for run in runs), default=None),
        used=tuple(dict.fromkeys(str(run.parameters.get("method", "")) for run in now)),
        notes=tuple(dict.fromkeys(note for run in now for note in run.notes)),
    )


def owner_bias(session: Session, principal: Principal, wanted: PipelineFilter) -> list[OwnerBias]:
    """Return everybody together, then the owners whose record the person may read and who closed enough."""
    runs: Sequence[JudgedRun] = mature_runs(session, principal, wanted.company_ids or principal.company_ids)
    sums = owner_sums(session, principal, wanted, runs)
    whole = OwnerSums(0, "", *(sum(values) for values in list(zip(*sums, strict=True))[2:])) if sums else None
    own = answers_for(session, principal)
    shown = [one for one in sums if one.owner_id in own and one.deals >= FEWEST_OF_AN_OWNER]
    together = [_bias(None, whole)] if whole and whole.deals >= FEWEST_OF_AN_OWNER else []
    return together + [_bias(one.owner_id, one) for one in shown]


def accuracy(
    session: Session, principal: Principal, wanted: PipelineFilter, today: date, measure: str = "invoicing"
) -> Accuracy:
    """Return how far off the backtest was, over the months of all companies asked for; amounts at today's rates.

    Raises RateMissing.
    """
    asked = sorted(principal.company_ids & (wanted.company_ids or principal.company_ids))
    found = {id_: track_record(session, principal, id_, measure) for id_ in asked}
    currency = wanted.currency or BASE_CURRENCY
    converter = Converter(session, currency, today)
    points = _points(found, converter)
    naive = points[(points["model"] == NAIVE) & (points["horizon"] <= HORIZON)]
    table = scores(points, float((naive["mean"] - naive["actual"]).abs().mean()) if len(naive) else 0.0)
    sees_all = principal.sees is Reach.COMPANY
    return Accuracy(
        horizons=_horizons(table),
        league=tuple(_method(row) for row in table.to_dict(orient="records")),
        bands=_bands(found, converter) if sees_all else (),
        weights=_weights(session, principal, asked, measure),
        cutoffs=len({(id_, row.cutoff_on) for id_, rows in found.items() for row in rows}),
        companies=sum(bool(rows) for rows in found.values()),
        currency=currency,
        is_narrowed=not sees_all or _narrows(wanted),
    )


def _curve(name: str, rows: Sequence[Tenth], deals: Mapping[int, int], bases: Mapping[int, float]) -> Curve | None:
    n, won = sum(row.n for row in rows), sum(row.won for row in rows)
    if not n:
        return None
    brier = sum(row.squares - 2 * row.hits + row.won for row in rows) / n
    usual = sum(row.n * bases[row.run_id] ** 2 + (1 - 2 * bases[row.run_id]) * row.won for row in rows) / n
    bins = tuple(_bin([row for row in rows if row.tenth == tenth], deals[tenth]) for tenth in sorted(deals))
    gap = sum(one.cases * abs(one.said - one.rate) for one in bins) / n
    return Curve(name, bins, n, brier, 1 - brier / usual if 0 < won < n or usual else 0.0, gap)


def _bin(rows: Sequence[Tenth], deals: int) -> Bin:
    n = sum(row.n for row in rows)
    rate = sum(row.won for row in rows) / n
    low, high = wilson(rate * deals, deals)
    return Bin(sum(row.said for row in rows) / n, rate, low, high, n, deals)


def _bias(owner_id: int | None, sums: OwnerSums) -> OwnerBias:
    rate = sums.won / sums.cases
    low, high = wilson(rate * sums.deals, sums.deals)
    return OwnerBias(owner_id, sums.name, sums.deals, sums.said / sums.cases, rate, low, high)


def _points(found: Mapping[int, Sequence[Record]], converter: Converter) -> pd.DataFrame:
    rows, levels = [], [str(level) for level in LEVELS]
    for id_, records in found.items():
        rates = {currency: _rate(converter, currency) for currency in {row.currency for row in records}}
        for row in records:
            amounts = [row.actual, row.mean, *(row.quantiles[level] for level in levels)]
            rate = rates[row.currency]
            rows.append((row.model, f"{id_} {row.cutoff_on}", row.horizon, *(rate * amount for amount in amounts)))
    return pd.DataFrame.from_records(rows, columns=list(POINTS))


def _rate(converter: Converter, source: str) -> float:
    """Return how many units of the reporting currency a unit of a company's currency is."""
    many = 10**9
    return float(converter.minor(many, source) / many * 10 ** (exponent(source) - exponent(converter.currency)))


def _horizons(table: pd.DataFrame) -> tuple[Horizon, ...]:
    found = table.set_index(["model", "first"])

    def wape(model: str, first: int) -> float | None:
        return float(str(found.loc[(model, first), "wape"])) if (model, first) in found.index else None

    return tuple(
        Horizon(
            first=row["first"], last=row["last"], n=row["n"], caudal=float(row["wape"]),
            naive=wape(NAIVE, row["first"]), run_rate=wape(RUN_RATE, row["first"]), bias=float(row["bias"]),
            covered=float(row["covered_80"]),
        )
        for row in table[table["model"] == BLEND].to_dict(orient="records")
    )  # fmt: skip


def _method(row: Mapping[object, object]) -> Method:
    values = {str(name): float(str(value)) for name, value in row.items() if name != "model"}
    mase = values["mase"] if values["mase"] == values["mase"] else None  # NaN: nothing to compare with
    return Method(
        str(row["model"]), int(values["first"]), int(values["last"]), int(values["n"]), values["wape"], values["bias"],
        mase, values["covered_80"],
    )  # fmt: skip


def _bands(found: Mapping[int, Sequence[Record]], converter: Converter) -> tuple[Band, ...]:
    """Return the last months that every company had forecast one month before.

    Companies are added up as if their errors had nothing to do with each other: middle ± root of the squared halves.
    """
    blends = [[row for row in rows if row.model == BLEND and row.horizon == 1] for rows in found.values() if rows]
    if not blends:
        return ()
    months = sorted(set.intersection(*({row.month for row in rows} for rows in blends)))[-BAND_MONTHS:]
    return tuple(
        _band(month, [row for rows in blends for row in rows if row.month == month], converter) for month in months
    )


def _band(month: int, rows: Sequence[Record], converter: Converter) -> Band:
    unit = 10 ** exponent(converter.currency)
    rates = [_rate(converter, row.currency) * unit for row in rows]
    middle = sum(rate * row.quantiles[MIDDLE] for rate, row in zip(rates, rows, strict=True))
    below, above = (
        sum((rate * (row.quantiles[level] - row.quantiles[MIDDLE])) ** 2 for rate, row in zip(rates, rows, strict=True))
        ** 0.5
        for level in (LOW, HIGH)
    )
    actual = sum(rate * row.actual for rate, row in zip(rates, rows, strict=True))
    return Band(month, round(middle - below), round(middle), round(middle + above), round(actual))


def _weights(session: Session, principal: Principal, company_ids: Sequence[int], measure: str) -> tuple[Weights, ...]:
    return tuple(
        Weights(
            run.company_id,
            run.company,
            tuple(run.weights[key] for ahead in range(1, HORIZON + 1) if (key := f"{CHAIN} {ahead}") in run.weights),
            run.weights.get(WIDTH, 1.0),
            tuple(run.notes),
        )
        for run in latest(session, principal, company_ids, BLEND, measure)
    )


def _narrows(wanted: PipelineFilter) -> bool:
    """Tell whether a filter asks for a part of the companies that it names."""
    return replace(wanted, company_ids=frozenset(), currency=None, as_of=None, period=None) != PipelineFilter()
