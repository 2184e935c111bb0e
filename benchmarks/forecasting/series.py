"""The time series recipe on open competition data: accuracy, coverage, and CPU seconds per series.

    python -m benchmarks.forecasting.series m3 m3_monthly_even.csv.gz [--every 10]
    python -m benchmarks.forecasting.series hospital hospital_monthly.csv.gz

Reads `unique_id,t,ds,y,split`; `--every` takes each n-th series only. Prints measured beside must and aim.
"""

import argparse
import os
import pickle
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from forecasting.series import FORECASTERS

YEAR = 12
GOALS = {
    "m3": {"sMAPE": ("≤ 13.4", "≤ 13.2"), "MASE": ("≤ 0.83", "≤ 0.815")},
    "hospital": {"MASE": ("≤ 0.745", "≤ 0.738")},
}
COVERAGE = {"80 % covered": ("77–83", "79–81"), "95 % covered": ("93–97.5", "94–96.5")}
SPEED = {"recipe": ("≤ 2", "≤ 1"), "fast": ("", "≤ 0.1")}
BLOCKS = ((0, 3), (3, 6), (6, 12), (12, 18))


def main() -> None:
    """Forecast every series and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=sorted(GOALS))
    parser.add_argument("file", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--method", choices=sorted(FORECASTERS), default="recipe")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no further series after so long")
    parser.add_argument("--keep", type=Path, help="write every series' errors to this file")
    chosen = parser.parse_args()
    frame = pd.read_csv(chosen.file)
    names = sorted(frame["unique_id"].unique())[:: chosen.every]
    groups = dict(list(frame.groupby("unique_id")))
    FORECASTERS[chosen.method].fit_forecast(_history(groups[names[0]]), 3, 0)  # the first fit pays the imports
    until, started = time.monotonic() + chosen.seconds, time.process_time()
    results = [_measured(groups[name], chosen.method) for name in names if time.monotonic() < until]
    seconds = (time.process_time() - started) / len(results)
    if chosen.keep:
        chosen.keep.write_bytes(pickle.dumps(results))
    _print(results, chosen.set, chosen.method, seconds)


def _history(group: pd.DataFrame) -> "pd.Series[float]":
    train = group[group["split"] == "train"].sort_values("t")
    months = pd.period_range("2000-01", periods=len(train), freq="M")
    return pd.Series(train["y"].to_numpy(dtype=float), index=months)


def _measured(group: pd.DataFrame, method: str) -> dict[str, np.ndarray]:
    history = _history(group)
    actual = group[group["split"] == "test"].sort_values("t")["y"].to_numpy(dtype=float)
    forecast = FORECASTERS[method].fit_forecast(history, len(actual), 1)
    past = history.to_numpy()
    return {
        "actual": actual,
        "mean": forecast.mean.to_numpy(),
        "quantiles": forecast.quantiles.to_numpy(),
        "scale": np.abs(past[YEAR:] - past[:-YEAR]).mean(),
    }


def _print(results: list[dict[str, np.ndarray]], name: str, method: str, seconds: float) -> None:
    print(f"{name}, {len(results)} series, method {method}")
    print(f"{'':<26}{'measured':>10}{'must':>12}{'aim':>12}")
    errors = [np.abs(result["mean"] - result["actual"]) for result in results]
    sizes = [np.abs(result["mean"]) + np.abs(result["actual"]) for result in results]
    smape = np.mean([np.mean(200 * e / np.where(s > 0, s, 1)) for e, s in zip(errors, sizes, strict=True)])
    mase = np.mean([e.mean() / r["scale"] for e, r in zip(errors, results, strict=True) if r["scale"] > 0])
    goals = GOALS[name] | COVERAGE
    _line("sMAPE", smape, goals)
    _line("MASE", mase, goals)
    for title, low, high in (("80 % covered", 2, 6), ("95 % covered", 0, 8)):
        inside = [_inside(result, low, high) for result in results]
        _line(title, 100 * np.mean(np.concatenate(inside)), goals)
        for first, last in BLOCKS:
            block = np.concatenate([hits[first:last] for hits in inside])
            if len(block):
                _line(f"  months {first + 1}–{last}", 100 * block.mean(), {})
    _line("CPU s per series", seconds, {"CPU s per series": SPEED.get(method, ("", ""))})


def _inside(result: dict[str, np.ndarray], low: int, high: int) -> np.ndarray:
    quantiles, actual = result["quantiles"], result["actual"]
    return (quantiles[:, low] <= actual) & (actual <= quantiles[:, high])


def _line(title: str, value: float, goals: dict[str, tuple[str, str]]) -> None:
    must, aim = goals.get(title, ("", ""))
    print(f"{title:<26}{value:>10.3f}{must:>12}{aim:>12}", flush=True)


if __name__ == "__main__":
    main()
