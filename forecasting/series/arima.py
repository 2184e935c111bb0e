"""Seasonal ARIMA with statsmodels: the mean of several fixed orders is better than choosing one."""

from typing import Final

import numpy as np

from forecasting.forecast import Floats
from forecasting.series.smoothing import quiet

YEAR: Final = 12
Order = tuple[tuple[int, int, int], tuple[int, int, int], bool]

AIRLINE: Final[Order] = ((0, 1, 1), (0, 1, 1), False)
SEASONAL: Final[tuple[Order, ...]] = (
    AIRLINE,
    ((1, 0, 1), (0, 1, 1), True),
    ((1, 1, 1), (0, 1, 1), False),
    ((0, 1, 1), (1, 0, 0), False),
    ((2, 1, 0), (0, 1, 1), False),
)
TRIED: Final = SEASONAL[:2]  # in the backtest, where each costs five fits
PLAIN: Final[tuple[Order, ...]] = (
    ((0, 1, 1), (0, 0, 0), False),
    ((1, 0, 0), (0, 0, 0), True),
    ((0, 1, 0), (0, 0, 0), False),
)


def arima(values: Floats, horizon: int, *, thorough: bool) -> tuple[Floats, Floats] | None:
    """Return the mean of several orders, and the airline model's standard errors per month.

    Fitted on logarithms when every amount is positive, on differences, with the variance concentrated out.
    """
    seasonal = len(values) >= 32
    orders = (SEASONAL if thorough else TRIED) if seasonal else PLAIN
    found = [fit for order in orders if (fit := _fit(values, horizon, order)) is not None]
    kept = [fit for fit in found if np.abs(fit[0]).max() <= 10 * np.abs(values).max()]
    if not kept:
        return None
    return np.mean([ahead for ahead, _ in kept], axis=0), kept[0][1]


def _fit(values: Floats, horizon: int, order: Order) -> tuple[Floats, Floats] | None:
    from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415  takes seconds to import

    logged = bool(values.min() > 0)
    level = np.log(values) if logged else values
    plain, season, constant = order
    options = {"order": plain, "seasonal_order": (*season, YEAR if any(season) else 0), "concentrate_scale": True}
    options["trend"] = "c" if constant else "n"
    try:
        with quiet():
            parameters = SARIMAX(level, **options, simple_differencing=True).fit(disp=False, maxiter=50).params
            answer = SARIMAX(level, **options).filter(parameters).get_forecast(horizon)
            ahead, errors = np.asarray(answer.predicted_mean), np.asarray(answer.se_mean)
            if logged:
                ahead = np.exp(np.minimum(ahead, 50))
                errors = ahead * np.minimum(errors, 3)
    except (ValueError, IndexError, np.linalg.LinAlgError):
        return None
    return (ahead, errors) if np.isfinite(ahead).all() and np.isfinite(errors).all() else None
