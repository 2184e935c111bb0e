"""The chance to win, measured on real and on planted deals.

    python -m benchmarks.forecasting.winning olist olist_marketing_funnel.csv
    python -m benchmarks.forecasting.winning maven folder-of-maven-crm
    python -m benchmarks.forecasting.winning planted demo-folder        (a demo company of 20 000 deals or more)

The first two learn from the first three quarters of the deals in the order of time and are judged on the rest.
"""

import argparse
import math
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.demo.truth import Truth
from data.engine import make_engine
from data.queries.forecasting.known import Known
from data.schema.company import Company
from forecasting.frames import DEALS, STAYS, shaped
from forecasting.record.probability import quality
from forecasting.winning.effects import size_effect
from forecasting.winning.features import Features
from forecasting.winning.gate import judge, said_by_all
from forecasting.winning.observations import Observations
from forecasting.winning.stages import stage_norms

LEARNED = 0.75
WITHIN_DAYS = 90
OLIST = Features(("origin", "landing_page_id"), ())
MAVEN = Features(("sales_agent", "product", "manager", "sector"), ())


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["olist", "maven", "planted"])
    parser.add_argument("path", type=Path)
    chosen = parser.parse_args()
    {"olist": _olist, "maven": _maven, "planted": _planted}[chosen.what](chosen.path)


def _olist(path: Path) -> None:
    leads = pd.read_csv(path, parse_dates=["first_contact_date", "won_date"]).fillna({"origin": "unknown"})
    days = (leads["won_date"] - leads["first_contact_date"]).dt.days
    leads["won"] = (days <= WITHIN_DAYS).astype(float)
    print("Olist, won within 90 days: Brier must ≤ 0.0806, aim ≤ 0.0798; ECE must ≤ 0.03, aim ≤ 0.02")
    _judged(leads, "first_contact_date", OLIST)


def _maven(path: Path) -> None:
    deals = pd.read_csv(path / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    deals = deals.merge(pd.read_csv(path / "sales_teams.csv"), on="sales_agent", how="left")
    deals = deals.merge(pd.read_csv(path / "accounts.csv")[["account", "sector"]], on="account", how="left")
    deals = deals[deals["deal_stage"].isin(["Won", "Lost"])]
    print("Maven, closed deals by the day they began: Brier of what is used must ≤ 0.2390")
    _judged(deals.assign(won=(deals["deal_stage"] == "Won").astype(float)), "engage_date", MAVEN)


def _judged(cases: pd.DataFrame, began: str, features: Features) -> None:
    """Print the gate's verdict on the first part, and how every method does on the rest."""
    cases = cases.sort_values(began, kind="stable", ignore_index=True)
    cases = cases.assign(key=cases.index, observed_on=cases[began], resolved_on=cases[began])
    first = int(len(cases) * LEARNED)
    seen, later = Observations(cases[:first], features), cases[first:]
    verdict = judge(seen, later["observed_on"].iloc[0])
    print(f"  used: {verdict.method} ({verdict.reason})")
    for name, said in said_by_all(seen.cases, later, seen, None).items():
        found = quality(said, later["won"])
        if found is not None:
            used = "← used" if name == verdict.method else ""
            print(f"  {name:<8} Brier {found.brier:.4f}  ECE {found.ece:.4f}  said ÷ came {found.sum_ratio:.2f} {used}")


def _planted(folder: Path) -> None:
    """Print every planted truth beside what is found, in standard errors."""
    truth = Truth.from_json((folder / "demo-truth.json").read_text(encoding="utf-8"))
    as_of = date.fromisoformat(truth.today)
    deals, stays = _read(folder, as_of)
    print(f"{len(deals):,} planted opportunities: within 2 standard errors")
    effects = [effect for _, held in deals.groupby("company_id", sort=True) if (effect := size_effect(held))]
    weight = sum(effect.se**-2 for effect in effects)
    found = sum(effect.log_odds * effect.se**-2 for effect in effects) / weight
    _beside("size, log-odds for e-fold", truth.log_size, found, math.sqrt(1 / weight))
    for row in stage_norms(stays, pd.Timestamp(as_of)).to_dict("records"):
        planted = truth.win_rate_by_stage[row["pipeline"]][row["stage"]]
        _beside(f"{row['pipeline']} {row['stage']}", planted, row["probability"], row["se"])


def _read(folder: Path, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    with Session(make_engine(f"sqlite:///{folder / 'caudal.db'}")) as session:
        known = [Known(session, id_) for id_ in session.scalars(select(Company.id).order_by(Company.id))]
        deals = pd.concat([shaped(company.deals(as_of), DEALS) for company in known], ignore_index=True)
        stays = pd.concat([shaped(company.stays(as_of), STAYS) for company in known], ignore_index=True)
    return deals, stays


def _beside(what: str, planted: float, found: float, error: float) -> None:
    print(
        f"  {what:<28} planted {planted:7.4f}  found {found:7.4f} ± {error:.4f}  off by {(found - planted) / error:+.2f} SE"
    )


if __name__ == "__main__":
    main()
