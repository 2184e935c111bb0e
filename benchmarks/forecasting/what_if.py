"""What-if answers: the sum of a fitted company under other assumptions, nothing fitted again.

    python -m benchmarks.forecasting.what_if [--opportunities 10000]

Prints the median and the worst milliseconds of each kind of assumption, and the median of the processor's.
"""

import argparse
import statistics
import time

import numpy as np
import pandas as pd

from forecasting.frames import DEALS, INVOICES, ORDERS, SNAPSHOTS, STAYS, shaped
from forecasting.total.forecast import Fitted, fit_total
from forecasting.total.what_if import WhatIf

ROUNDS = 9
CUTOFF = pd.Period("2025-06", freq="M")
MONTHS = 12


def main() -> None:
    """Ask each question several times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opportunities", type=int, default=10_000)
    count = parser.parse_args().opportunities
    fitted = _company(count)
    questions = {
        "win rate × 0.9": WhatIf(win_rate=0.9),
        "size × 1.1": WhatIf(size=1.1),
        "a month of slip": WhatIf(slip_months=1),
        "drop one, fix one": WhatIf(dropped=frozenset({3}), fixed={4: 1.0}),
        "an agent leaves": WhatIf(leaving={"o1": 0.5}),
        "a currency moves": WhatIf(rates=dict.fromkeys(range(0, count, 9), 0.9)),
    }
    heads = f"{'what if':<20} {'must':>8} {'median':>8} {'worst':>8} {'CPU':>8}"
    print(f"{heads}   milliseconds, {count:,} open opportunities")
    for name, assumed in questions.items():
        times, busy = zip(*(_timed(fitted, assumed) for _ in range(ROUNDS)), strict=True)
        cells = f"{statistics.median(times):>8.0f} {max(times):>8.0f} {statistics.median(busy):>8.0f}"
        print(f"{name:<20} {'≤ 300':>8} {cells}", flush=True)


def _timed(fitted: Fitted, assumed: WhatIf) -> tuple[float, float]:
    started, busy = time.perf_counter(), time.process_time()
    fitted.what_if(assumed)
    return (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000


def _company(count: int) -> Fitted:
    """Return a company with as many open opportunities, and as many closed ones to learn from."""
    generator = np.random.default_rng(3)
    total = 2 * count
    created = CUTOFF.start_time - pd.to_timedelta(generator.integers(0, 700, total), unit="D")
    closed = created + pd.to_timedelta(generator.integers(20, 400, total), unit="D")
    ended = (np.arange(total) >= count) & (closed <= CUTOFF.end_time)
    deals = shaped([], DEALS).reindex(range(total))
    deals = deals.assign(
        opportunity_id=np.arange(total),
        created_on=created,
        closed_on=pd.Series(closed).where(ended),
        outcome=np.where(ended, np.where(generator.random(total) < 0.4, "won", "lost"), "open"),
        owner=[f"o{number % 20}" for number in range(total)],
        net=np.exp(generator.normal(9.5, 1.2, total)),
    )
    nothing = [shaped([], columns) for columns in (STAYS, SNAPSHOTS, ORDERS, INVOICES)]
    return fit_total(deals, nothing[0], nothing[1], nothing[2], nothing[3], CUTOFF, MONTHS)


if __name__ == "__main__":
    main()
