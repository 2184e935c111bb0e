"""The dynamic optimised theta model: statsmodels' ThetaModel has fixed θ and wrong intervals.

Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler, "Models for optimising the theta method and their
relationship to state space models", International Journal of Forecasting 32 (2016).
"""

from typing import Final

import numpy as np

from forecasting.forecast import Floats

YEAR: Final = 12
STARTS: Final = ((0.1, 2.0), (0.5, 2.0))


def theta(values: Floats, horizon: int) -> Floats:
    """Return the forecast of a series of at least 4 months."""
    pattern, multiplied = _pattern(values)
    repeated = np.resize(pattern, len(values) + horizon)
    past, future = repeated[: len(values)], repeated[len(values) :]
    plain = values / past if multiplied else values - past
    ahead = _dynamic(plain, horizon)
    return ahead * future if multiplied else ahead + future


def is_seasonal(values: Floats) -> bool:
    """Return whether the autocorrelation at a year is beyond its 90 % bound (Assimakopoulos & Nikolopoulos)."""
    if len(values) < 3 * YEAR:
        return False
    centred = values - values.mean()
    power = float(centred @ centred)
    if power <= 1e-12:
        return False
    lagged = np.array([float(centred[lag:] @ centred[:-lag]) for lag in range(1, YEAR + 1)]) / power
    return bool(abs(lagged[-1]) > 1.645 * np.sqrt((1 + 2 * float(lagged[:-1] @ lagged[:-1])) / len(values)))


def _pattern(values: Floats) -> tuple[Floats, bool]:
    """Return the classical seasonal pattern, and whether it is a factor (all amounts positive) or a term."""
    multiplied = bool(values.min() > 0)
    if not is_seasonal(values):
        return np.ones(YEAR) if multiplied else np.zeros(YEAR), multiplied
    kernel = np.r_[0.5, np.ones(YEAR - 1), 0.5] / YEAR
    trend = np.convolve(values, kernel, mode="valid")
    half = YEAR // 2
    inner = values[half : len(values) - half]
    detrended = inner / trend if multiplied else inner - trend
    places = np.arange(half, len(values) - half) % YEAR
    means = np.array([detrended[places == place].mean() for place in range(YEAR)])
    means = means / means.mean() if multiplied else means - means.mean()
    if multiplied and means.min() < 0.01:
        return np.ones(YEAR), True
    return means, multiplied


def _dynamic(values: Floats, horizon: int) -> Floats:
    from scipy.optimize import minimize  # noqa: PLC0415  loaded only where something is fitted

    lines = _lines(values)
    first = float(values[0])

    def loss(parameters: Floats) -> float:
        return float(np.square(values - _fitted(values, lines, parameters)[0])[3:].sum())

    bounds = [(0.02, 0.99), (1.0, 50.0), (first - 2 * np.ptp(values) - 1e-6, first + 2 * np.ptp(values) + 1e-6)]
    starts = [np.array([alpha, power, first / 2]) for alpha, power in STARTS]
    starts = [np.array([s[0], s[1], min(max(s[2], bounds[2][0]), bounds[2][1])]) for s in starts]
    fits = [minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 40}) for start in starts]
    best = min(fits, key=lambda fit: float(fit.fun))
    return _ahead(values, lines, np.asarray(best.x, dtype=float), horizon)


def _lines(values: Floats) -> tuple[Floats, Floats]:
    """Return intercept and slope of the regression line after each month (index 0: before the first)."""
    count = len(values)
    times = np.arange(1, count + 1, dtype=float)
    sums, moments = np.cumsum(values), np.cumsum(times * values)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = 12 * (moments - sums * (times + 1) / 2) / (times * (times**2 - 1))
    slopes[0] = 0.0
    starts = sums / times - slopes * (times + 1) / 2
    return np.r_[values[0], starts], np.r_[0.0, slopes]


def _fitted(values: Floats, lines: tuple[Floats, Floats], parameters: Floats) -> tuple[Floats, float]:
    """Return the one-step forecasts and the last level for (α, θ, first level)."""
    from scipy.signal import lfilter  # noqa: PLC0415  loaded only where something is fitted

    alpha, power, first = (float(value) for value in parameters)
    starts, slopes = lines[0][:-1], lines[1][:-1]
    smoothed, _ = lfilter([alpha], [1.0, alpha - 1.0], values, zi=[(1 - alpha) * first])
    levels = np.r_[first, smoothed]
    decay = (1 - alpha) ** np.arange(len(values))
    drift = decay * starts + (1 - decay * (1 - alpha)) / alpha * slopes
    return levels[:-1] + (1 - 1 / power) * drift, float(levels[-1])


def _ahead(values: Floats, lines: tuple[Floats, Floats], parameters: Floats, horizon: int) -> Floats:
    """Continue month by month: a forecast month enters level and regression line like an observed one."""
    alpha, power, _ = (float(value) for value in parameters)
    level = _fitted(values, lines, parameters)[1]
    start, slope = float(lines[0][-1]), float(lines[1][-1])
    mean = float(values.mean())
    ahead = np.empty(horizon)
    for step in range(horizon):
        time = len(values) + step
        decay = (1 - alpha) ** time
        ahead[step] = level + (1 - 1 / power) * (decay * start + (1 - decay * (1 - alpha)) / alpha * slope)
        level = alpha * ahead[step] + (1 - alpha) * level
        slope = ((time - 1) * slope + 6 * (ahead[step] - mean) / (time + 1)) / (time + 2)
        mean = (time * mean + ahead[step]) / (time + 1)
        start = mean - slope * (time + 2) / 2
    return ahead
