"""Columns: tables as arrays, one random stream for each, and the few array tools that every table needs."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Table = dict[str, Array]

# One child of the seed each: a new name goes to the end, so that the other tables stay as they were.
STREAMS: Final = (
    "contact", "opportunity", "history", "line", "quote", "order", "invoice", "activity", "task", "campaign", "owner",
    "unsettled",
)  # fmt: skip
DAY: Final = "datetime64[D]"
SECOND: Final = "datetime64[s]"
# Work starts at 7:00 UTC and lasts ten hours.
OPENING_SECONDS: Final = 7 * 3600
WORKING_SECONDS: Final = 10 * 3600


def stream(seed: int, name: str, chunk: int = 0) -> np.random.Generator:
    """Return the random stream of one table in one chunk."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAMS.index(name), chunk)))


def choose(rng: np.random.Generator, shares: Array, size: int) -> Array:
    """Draw `size` indices with the given shares."""
    edges = np.cumsum(shares) / np.sum(shares)
    return np.minimum(np.searchsorted(edges, rng.random(size), side="right"), len(edges) - 1)


def choose_each(rng: np.random.Generator, shares: Array) -> Array:
    """Draw one index for each row of a matrix of shares."""
    edges = np.cumsum(shares, axis=1)
    drawn = rng.random((len(shares), 1)) * edges[:, -1:]
    chosen: Array = np.minimum((edges <= drawn).sum(axis=1), shares.shape[1] - 1)
    return chosen


def repeat(counts: Array) -> tuple[Array, Array]:
    """Return for counts [2, 0, 1] the rows [0, 0, 2] and the positions [0, 1, 0]."""
    rows = np.repeat(np.arange(len(counts)), counts)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)


def total(rows: Array, values: Array, size: int) -> Array:
    """Return Σ values for each of `size` rows, exact in integers."""
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, rows, values)
    return sums


def nullable(values: Array, present: Array) -> Array:
    """Return the values with nothing where `present` is false."""
    return np.ma.masked_array(values, mask=~present)


def running(keys: Array, used: dict[int, int]) -> Array:
    """Return a number counted from 1 within each key, going on from `used`, which is updated."""
    order = np.argsort(keys, kind="stable")
    found, first, counts = np.unique(keys[order], return_index=True, return_counts=True)
    before = np.array([used.get(int(key), 0) for key in found], dtype=np.int64)
    numbers = np.empty(len(keys), dtype=np.int64)
    numbers[order] = np.arange(len(keys)) - np.repeat(first, counts) + 1 + np.repeat(before, counts)
    used.update((int(key), int(count)) for key, count in zip(found, before + counts, strict=True))
    return numbers


def joined(*parts: Array | str) -> Array:
    """Return the parts written one after the other, row by row; Python's own strings are faster than wide arrays."""
    text: Array = np.asarray("", dtype=object)
    for part in parts:
        text = text + np.asarray(part).astype(object)
    return text


def padded(numbers: Array, width: int) -> Array:
    """Return whole numbers as text with leading zeros."""
    text: Array = numbers.astype(np.str_)
    return np.strings.zfill(text, width) if len(text) else text  # numpy cannot fill nothing


def years(days: Array) -> Array:
    """Return the calendar year of each day."""
    return days.astype("datetime64[Y]").astype(np.int64) + 1970


def months(days: Array) -> Array:
    """Return each day's month as year × 12 + month − 1."""
    return days.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def weekday(days: Array) -> Array:
    """Return 0 for Monday to 6 for Sunday."""
    return (days.astype(DAY).astype(np.int64) + 3) % 7


def forward(days: Array) -> Array:
    """Move weekends to the Monday after."""
    place = weekday(days)
    moved: Array = days + np.where(place > 4, 7 - place, 0)
    return moved


def backward(days: Array) -> Array:
    """Move weekends to the Friday before."""
    moved: Array = days - np.maximum(weekday(days) - 4, 0)
    return moved


def at_work(days: Array, fractions: Array) -> Array:
    """Return an instant within the working hours of each day; fractions lie in [0, 1)."""
    return days.astype(SECOND) + (OPENING_SECONDS + (fractions * WORKING_SECONDS).astype(np.int64))


def to_days(values: Array) -> Array:
    """Return numbers of days since 1970 as days."""
    return np.floor(values).astype(np.int64).astype(DAY)


def nearest(values: Array) -> Array:
    """Return the working day nearest to a number of days since 1970."""
    days = to_days(values)
    place = weekday(days)
    moved: Array = days + np.select([place == 5, place == 6], [-1, 1], 0)
    return moved
