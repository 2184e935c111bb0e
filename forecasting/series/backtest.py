"""Rolling origins: what each method would have said in the past, the weights that follow, and the league table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from forecasting.forecast import Floats
from forecasting.series.components import Fit, naive, seasonal_naive
from forecasting.series.spread import growth, pooled

YEAR: Final = 12
ORIGINS: Final = 5
STEP: Final = 3
SHORTEST: Final = 18  # months before the first origin
TOLERANCE: Final = 1e-9
BASELINES: Final = {"seasonal-naive": seasonal_naive, "naive": naive}


@dataclass(frozen=True)
class Origin:
    """One look back: what came, and what each method would have said at that time."""

    actual: Floats
    said: Mapping[str, Floats]


def origins(values: Floats, horizon: int, fit: Fit, *, count: int = ORIGINS) -> list[Origin]:
    """Return up to `count` origins, a quarter apart, the latest at least half a year back; [] when too short."""
    span = max(2 * STEP, min(horizon, 18))
    places = [len(values) - span + STEP * number for number in range(count)]
    places = [place for place in places if SHORTEST <= place <= len(values) - STEP]
    looked = []
    for place in places:
        past, actual = values[:place], values[place : place + horizon]
        said = dict(fit(past, len(actual), False).ahead)
        said |= {name: baseline(past, len(actual)) for name, baseline in BASELINES.items()}
        looked.append(Origin(actual, said))
    return looked


def weights(looked: Sequence[Origin], names: Sequence[str]) -> dict[str, float]:
    """Return weights in proportion to 1 / MAE² over all origins; {} with fewer than two origins.

    The inverse-square rule beats choosing the best method; a method that failed at an origin gets nothing.
    """
    if len(looked) < 2:
        return {}
    errors = {
        name: float(np.mean(np.concatenate([np.abs(origin.said[name] - origin.actual) for origin in looked])))
        for name in names
        if all(name in origin.said for origin in looked)
    }
    inverse = {name: 1 / max(error, TOLERANCE) ** 2 for name, error in errors.items()}
    total = sum(inverse.values())
    return {name: value / total for name, value in inverse.items()}


def combined(ahead: Mapping[str, Floats], shares: Mapping[str, float]) -> Floats:
    """Return the weighted mean of the components, their median where no weights are known."""
    known = {name: share for name, share in shares.items() if name in ahead}
    if not known:
        return np.asarray(np.median(list(ahead.values()), axis=0), dtype=float)
    total = sum(known.values())
    return np.asarray(sum(share * ahead[name] for name, share in known.items()) / total, dtype=float)


def with_combination(looked: Sequence[Origin], name: str) -> list[Origin]:
    """Add what the combination would have said, each origin with the weights of the others."""
    answers = []
    for place, origin in enumerate(looked):
        components = {method: ahead for method, ahead in origin.said.items() if method not in BASELINES}
        others = [other for number, other in enumerate(looked) if number != place]
        said = {**origin.said, name: combined(components, weights(others, list(components)))}
        answers.append(Origin(origin.actual, said))
    return answers


def league(looked: Sequence[Origin], values: Floats, shares: Mapping[str, float]) -> pd.DataFrame:
    """Return a row per method, the best first: mase, smape (%), bias (% of the amounts), coverage of 80 %, weight."""
    scale = _yearly_change(values)
    names = [name for name in looked[0].said if all(name in origin.said for origin in looked)] if looked else []
    rows = []
    for name in names:
        errors = [origin.said[name] - origin.actual for origin in looked]
        every, actual = np.concatenate(errors), np.concatenate([origin.actual for origin in looked])
        said = np.concatenate([origin.said[name] for origin in looked])
        size = np.abs(said) + np.abs(actual)
        rows.append(
            {
                "method": name,
                "mase": float(np.abs(every).mean()) / scale,
                "smape": float(np.mean(200 * np.abs(every) / np.where(size > 0, size, 1))),
                "bias": 100 * float(every.sum()) / max(float(np.abs(actual).sum()), TOLERANCE),
                "coverage": _coverage(errors),
                "weight": shares.get(name, 0.0),
            }
        )
    columns = ["method", "mase", "smape", "bias", "coverage", "weight"]
    return pd.DataFrame(rows, columns=columns).set_index("method").sort_values("mase", kind="stable")


def _yearly_change(values: Floats) -> float:
    """Return the in-sample mean error of the seasonal naive method, by which MASE divides."""
    lag = YEAR if len(values) > YEAR else 1
    return max(float(np.abs(values[lag:] - values[:-lag]).mean()), TOLERANCE)


def _coverage(errors: Sequence[Floats]) -> float:
    """Return the share within ±1.28 standard deviations as the other origins would have set them."""
    if len(errors) < 2:
        return float("nan")
    inside = []
    for place, own in enumerate(errors):
        sd = pooled([other for number, other in enumerate(errors) if number != place])
        inside.append(np.abs(own) <= 1.2816 * sd * growth(len(own)) + TOLERANCE)
    return float(np.concatenate(inside).mean())
