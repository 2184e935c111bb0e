"""Person-months: who was open at the start of a month, in which stage and how old, and what the month brought."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.frames import STAYS

WINDOW = 36  # months looked back; older habits say little about today's
AGES = np.array([15, 31, 61, 91, 121, 181, 271, 366, 731])  # days at the start of the month: the bins' lower ends
NO_STAGE = ""


@dataclass(frozen=True)
class Exposure:
    """Counts by stage × age × month of the quarter, and the moves of those that stayed open, stage × stage."""

    stages: tuple[str, ...]
    open: NDArray[np.float64]
    won: NDArray[np.float64]
    lost: NDArray[np.float64]
    moves: NDArray[np.float64]


@dataclass(frozen=True)
class Log:
    """The counts of each month by itself."""

    months: pd.PeriodIndex
    counted: list[Exposure]
    stages: tuple[str, ...]

    def upto(self, cutoff: pd.Period) -> Exposure:
        """Return the counts of the `WINDOW` months to a cutoff."""
        total = nothing(self.stages)
        for month, counts in zip(self.months, self.counted, strict=True):
            if cutoff - WINDOW < month <= cutoff:
                for name in ("open", "won", "lost", "moves"):
                    getattr(total, name)[...] += getattr(counts, name)
        return total


def nothing(stages: tuple[str, ...]) -> Exposure:
    """Return counts of nothing."""
    shape = (len(stages), len(AGES) + 1, 3)
    return Exposure(stages, np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros((len(stages),) * 2))


def without_stages(deals: pd.DataFrame) -> pd.DataFrame:
    """Return one stay for each deal, from its creation to its end, where nobody wrote down the stages."""
    stays = deals[["opportunity_id"]].assign(
        pipeline=NO_STAGE, stage=NO_STAGE, step=0, entered_on=deals["created_on"], left_on=deals["closed_on"]
    )
    return stays.assign(ended=deals["outcome"])[list(STAYS)]


def as_known(deals: pd.DataFrame, stays: pd.DataFrame, cutoff: pd.Period) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return deals and stays as they were known at the end of a month."""
    end = cutoff.end_time.normalize()
    known = deals[deals["created_on"] <= end]
    later = known["closed_on"] > end
    known = known.assign(closed_on=known["closed_on"].mask(later), outcome=known["outcome"].mask(later, "open"))
    held = stays[stays["entered_on"] <= end]
    left = held["left_on"] > end
    return known, held.assign(left_on=held["left_on"].mask(left), ended=held["ended"].mask(left, "open"))


def age_bin(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the bin of ages in days."""
    return np.searchsorted(AGES, days, side="right").astype(np.int64)


def stage_names(stays: pd.DataFrame) -> pd.Series:
    """Return the stage of each stay with its pipeline, for two pipelines may use one name."""
    return stays["pipeline"].astype(str) + "/" + stays["stage"].astype(str)


def exposure(deals: pd.DataFrame, stays: pd.DataFrame, cutoff: pd.Period, window: int = WINDOW) -> Log:
    """Count the person-months up to the cutoff; a deal counts from the first month that it starts open (left truncation).

    What a month counts was known at its end, so that any earlier month-end can be asked as well.
    """
    names = stage_names(stays)
    stages = tuple(sorted(names.unique()))
    codes = pd.Series(pd.Categorical(names, categories=list(stages)).codes, index=stays.index, dtype=np.int64)
    rows = stays.assign(code=codes)[["opportunity_id", "code", "entered_on", "left_on"]].merge(
        deals[["opportunity_id", "created_on", "closed_on", "outcome"]], on="opportunity_id"
    )
    rows = rows.sort_values(["opportunity_id", "entered_on"], kind="stable", ignore_index=True)
    first = max(cutoff - window + 1, _first_end(deals["closed_on"], cutoff))
    months = pd.period_range(first, cutoff, freq="M")
    return Log(months, [_month(rows, stages, month) for month in months], stages)


def _first_end(closed_on: pd.Series, cutoff: pd.Period) -> pd.Period:
    """Return the first month in which anything ended: before it nobody wrote ends down, and open deals prove nothing."""
    ends = closed_on.dropna()
    return ends.min().to_period("M") if len(ends) else cutoff + 1


def _month(rows: pd.DataFrame, stages: tuple[str, ...], month: pd.Period) -> Exposure:
    counted = nothing(stages)
    start, after = month.start_time, (month + 1).start_time
    here = _last_stay(rows[_staying(rows, start) & ~(rows["closed_on"] < start)])
    ages = age_bin((start - here["created_on"]).dt.days.to_numpy())
    cell = (here["code"].to_numpy(), ages, np.full(len(here), (month.month - 1) % 3))
    ended = (here["closed_on"] < after).to_numpy()
    won = ended & (here["outcome"] == "won").to_numpy()
    np.add.at(counted.open, cell, 1)
    np.add.at(counted.won, cell, won)
    np.add.at(counted.lost, cell, ended & ~won)
    then = _last_stay(rows[_staying(rows, after)]).set_index("opportunity_id")["code"]
    still = here[~ended]
    to = then.reindex(still["opportunity_id"]).to_numpy()
    known = ~pd.isna(to)
    np.add.at(counted.moves, (still["code"].to_numpy()[known], to[known].astype(np.int64)), 1)
    return counted


def _staying(rows: pd.DataFrame, start: pd.Timestamp) -> pd.Series:
    return (rows["entered_on"] < start) & ~(rows["left_on"] < start)


def _last_stay(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last row of each opportunity; they come sorted."""
    keys = rows["opportunity_id"].to_numpy()
    return rows[np.append(keys[1:] != keys[:-1], True)] if len(keys) else rows
