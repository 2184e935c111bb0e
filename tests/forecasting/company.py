"""An invented company whose habits are known: deals, stays, snapshots, orders and invoices drawn month by month."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.frames import DEALS, INVOICES, ORDERS, SNAPSHOTS, STAYS
from forecasting.timing.exposure import as_known

FIRST = pd.Period("2020-01", freq="M")
WIN = np.array([0.01, 0.05, 0.25])
LOSS = np.array([0.12, 0.08, 0.06])
ADVANCE = 0.35
TO_INVOICE = np.array([0.1, 0.3, 0.3, 0.2, 0.1])
QUARTER_END = 1.6


@dataclass(frozen=True)
class Company:
    """The frames as everything is known at the very end."""

    deals: pd.DataFrame
    stays: pd.DataFrame
    orders: pd.DataFrame
    invoices: pd.DataFrame

    def known(self, cutoff: pd.Period) -> "Company":
        """Return the frames as they were known at the end of a month."""
        end = cutoff.end_time.normalize()
        deals, stays = as_known(self.deals, self.stays, cutoff)
        orders = self.orders[self.orders["ordered_on"] <= end].drop(columns="invoiced_net")
        invoices = self.invoices[self.invoices["invoiced_on"] <= end]
        sums = invoices.groupby("order_id")["net"].sum()
        orders = orders.assign(invoiced_net=orders["order_id"].map(sums).fillna(0.0))[list(ORDERS)]
        return Company(deals.reset_index(drop=True), stays, orders, invoices)

    def snapshots(self, cutoff: pd.Period, count: int = 6) -> pd.DataFrame:
        """Return the open deals of the month-ends up to the cutoff."""
        frames = []
        for month in pd.period_range(cutoff - count + 1, cutoff, freq="M"):
            then = self.known(month).deals
            frames.append(then[then["outcome"] == "open"].assign(snapshot_on=month.end_time.normalize()))
        return pd.concat(frames, ignore_index=True)[list(SNAPSHOTS)]


def company(months: int = 48, a_month: int = 60, seed: int = 4) -> Company:
    """Draw the company."""
    generator = np.random.default_rng(seed)
    deals: list[dict[str, object]] = []
    stays: list[dict[str, object]] = []
    for month in pd.period_range(FIRST, periods=months, freq="M"):
        for _ in range(int(generator.poisson(a_month))):
            deal, stayed = _deal(len(deals) + 1, month, FIRST + months, generator)
            deals.append(deal)
            stays += stayed
    frame = pd.DataFrame(deals)
    frame = frame.reindex(columns=list(DEALS)).assign(company_id=1, pipeline="p", activities=0, pushes=0)
    orders, invoices = _documents(frame, FIRST + months, generator)
    dated = {name: kind for name, kind in DEALS.items() if name in {"closed_on", "created_on", "expected_order_on"}}
    return Company(frame.astype(dated), pd.DataFrame(stays)[list(STAYS)].astype(dict(STAYS)), orders, invoices)


def _deal(
    key: int, month: pd.Period, end: pd.Period, generator: np.random.Generator
) -> tuple[dict[str, object], list[dict[str, object]]]:
    created = month.start_time + pd.Timedelta(days=int(generator.integers(0, 28)))
    deal: dict[str, object] = {"opportunity_id": key, "created_on": created, "outcome": "open", "owner": f"o{key % 3}"}
    deal |= {"net": float(np.exp(generator.normal(9, 0.8))), "stated": 0.5, "closed_on": pd.NaT}
    step, entered, day, stayed = 0, created, created, []
    for now in pd.period_range(month + 1, end - 1, freq="M"):
        pull = QUARTER_END if now.month % 3 == 0 else 1.0
        day = now.start_time + pd.Timedelta(days=int(generator.integers(0, 28)))
        luck = generator.random()
        ended = "won" if luck < WIN[step] * pull else "lost" if luck < WIN[step] * pull + LOSS[step] else ""
        if not ended and step < 2 and generator.random() < ADVANCE:
            ended = "advanced"
        if ended:
            stayed.append(_stay(key, step, entered, day, ended))
            entered, step = day, min(step + 1, 2)
        if ended in {"won", "lost"}:
            deal |= {"outcome": ended, "closed_on": day}
            break
    else:
        stayed.append(_stay(key, step, entered, pd.NaT, "open"))
    close = day if deal["outcome"] == "won" else created + pd.Timedelta(days=120)
    deal["expected_order_on"] = close + pd.Timedelta(days=int(generator.normal(-10, 20)))
    return deal | {"stage": f"s{step}", "step": step}, stayed


def _stay(key: int, step: int, entered: pd.Timestamp, left: object, ended: str) -> dict[str, object]:
    return {"opportunity_id": key, "pipeline": "p", "stage": f"s{step}", "step": step, "entered_on": entered} | {
        "left_on": left, "ended": ended
    }  # fmt: skip


def _documents(
    deals: pd.DataFrame, end: pd.Period, generator: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    orders, invoices = [], []
    for key, closed, net in deals.loc[deals["outcome"] == "won", ["opportunity_id", "closed_on", "net"]].itertuples(
        index=False
    ):
        planned = closed + pd.Timedelta(days=45)
        orders.append((key, key, closed, planned, net, 0.0))
        for part in (0.4, 0.6):
            day = closed + pd.DateOffset(months=int(generator.choice(5, p=TO_INVOICE)))
            if day < end.start_time:
                invoices.append((key, key, day, net * part))
    return (
        pd.DataFrame(orders, columns=list(ORDERS)).astype(dict(ORDERS)),
        pd.DataFrame(invoices, columns=list(INVOICES)).astype(dict(INVOICES)),
    )
