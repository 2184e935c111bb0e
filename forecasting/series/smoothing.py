"""Exponential smoothing with statsmodels: the Akaike average, the damped additive form, and STL with a damped trend.

The heuristic start of the states is scale-free and ten times faster than estimating them.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np

from forecasting.forecast import Floats

YEAR: Final = 12
DAMPED: Final = ("add", "add", True, "add")
TRENDS: Final = ((None, False), ("add", False), ("add", True))
Specification = tuple[str, str | None, bool, str | None]
FEW: Final[frozenset[Specification]] = frozenset(
    {
        ("add", None, False, None),
        ("add", "add", True, None),
        ("add", None, False, "add"),
        ("add", "add", True, "add"),
        ("mul", None, False, "mul"),
        ("mul", "add", True, "mul"),
    }
)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the optimisers' complaints to themselves: a fit that is no good is dropped by its forecast."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def specifications(values: Floats) -> tuple[Specification, ...]:
    """Return the forms (error, trend, damped, season) that this history allows."""
    positive = bool(values.min() > 0)
    errors = ("add", "mul") if positive else ("add",)
    seasons: tuple[str | None, ...] = (None,)
    if len(values) >= 2 * YEAR:
        seasons = (None, "add", "mul") if positive else (None, "add")
    return tuple(
        (error, trend, damped, season)
        for error in errors
        for trend, damped in TRENDS
        for season in seasons
        if not (error == "add" and season == "mul")
    )


def smoothed(values: Floats, horizon: int, *, thorough: bool) -> dict[str, Floats]:
    """Return `ets` (all forms or the FEW, weighted by AICc) and, with two years, `damped` (A, Ad, A)."""
    forms = [form for form in specifications(values) if thorough or form in FEW]
    fits = {form: found for form in forms if (found := _fit(values, horizon, form)) is not None}
    usable = {form: found for form, found in fits.items() if _sane(found[1], values)}
    if not usable:
        return {}
    scores = np.array([score for score, _ in usable.values()])
    weights = np.exp(-0.5 * (scores - scores.min()))
    ahead = np.array([forecast for _, forecast in usable.values()])
    answers = {"ets": np.asarray(weights @ ahead / weights.sum(), dtype=float)}
    if DAMPED in usable:
        answers["damped"] = usable[DAMPED][1]
    return answers


def _sane(ahead: Floats, values: Floats) -> bool:
    return bool(np.isfinite(ahead).all() and np.abs(ahead).max() <= 10 * np.abs(values).max())


def _fit(values: Floats, horizon: int, form: Specification) -> tuple[float, Floats] | None:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415  takes seconds to import

    error, trend, damped, season = form
    try:
        with quiet():
            model = ETSModel(
                values,
                error=error,
                trend=trend,
                damped_trend=damped,
                seasonal=season,
                seasonal_periods=YEAR if season else None,
                initialization_method="heuristic",
            )
            result = model.fit(disp=False, maxiter=100)
            score, ahead = float(result.aicc), np.asarray(result.forecast(horizon), dtype=float)
    except (ValueError, np.linalg.LinAlgError, ZeroDivisionError):
        return None
    return (score, ahead) if np.isfinite(score) and np.isfinite(ahead).all() else None


def decomposed(values: Floats, horizon: int) -> Floats | None:
    """Return the forecast of STL (on logarithms when all amounts are positive) with a damped trend below."""
    from statsmodels.tsa.seasonal import STL  # noqa: PLC0415  takes seconds to import

    if len(values) < 2 * YEAR + 1:
        return None
    logged = bool(values.min() > 0)
    try:
        with quiet():
            level = np.log(values) if logged else values
            season = np.asarray(STL(level, period=YEAR, seasonal=13).fit().seasonal, dtype=float)
            below = _fit(level - season, horizon, ("add", "add", True, None))
            if below is None:
                return None
            ahead = below[1] + np.resize(season[-YEAR:], horizon)
            return np.asarray(np.exp(np.minimum(ahead, 50)) if logged else ahead, dtype=float)
    except (ValueError, np.linalg.LinAlgError):
        return None
