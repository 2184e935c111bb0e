"""Every forecaster keeps one contract, whatever the history looks like."""

import numpy as np
import pandas as pd
import pytest

from forecasting.forecast import (
    LEVELS,
    NO_HISTORY,
    NOT_BACKTESTED,
    SHORT_HISTORY,
    VERY_SHORT_HISTORY,
    Forecast,
    Forecaster,
)
from forecasting.series import FORECASTERS

EVERY = pytest.mark.parametrize("forecaster", FORECASTERS.values(), ids=FORECASTERS.keys())
LENGTHS = (0, 1, 2, 3, 4, 9, 10, 18, 24, 30)


def monthly(values: object) -> "pd.Series[float]":
    amounts = np.asarray(values, dtype=float)
    return pd.Series(amounts, index=pd.period_range("2022-01", periods=len(amounts), freq="M"))


def business(months: int) -> "pd.Series[float]":
    noise = np.random.default_rng(3).normal(0, 6, months)
    times = np.arange(months)
    return monthly(100 + times + 20 * np.sin(times * np.pi / 6) + noise)


def odd_histories() -> dict[str, "pd.Series[float]"]:
    usual = business(30)
    return {
        "constant": monthly([5.0] * 30),
        "all zero": monthly([0.0] * 30),
        "one month of many": monthly([0.0] * 29 + [80.0]),
        "credit notes": usual.where(np.arange(30) % 7 != 0, -40.0),
        "only credit notes": -usual,
        "gaps": usual.drop(usual.index[[4, 5, 17]]),
        "unknown months": usual.where(np.arange(30) % 8 != 3),
        "nothing known": usual * np.nan,
        "outliers": usual.where(np.arange(30) % 11 != 5, 600.0),
        "a huge value": usual.where(np.arange(30) != 21, 1e9),
        "a huge last value": usual.where(np.arange(30) != 29, 1e9),
        "infinite": usual.where(np.arange(30) != 12, np.inf),
        "lumpy": monthly([0, 0, 90, 0, 0, 0, 0, 400, 0, 0] * 3),
        "explosive": monthly(1.4 ** np.arange(30)),
    }


def keeps_the_contract(forecast: Forecast, cutoff: pd.Period, horizon: int) -> None:
    assert list(forecast.months) == list(pd.period_range(cutoff, periods=horizon + 1, freq="M")[1:])
    np.testing.assert_array_equal(forecast.quantiles.columns.to_numpy(), LEVELS)
    assert np.isfinite(forecast.mean.to_numpy()).all()
    assert np.isfinite(forecast.paths).all()
    assert (np.diff(forecast.quantiles.to_numpy(), axis=1) >= 0).all()
    np.testing.assert_allclose(np.quantile(forecast.paths, LEVELS, axis=0).T, forecast.quantiles.to_numpy())
    assert abs(sum(forecast.weights.values()) - 1) < 1e-9


@EVERY
@pytest.mark.parametrize("months", LENGTHS)
def test_any_length_gives_a_forecast_and_a_short_one_says_so(forecaster: Forecaster, months: int) -> None:
    history = business(months)
    forecast = forecaster.fit_forecast(history, 7, seed=1)
    keeps_the_contract(forecast, history.index[-1] if months else forecast.cutoff, 7)
    told = {NO_HISTORY, VERY_SHORT_HISTORY, SHORT_HISTORY} & set(forecast.notes)
    assert bool(told) == (months < 24)


@EVERY
@pytest.mark.parametrize("name", odd_histories())
def test_no_odd_history_breaks_it_or_throws_it_far_off(forecaster: Forecaster, name: str) -> None:
    history = odd_histories()[name]
    forecast = forecaster.fit_forecast(history, 12, seed=1)
    keeps_the_contract(forecast, history.index[-1], 12)
    known = history[np.isfinite(history)]
    usual = known if "huge" not in name else known[known < 1e6]
    low, high = (float(usual.min()), float(usual.max())) if len(usual) else (0.0, 0.0)
    room = 10 * max(high - low, abs(high), abs(low))
    assert forecast.paths.min() >= low - room
    assert forecast.paths.max() <= high + room
    if len(usual) and low >= 0:
        assert forecast.paths.min() >= 0


@EVERY
def test_the_unit_of_money_only_scales_the_forecast(forecaster: Forecaster) -> None:
    history = business(30)
    plain, thousands = (forecaster.fit_forecast(history * factor, 6, seed=2) for factor in (1, 1000))
    np.testing.assert_allclose(thousands.mean, plain.mean * 1000, rtol=1e-6)
    np.testing.assert_allclose(thousands.paths, plain.paths * 1000, rtol=1e-6)


@EVERY
def test_the_same_seed_gives_the_same_paths_and_another_seed_others(forecaster: Forecaster) -> None:
    history = business(26)
    first, again, other = (forecaster.fit_forecast(history, 6, seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(first.paths, again.paths)
    assert not np.array_equal(first.paths, other.paths)
    pd.testing.assert_series_equal(first.mean, other.mean)


@EVERY
def test_a_constant_history_stays_constant_and_nothing_stays_nothing(forecaster: Forecaster) -> None:
    for amount in (0.0, 5.0):
        forecast = forecaster.fit_forecast(monthly([amount] * 30), 6, seed=1)
        np.testing.assert_allclose(forecast.paths, amount)


def test_the_months_of_a_quarter_move_together() -> None:
    forecast = FORECASTERS["fast"].fit_forecast(business(60), 12, seed=1)
    quarter = forecast.total_quantiles(slice(9, 12))
    spread = forecast.quantiles.iloc[9:12]
    apart = np.sqrt(((spread[0.9] - spread[0.1]) ** 2).sum())
    together = (spread[0.9] - spread[0.1]).sum()
    assert apart < quarter[0.9] - quarter[0.1] < together


def test_the_league_lists_every_component_beside_the_naive_ones_and_the_weights_follow_it() -> None:
    forecast = FORECASTERS["recipe"].fit_forecast(business(72), 6, seed=1)
    assert forecast.league is not None
    table = forecast.league
    assert {"recipe", "theta", "ets", "damped", "arima", "stl", "seasonal-naive", "naive"} == set(table.index)
    assert list(table.columns) == ["mase", "smape", "bias", "coverage", "weight"]
    assert table["mase"].is_monotonic_increasing
    weighed = table[table["weight"] > 0]
    assert weighed["weight"].is_monotonic_decreasing
    assert set(weighed.index) == set(forecast.weights)
    assert NOT_BACKTESTED not in forecast.notes
