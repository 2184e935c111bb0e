"""How good probabilities were: Brier score with skill and decomposition, calibration error, reliability curve.

Sources: Brier (1950); Murphy (1973) for the decomposition; Wilson (1927) for the intervals.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

BINS = 10
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Quality:
    """What one set of probabilities was worth over n closed deals.

    `skill` is 1 − Brier ÷ Brier of the base rate; `reliability` − `resolution` + `uncertainty` is the Brier score of
    the binned probabilities; `ece` is the mean distance between said and come, by bins; `sum_ratio` is said ÷ come.
    """

    n: int
    brier: float
    skill: float
    reliability: float
    resolution: float
    uncertainty: float
    ece: float
    sum_ratio: float


def wilson(won: float, n: float, level: float = 0.9) -> tuple[float, float]:
    """Return the Wilson score interval of a share; the whole range when nothing was seen."""
    if n <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, spread = won / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def quality(probabilities: pd.Series, won: pd.Series, base: float | None = None) -> Quality | None:
    """Return how good probabilities were; the base rate is that of the outcomes unless one was known before."""
    held = probabilities.notna() & won.notna()
    said, came = probabilities[held].to_numpy(float), won[held].to_numpy(float)
    if not len(came):
        return None
    rate = came.mean()
    curve = reliability_curve(pd.Series(said), pd.Series(came))
    share = curve["n"] / len(came)
    brier = float(np.mean((said - came) ** 2))
    reference = float(np.mean(((rate if base is None else base) - came) ** 2))
    return Quality(
        n=len(came),
        brier=brier,
        skill=1 - brier / reference if reference > 0 else 0.0,
        reliability=float((share * (curve["said"] - curve["rate"]) ** 2).sum()),
        resolution=float((share * (curve["rate"] - rate) ** 2).sum()),
        uncertainty=float(rate * (1 - rate)),
        ece=float((share * (curve["said"] - curve["rate"]).abs()).sum()),
        sum_ratio=float(said.sum() / came.sum()) if came.sum() > 0 else float("inf"),
    )


def reliability_curve(probabilities: pd.Series, won: pd.Series, level: float = 0.9) -> pd.DataFrame:
    """Return bins of a tenth that hold anything: low, high, said (mean), n, won, rate, rate_low, rate_high (Wilson)."""
    place = np.minimum((probabilities.to_numpy(float) * BINS + 1e-9).astype(int), BINS - 1)
    frame = pd.DataFrame({"bin": place, "said": probabilities.to_numpy(float), "won": won.to_numpy(float)})
    curve = frame.groupby("bin", sort=True).agg(said=("said", "mean"), n=("won", "size"), won=("won", "sum"))
    ranges = [wilson(float(sum_), float(n), level) for sum_, n in zip(curve["won"], curve["n"], strict=True)]
    curve["rate"] = curve["won"] / curve["n"]
    curve["rate_low"], curve["rate_high"] = [low for low, _ in ranges], [high for _, high in ranges]
    curve.insert(0, "low", curve.index / BINS)
    curve.insert(1, "high", (curve.index + 1) / BINS)
    return curve.reset_index(drop=True)


def quality_by(
    groups: Iterable[Hashable], probabilities: pd.Series, won: pd.Series, fewest: int = FEWEST
) -> dict[Hashable, Quality | None]:
    """Return the quality of each group, in the order of their names; None for one with too few closed deals."""
    names = pd.Series(list(groups), index=won.index)
    result: dict[Hashable, Quality | None] = {}
    for name in sorted(names.dropna().unique(), key=str):
        held = names == name
        found = quality(probabilities[held], won[held])
        result[name] = found if found is not None and found.n >= fewest else None
    return result
