"""An outlook: what one method says of the coming months, in the form in which it is stored and judged."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import ndtri

LEVELS = (0.025, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.975)


@dataclass(frozen=True)
class Outlook:
    """Mean and quantiles by month, in major units; `quantiles` has a column for each of LEVELS, in rising order."""

    model: str
    mean: pd.Series
    quantiles: pd.DataFrame
    weights: dict[str, float] = field(default_factory=dict)
    league: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def from_paths(model: str, months: pd.Index, paths: np.ndarray, **more: object) -> Outlook:
    """Return the outlook of joint draws (draws × months)."""
    quantiles = pd.DataFrame(np.quantile(paths, LEVELS, axis=0).T, index=months, columns=list(LEVELS))
    return Outlook(model, pd.Series(paths.mean(axis=0), index=months), quantiles, **more)  # type: ignore[arg-type]  # the optional fields


def from_spread(model: str, mean: pd.Series, spread: pd.Series, **more: object) -> Outlook:
    """Return an outlook whose months are normal around the mean with these standard deviations."""
    values = mean.to_numpy()[:, None] + spread.to_numpy()[:, None] * ndtri(np.array(LEVELS))[None, :]
    return Outlook(model, mean, pd.DataFrame(values, index=mean.index, columns=list(LEVELS)), **more)  # type: ignore[arg-type]  # the optional fields
