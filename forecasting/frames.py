"""The frames that all of forecasting is about: which columns they have, of which type, and what they mean.

Amounts are floats in major units of the company's currency; days are `datetime64[ns]` without a time of day. A frame
holds only what was known at the end of its cutoff day.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import pandas as pd

Columns = Mapping[str, str]
DAY = "datetime64[ns]"
KEY = "int64"
AMOUNT = "float64"

# One row for each opportunity. `stated` is between 0 and 1, `step` counts a pipeline's stages from 0, `pushes` counts
# the moves of the expected order date to a later day; closed ones keep the stage that they were closed in.
DEALS: Columns = MappingProxyType({
    "opportunity_id": KEY, "company_id": KEY, "created_on": DAY, "pipeline": "str", "stage": "str", "step": KEY,
    "opportunity_type": "str", "origin": "str", "owner": "str", "team": "str", "product_family": "str", "stars": AMOUNT,
    "net": AMOUNT, "stated": AMOUNT, "outcome": "str", "closed_on": DAY, "stage_entered_on": DAY,
    "expected_order_on": DAY, "expected_invoice_on": DAY, "activities": KEY, "last_activity_on": DAY, "pushes": KEY,
})  # fmt: skip

# One row for each stay in a stage; `left_on` is empty for the present one, and `ended` says where it led: advanced,
# back, won, lost, cancelled, or open.
STAYS: Columns = MappingProxyType({
    "opportunity_id": KEY, "pipeline": "str", "stage": "str", "step": KEY, "entered_on": DAY, "left_on": DAY, "ended": "str",
})  # fmt: skip

# One row for each change of an expected order date.
DATES: Columns = MappingProxyType({"opportunity_id": KEY, "changed_on": DAY, "old_on": DAY, "new_on": DAY})

# The deals as they were at the end of each `snapshot_on`.
SNAPSHOTS: Columns = MappingProxyType({"snapshot_on": DAY, **DEALS})

# One row for each confirmed order; `invoiced_net` is what had been invoiced by the cutoff, credit notes taken off.
ORDERS: Columns = MappingProxyType({
    "order_id": KEY, "opportunity_id": "Int64", "ordered_on": DAY, "planned_delivery_on": DAY, "net": AMOUNT,
    "invoiced_net": AMOUNT,
})  # fmt: skip

# One row for each issued invoice; the net amount of a credit note is negative.
INVOICES: Columns = MappingProxyType({
    "order_id": "Int64", "opportunity_id": "Int64", "invoiced_on": DAY, "net": AMOUNT,
})  # fmt: skip


def shaped(rows: Iterable[Sequence[object]], columns: Columns) -> pd.DataFrame:
    """Return rows, in the order of the columns, as a frame of their types; also when there are none."""
    frame = pd.DataFrame.from_records([tuple(row) for row in rows], columns=list(columns))
    return frame.astype(dict(columns))


def monthly(days: pd.Series, amounts: pd.Series, cutoff: pd.Period, first: pd.Period | None = None) -> pd.Series:
    """Return the sum of each month from the first one with an amount to the cutoff, 0 where nothing happened."""
    months = days.dt.to_period("M")
    sums = amounts.groupby(months).sum().sort_index()
    if sums.empty and first is None:
        return pd.Series([], index=pd.PeriodIndex([], freq="M"), dtype="float64")
    start = sums.index[0] if first is None else first
    return sums.reindex(pd.period_range(start, cutoff, freq="M"), fill_value=0.0).astype("float64")
