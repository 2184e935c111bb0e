"""The monthly value won from the open deals of past month-ends: CRPS at one to three months ahead.

    python -m benchmarks.forecasting.maven FOLDER

FOLDER holds sales_pipeline.csv and products.csv of the Maven Analytics CRM data. Each month-end sees only what was
known then; the amount of an open deal is its product's list price.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.timing.corrections import ages_at, learn_corrections, open_stages
from forecasting.timing.exposure import as_known, exposure, without_stages
from forecasting.timing.hazards import fit_hazards, project
from forecasting.total.claims import Claims
from forecasting.total.joint import joint_paths

SNAPSHOTS = pd.period_range("2017-04", "2017-09", freq="M")
MONTHS = 3
Array = NDArray[np.float64]


def main() -> None:
    """Measure all month-ends and print a line each and the mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    deals = read(parser.parse_args().folder)
    scores, inside, expected, came = [], [], [], []
    print(f"{'month-end':<10} {'ahead':>5} {'expected':>12} {'came':>12} {'CRPS':>12} {'seconds':>8}")
    for cutoff in SNAPSHOTS:
        started = time.perf_counter()
        paths, actual = forecast(deals, cutoff)
        seconds = time.perf_counter() - started
        for ahead in range(MONTHS):
            scores.append(crps(paths[:, ahead], actual[ahead]))
            low, high = np.quantile(paths[:, ahead], [0.1, 0.9])
            inside.append(low <= actual[ahead] <= high)
            expected.append(paths[:, ahead].mean())
            came.append(actual[ahead])
            line = f"{expected[-1]:>12,.0f} {came[-1]:>12,.0f} {scores[-1]:>12,.0f} {seconds:>8.2f}"
            print(f"{cutoff!s:<10} {ahead + 1:>5} {line}")
    print(
        f"CRPS {np.mean(scores):,.0f} (must ≤ 200,000, aim ≤ 150,000); 80 % interval holds {np.mean(inside):.0%}",
        end="",
    )
    print(f"; bias {np.sum(expected) / np.sum(came) - 1:+.0%}")


def read(folder: Path) -> pd.DataFrame:
    """Return the deals as the frame of forecasting."""
    rows = pd.read_csv(folder / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    prices = pd.read_csv(folder / "products.csv").set_index("product")["sales_price"]
    rows = rows[rows["engage_date"].notna()].reset_index(drop=True)
    return pd.DataFrame({
        "opportunity_id": np.arange(len(rows)),
        "created_on": rows["engage_date"],
        "closed_on": rows["close_date"],
        "outcome": rows["deal_stage"].map({"Won": "won", "Lost": "lost"}).fillna("open"),
        "net": rows["product"].replace("GTXPro", "GTX Pro").map(prices).astype(float),
        "won_net": rows["close_value"].fillna(0.0),
    })  # fmt: skip


def forecast(deals: pd.DataFrame, cutoff: pd.Period) -> tuple[Array, Array]:
    """Return the paths and what came of the deals that were open at the end of a month."""
    known, stays = as_known(deals, without_stages(deals), cutoff)
    still, stages = open_stages(known, stays)
    log = exposure(known, stays, cutoff)
    hazards = fit_hazards(log.upto(cutoff))
    chances = project(hazards, stages, ages_at(still["created_on"], cutoff), cutoff, MONTHS)
    learned = learn_corrections(known, stays, log, cutoff, MONTHS)
    claims = Claims(still["net"].to_numpy(), learned.applied(chances).win)
    later = deals[deals["opportunity_id"].isin(still["opportunity_id"]) & (deals["outcome"] == "won")]
    came = later["won_net"].groupby(later["closed_on"].dt.to_period("M")).sum()
    actual = came.reindex(pd.period_range(cutoff + 1, cutoff + MONTHS, freq="M"), fill_value=0.0).to_numpy(dtype=float)
    return joint_paths(claims, rho=learned.rho, seed=1), actual


def crps(draws: Array, came: float) -> float:
    """Return the continuous ranked probability score of drawn values (Gneiting and Raftery, JASA 2007)."""
    ordered = np.sort(draws)
    count = len(ordered)
    apart = 2 * np.dot(2 * np.arange(1, count + 1) - count - 1, ordered) / count**2
    return float(np.abs(ordered - came).mean() - apart / 2)


if __name__ == "__main__":
    main()
