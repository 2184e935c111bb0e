"""Material: the frames and series of one company as they were known at the end of a day."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy.orm import Session

from data.queries.forecasting.documents import by_scope, invoices, orders
from data.queries.forecasting.known import Known
from domain.outcome import Outcome
from forecasting.frames import DATES, DEALS, INVOICES, ORDERS, SNAPSHOTS, STAYS, monthly, shaped

MEASURES = ("invoicing", "bookings")
SCOPES = ("company", "team", "owner")
SNAPSHOT_MONTHS = 36


@dataclass(frozen=True)
class Material:
    """What a forecast is made of; the series end with the last whole month, `last_month`."""

    as_of: date
    last_month: pd.Period
    deals: pd.DataFrame
    stays: pd.DataFrame
    dates: pd.DataFrame
    orders: pd.DataFrame
    invoices: pd.DataFrame
    snapshots: pd.DataFrame
    series: dict[
        tuple[str, str, int], pd.Series
    ]  # by measure, scope and id; 0 for the company, and for what names none

    @property
    def invoiced_so_far(self) -> float:
        """Return what the month after the last whole one has already brought."""
        rows = self.invoices[self.invoices["invoiced_on"].dt.to_period("M") > self.last_month]
        return float(rows["net"].sum())


def material(
    session: Session,
    known: Known,
    as_of: date,
    scopes: tuple[str, ...] = SCOPES,
    kept: dict[pd.Period, pd.DataFrame] | None = None,
) -> Material:
    """Return everything about the company that was known at the end of the day; `kept` as for `month_ends`."""
    company_id, last_month = known.company_id, last_whole_month(as_of)
    series = {
        (measure, scope, id_): _series(rows, last_month)
        for measure in MEASURES
        for scope in scopes
        for id_, rows in by_scope(session, company_id, measure, scope, as_of, known.major).items()
    }
    return Material(
        as_of=as_of,
        last_month=last_month,
        deals=shaped(known.deals(as_of), DEALS),
        stays=shaped(known.stays(as_of), STAYS),
        dates=shaped(known.dates(as_of), DATES),
        orders=shaped(orders(session, company_id, as_of, known.major), ORDERS),
        invoices=shaped(invoices(session, company_id, as_of, known.major), INVOICES),
        snapshots=month_ends(known, last_month, {} if kept is None else kept),
        series={key: values for key, values in series.items() if len(values)},
    )


def month_ends(known: Known, last_month: pd.Period, kept: dict[pd.Period, pd.DataFrame]) -> pd.DataFrame:
    """Return the open deals as they stood at the last month-ends; `kept` holds what was rebuilt before, and is added to.

    What a past day looked like does not change any more, so one rebuilding serves every later cutoff.
    """
    for month in pd.period_range(last_month - SNAPSHOT_MONTHS + 1, last_month, freq="M"):
        if month not in kept:
            deals = shaped(known.deals(month.end_time.date()), DEALS)
            still = deals[deals["outcome"] == Outcome.OPEN.value]
            kept[month] = still.assign(snapshot_on=month.end_time.normalize())[list(SNAPSHOTS)].astype(dict(SNAPSHOTS))
    chosen = [frame for month, frame in sorted(kept.items()) if month <= last_month and len(frame)]
    return pd.concat(chosen, ignore_index=True) if chosen else shaped([], SNAPSHOTS)


def last_whole_month(day: date) -> pd.Period:
    """Return the last month that had ended by the end of the day."""
    return pd.Period(day + timedelta(days=1), "M") - 1


def _series(rows: list[tuple[date, float]], last_month: pd.Period) -> pd.Series:
    days, amounts = zip(*rows, strict=True)
    first = pd.Period(days[0], "M")
    sums = monthly(pd.Series(pd.to_datetime(list(days))), pd.Series(amounts, dtype="float64"), last_month, first)
    return sums[sums.index <= last_month]
