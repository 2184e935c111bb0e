"""Frames: rows of a query as a pandas frame, with whole numbers kept whole."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

WHOLE = ("_minor", "_count", "_id", "month", "days", "percent", "position")


def load() -> None:
    """Import pandas before several threads want it at once."""
    import pandas as pd  # noqa: F401, PLC0415 - 1 s that neither the start nor a page without numbers should wait for


def frame(rows: Iterable[tuple[Any, ...]], columns: Sequence[str]) -> "pd.DataFrame":
    """Return rows as a frame; columns that end in _minor, _count, _id, month, days, percent or position are int64."""
    import pandas as pd  # noqa: PLC0415 - the same

    made = pd.DataFrame.from_records(list(rows), columns=list(columns))
    return made.astype({name: "int64" for name in columns if name.endswith(WHOLE)})


def total(column: "pd.Series[int]") -> int:
    """Return the sum of whole numbers as a Python number, 0 of none."""
    return int(column.sum())


def by_month(data: "pd.DataFrame", column: str, first: int, last: int) -> "pd.Series[int]":
    """Return the sum of a column for each month of a span, 0 for a month without rows; the index is the month."""
    sums = data.groupby("month")[column].sum()
    return sums.reindex(range(first, last + 1), fill_value=0).astype("int64")


def running(data: "pd.DataFrame", column: str, first: int, last: int) -> list[int]:
    """Return what a column adds up to by the end of each month of a span."""
    return [int(sum_) for sum_ in by_month(data, column, first, last).cumsum()]


def first_month(data: "pd.DataFrame", otherwise: int) -> int:
    """Return the earliest month that has a row; `otherwise` where there is none."""
    return int(data["month"].min()) if len(data) else otherwise
