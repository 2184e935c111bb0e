"""Finishing: from scaled mean and spread to the forecast in money, within what the history makes believable."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from forecasting.forecast import Floats, Forecast, from_paths
from forecasting.series.cleaning import Cleaned
from forecasting.series.spread import joint_paths

BEYOND: Final = 2.0  # a mean leaves the range of the history by at most so many ranges
FAR_BEYOND: Final = 4.0  # and a path by so many


def finished(
    clean: Cleaned,
    mean: Floats,
    sd: Floats,
    seed: int,
    *,
    method: str,
    weights: Mapping[str, float] | None = None,
    league: pd.DataFrame | None = None,
    notes: tuple[str, ...] = (),
) -> Forecast:
    """Return the forecast in money; a history without negative months has no negative future."""
    within = believable(mean, clean.amounts, BEYOND)
    paths = believable(joint_paths(within, sd, seed), clean.amounts, FAR_BEYOND)
    return from_paths(
        clean.cutoff,
        within * clean.scale,
        paths * clean.scale,
        method=method,
        weights=weights,
        training=clean.training,
        league=league,
        notes=clean.notes + notes,
    )


def believable(amounts: Floats, values: Floats, ranges: float) -> Floats:
    """Limit amounts to the range of the history, widened by `ranges` times that range (or its size, if larger)."""
    if not len(values):
        return np.zeros_like(amounts)
    room = ranges * max(float(np.ptp(values)), float(np.abs(values).max()))
    lowest = 0.0 if values.min() >= 0 else float(values.min()) - room
    return np.clip(amounts, lowest, float(values.max()) + room)
