"""Cleaning: a complete, finite, scaled monthly history, whatever came in."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from forecasting.forecast import (
    EXTREME_MONTH,
    NO_HISTORY,
    SHORT_HISTORY,
    VERY_SHORT_HISTORY,
    Floats,
)

EXTREME: Final = 5.0  # so many times the second largest distance from the median is no month of this business
YEAR: Final = 12


@dataclass(frozen=True)
class Cleaned:
    """A history ready to be fitted: `amounts` are divided by `scale`, one per month up to `cutoff`."""

    amounts: Floats
    scale: float
    cutoff: pd.Period
    notes: tuple[str, ...]

    @property
    def training(self) -> tuple[pd.Period, pd.Period] | None:
        """Return the first and the last month that were learned from."""
        return (self.cutoff - (len(self.amounts) - 1), self.cutoff) if len(self.amounts) else None


def cleaned(history: "pd.Series[float]") -> Cleaned:
    """Return the months without holes: missing months are 0, unknown amounts (NaN, ∞) are filled in.

    Leading zeros go: before its first amount a series did not exist. Amounts are divided by their mean size and
    rounded to twelve digits, so that the unit of money does not change the forecast.
    """
    monthly = _monthly(history)
    cutoff = monthly.index[-1] if len(monthly) else _no_month(history)
    values = _known(np.asarray(monthly, dtype=np.float64))
    values, limited = _limited(values)
    scale = float(np.abs(values).mean()) if len(values) else 0.0
    scale = scale if scale > 0 else 1.0
    notes = _about(len(values)) + ((EXTREME_MONTH,) if limited else ())
    return Cleaned(np.round(values / scale, 12), scale, cutoff, notes)


def _monthly(history: "pd.Series[float]") -> "pd.Series[float]":
    if not len(history):
        return history
    index = history.index
    months = index if isinstance(index, pd.PeriodIndex) else pd.PeriodIndex(pd.DatetimeIndex(index), freq="M")
    months = months.asfreq("M")
    sums = pd.Series(history.to_numpy(dtype=float), index=months).groupby(level=0).sum(min_count=1)
    return sums.reindex(pd.period_range(sums.index.min(), sums.index.max(), freq="M"), fill_value=0.0)


def _no_month(history: "pd.Series[float]") -> pd.Period:
    named = history.attrs.get("cutoff")
    return named if isinstance(named, pd.Period) else pd.Period("1970-01", freq="M")


def _known(values: Floats) -> Floats:
    finite = np.isfinite(values)
    if not finite.any():
        return np.empty(0)
    first = int(np.argmax(finite & (values != 0))) if (finite & (values != 0)).any() else int(np.argmax(finite))
    kept = np.where(finite, values, np.nan)[first:]
    for place in np.flatnonzero(np.isnan(kept)):
        around = [kept[other] for other in (place - YEAR, place + YEAR) if 0 <= other < len(kept)]
        same_month = [value for value in around if np.isfinite(value)]
        if same_month:
            kept[place] = float(np.mean(same_month))
    holes = np.isnan(kept)
    if holes.any():
        kept[holes] = np.interp(np.flatnonzero(holes), np.flatnonzero(~holes), kept[~holes])
    return kept


def _limited(values: Floats) -> tuple[Floats, bool]:
    """Limit the one month that is EXTREME times further from the median than any other."""
    if len(values) < 6:
        return values, False
    middle = float(np.median(values))
    away = np.abs(values - middle)
    bound = EXTREME * float(np.sort(away)[-2])
    if bound == 0 or away.max() <= bound:
        return values, False
    return np.clip(values, middle - bound, middle + bound), True


def _about(months: int) -> tuple[str, ...]:
    if months == 0:
        return (NO_HISTORY,)
    if months < 10:
        return (VERY_SHORT_HISTORY,)
    return (SHORT_HISTORY,) if months < 2 * YEAR else ()
