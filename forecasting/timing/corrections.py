"""What past snapshots teach: how much of what was expected came, by horizon, and how far the misses go together.

Open deals that nobody closes (zombies) make every hazard too high; the ratio of won to expected at past month-ends,
shrunk towards 1, takes them off again.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from forecasting.timing.exposure import Log, as_known, stage_names
from forecasting.timing.hazards import Chances, fit_hazards, project

Array = NDArray[np.float64]
ORIGINS: Final = 9  # month-ends looked back at
LEARNT = 4  # months with ends that a month-end must have seen, all three of a quarter among them, to be looked back at
LEADS = np.array([2, 3, 4, 7])  # lower ends of the horizon groups after month 1
TRUST = 15.0  # expected wins before a ratio speaks louder than what it is shrunk to
PRIOR_RHO = 0.05
PRIOR_ORIGINS = (
    4.0  # month-ends that the usual correlation counts for; months ahead of one month-end are no new witnesses
)
MOST_RHO = 0.5


@dataclass(frozen=True)
class Past:
    """One month of one past snapshot: its month-end, months ahead, expected wins, wins, Bernoulli variance, response to the factor."""

    origin: pd.Period
    lead: int
    expected: float
    won: float
    variance: float
    response: float


@dataclass(frozen=True)
class Corrections:
    """Ratios of won to expected for each month ahead, and the correlation of the common factor."""

    ratios: Array
    rho: float

    def applied(self, chances: Chances) -> Chances:
        """Return the chances to win, taken down (or up) by the ratios; to lose, as they were."""
        months = chances.win.shape[1]
        ratios = np.append(self.ratios, np.full(months, self.ratios[-1]))[:months]
        win = chances.win * ratios
        within = chances.win.sum(axis=1)
        ever = np.clip(win.sum(axis=1) + (chances.ever - within) * self.ratios[-1], 0.0, 1.0)
        return Chances(win / np.maximum(win.sum(axis=1), 1.0)[:, None], chances.loss, ever)


def learn_corrections(
    deals: pd.DataFrame, stays: pd.DataFrame, log: Log, cutoff: pd.Period, months: int
) -> Corrections:
    """Look back from the cutoff at what past month-ends would have expected."""
    past: list[Past] = []
    for back in range(1, ORIGINS + 1):
        past += _looked_back(deals, stays, log, cutoff - back, min(back, months))
    ratios = _ratios(past, months)
    return Corrections(ratios, _rho(past, ratios))


def open_stages(deals: pd.DataFrame, stays: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return the open deals and the stage of each."""
    still = deals[deals["outcome"] == "open"].reset_index(drop=True)
    last = stays.assign(name=stage_names(stays)).sort_values("entered_on", kind="stable")
    names = last.drop_duplicates("opportunity_id", keep="last").set_index("opportunity_id")["name"]
    return still, still["opportunity_id"].map(names).astype("object").fillna("?")


def ages_at(created_on: pd.Series, cutoff: pd.Period) -> NDArray[np.int64]:
    """Return ages in days at the end of a month."""
    days: NDArray[np.int64] = (cutoff.end_time.normalize() - created_on).dt.days.to_numpy(dtype=np.int64)
    return np.maximum(days, 0)


def _looked_back(deals: pd.DataFrame, stays: pd.DataFrame, log: Log, origin: pd.Period, months: int) -> list[Past]:
    known, held = as_known(deals, stays, origin)
    still, stages = open_stages(known, held)
    ends = known["closed_on"].dt.to_period("M")
    if still.empty or ends.nunique() < LEARNT or not (known["outcome"] == "won").any():
        return []
    hazards = fit_hazards(log.upto(origin))
    chances = project(hazards, stages, ages_at(still["created_on"], origin), origin, months).win
    closed = still[["opportunity_id"]].merge(deals[["opportunity_id", "closed_on", "outcome"]], on="opportunity_id")
    won_in = closed["closed_on"].where(closed["outcome"] == "won").dt.to_period("M")
    return [
        _past(origin, lead, chances[:, lead - 1], int((won_in == origin + lead).sum())) for lead in range(1, months + 1)
    ]


def _past(origin: pd.Period, lead: int, chances: Array, won: int) -> Past:
    response = np.exp(-(ndtri(np.clip(chances, 1e-9, 1 - 1e-9)) ** 2) / 2) / np.sqrt(2 * np.pi)
    return Past(
        origin, lead, float(chances.sum()), float(won), float((chances * (1 - chances)).sum()), float(response.sum())
    )


def _ratios(past: list[Past], months: int) -> Array:
    overall = _shrunk(past, 1.0)
    groups = np.searchsorted(LEADS, np.arange(1, months + 1), side="right")
    by_group = {
        group: _shrunk([one for one in past if np.searchsorted(LEADS, one.lead, side="right") == group], overall)
        for group in np.unique(groups)
    }
    return np.array([by_group[group] for group in groups])


def _shrunk(past: list[Past], towards: float) -> float:
    expected = sum(one.expected for one in past)
    return (sum(one.won for one in past) + TRUST * towards) / (expected + TRUST)


def _rho(past: list[Past], ratios: Array) -> float:
    """Return the correlation that explains the dispersion beyond Bernoulli, by moments, shrunk to a usual one.

    For small ρ the sum's variance given the factor is ρ × (Σ φ(Φ⁻¹(pᵢ)))², the first term of Mehler's expansion.
    """
    if not past:
        return PRIOR_RHO
    leads = np.array([ratios[min(one.lead, len(ratios)) - 1] for one in past])
    missed = np.array([one.won for one in past]) - leads * np.array([one.expected for one in past])
    beyond = missed**2 - leads * np.array([one.variance for one in past])
    response = (leads * np.array([one.response for one in past])) ** 2
    usual = PRIOR_ORIGINS * max(float(response.sum()) / len({one.origin for one in past}), 1e-12)
    return float(np.clip((beyond.sum() + usual * PRIOR_RHO) / (response.sum() + usual), 0.0, MOST_RHO))
