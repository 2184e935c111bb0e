"""The joint sum of a pipeline: 10 000 draws over 12 months.

    python -m benchmarks.forecasting.total [--opportunities 1000 100000 1000000]

Prints seconds, the largest error of a month's mean, and the goals beside them.
"""

import argparse
import time

import numpy as np

from forecasting.total.claims import Claims
from forecasting.total.joint import joint_paths

SIZES = (1_000, 100_000, 1_000_000)
MONTHS = 12
RHO = 0.05


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opportunities", type=int, nargs="+", default=SIZES)
    print(f"{'sum of opportunities':<30} {'must':>8} {'aim':>8} {'seconds':>9} {'mean off by':>12}")
    for count in parser.parse_args().opportunities:
        claims = _claims(count)
        started = time.perf_counter()
        paths = joint_paths(claims, rho=RHO)
        seconds = time.perf_counter() - started
        off = np.abs(paths.mean(axis=0) / claims.means - 1).max()
        print(
            f"{count:>12,} × {MONTHS} × {len(paths):,} {'≤ 5':>10} {'≤ 2':>8} {seconds:>9.2f} {off:>12.3%}", flush=True
        )


def _claims(count: int) -> Claims:
    generator = np.random.default_rng(11)
    chances = generator.uniform(0.02, 0.95, count)[:, None] * generator.dirichlet(np.ones(MONTHS), count)
    return Claims(np.exp(generator.normal(10, 1.5, count)), chances)


if __name__ == "__main__":
    main()
