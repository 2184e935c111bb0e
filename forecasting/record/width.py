"""How wide an interval must be, learned from how often earlier ones held what came (split conformal, Vovk et al. 2005).

The factor is the 80 % quantile of |error| ÷ half the 80 % interval over earlier forecasts, drawn towards 1 as long as
there are few of them.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SHARE = 0.8
TRUST = 20.0  # errors before their own factor counts half
LEAST, MOST = 0.4, 2.5
LOW, HIGH = 0.10, 0.90

Floats = npt.NDArray[np.float64]


def width_factor(misses: Sequence[float]) -> float:
    """Return by how much to stretch the intervals; `misses` are absolute errors in half widths of the 80 % interval."""
    finite = np.array([miss for miss in misses if np.isfinite(miss)], dtype=float)
    if not len(finite):
        return 1.0
    own = float(np.quantile(finite, SHARE))
    return float(np.clip((own * len(finite) + TRUST) / (len(finite) + TRUST), LEAST, MOST))


def stretched(mean: Floats, paths: Floats, factor: float) -> Floats:
    """Return paths that lie `factor` times as far from the mean."""
    return mean + factor * (paths - mean)
