"""A company looked back at: how far off each method would have been at earlier month-ends, with what was known then.

    CAUDAL_FOLDER=FOLDER python -m benchmarks.forecasting.company [--company CODE]

FOLDER holds a filled database, for instance one of `manage.py demo`; the runs of the backtest are stored in it. Prints
the WAPE of monthly invoicing 1, 2–3, 4–6 and 7–12 months ahead by method, with the goals beside the blend's.
"""

import argparse
import time

from data.session import Database
from domain import clock
from web.settings import Settings
from workflow.forecasts.backtest import backtest
from workflow.forecasts.judging import judged
from workflow.forecasts.running import companies

MUST = (0.09, 0.14, 0.175, 0.195)


def main() -> None:
    """Look back at each company in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--company", action="append", default=[])
    database, now = Database(Settings.from_environment().database_url), clock.now()
    print(f"{'WAPE':<24} {'1':>8} {'2–3':>8} {'4–6':>8} {'7–12':>8} {'80 %':>8} {'95 %':>8}  of the months held")
    print(_line("goal", MUST))
    for company_id, code in companies(database, parser.parse_args().company):
        started = time.process_time()
        backtest(database, company_id, now.date(), now=now, show=lambda _label, _total: lambda _count: None)
        with database.read() as session:
            table = judged(session, company_id)
        for model, rows in table.groupby("model", sort=True):
            held = [(rows[name] * rows["n"]).sum() / rows["n"].sum() for name in ("covered_80", "covered_95")]
            print(_line(f"{code} {model}", [*rows["wape"], *held]), flush=True)
        print(f"{code}: {time.process_time() - started:.0f} s of CPU", flush=True)


def _line(name: str, shares: "list[float] | tuple[float, ...]") -> str:
    return f"{name:<24} " + " ".join(f"{share:>8.1%}" for share in shares)


if __name__ == "__main__":
    main()
