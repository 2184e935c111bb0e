"""What size does to the chance of winning, all else alike: the coefficient of a plain logistic regression.

Deals count when nearly all that were created as early as they have ended, so that quick endings do not stand for all.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

NEARLY_ALL = 0.97
FEWEST = 200
ALIKE = ("opportunity_type", "origin", "owner", "stars")


@dataclass(frozen=True, slots=True)
class SizeEffect:
    """By how much the log-odds change when the net amount grows e-fold, its standard error, and how many deals said so."""

    log_odds: float
    se: float
    n: int


def size_effect(deals: pd.DataFrame) -> SizeEffect | None:
    """Return the effect among mature closed deals of one company; None when they are too few or all ended alike."""
    closed = _mature(deals)
    won = (closed["outcome"] == "won").to_numpy(float)
    if len(closed) < FEWEST or not 0 < won.sum() < len(won):
        return None
    import statsmodels.api as sm  # noqa: PLC0415  takes seconds to import, so only a fit does

    size = np.log(closed["net"]).rename("size")
    alike = pd.get_dummies(closed[list(ALIKE)].astype(str), drop_first=True, dtype=float)
    design = sm.add_constant(pd.concat([size, alike], axis=1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = sm.GLM(won, design, family=sm.families.Binomial()).fit()
    return SizeEffect(float(fitted.params["size"]), float(fitted.bse["size"]), len(closed))


def _mature(deals: pd.DataFrame) -> pd.DataFrame:
    """Return the won and lost ones with an amount, created before the first month of which too many are still open."""
    month = deals["created_on"].dt.to_period("M")
    ended = (deals["outcome"] != "open").groupby(month).mean().sort_index()
    late = ended.index[ended < NEARLY_ALL]
    early = month < late[0] if len(late) else pd.Series(data=True, index=deals.index)
    return deals[early & deals["outcome"].isin(["won", "lost"]) & (deals["net"] > 0)]
