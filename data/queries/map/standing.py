"""Standing: all that is open with contacts on the map, kept in memory between moves, for views that hold many of them.

A move over a hundred thousand contacts adds up arrays instead of reading the tables again. They are read anew when the
log has grown: at once where reading is quick, else after as long as `PATIENCE` times what reading took, at most a minute.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from data.schema.contact import Contact
from data.schema.log import Event
from domain.map import Bounds

MOST_KEPT: Final = 3_000_000  # rows of all pictures kept for one database; the latest one is always kept
PATIENCE: Final = 20.0
LONGEST: Final = 60.0  # seconds
INSTANT: Final = 0.2  # seconds of reading that nobody minds
Numbers = NDArray[Any]


class CellRow(NamedTuple):
    """What one class in one currency adds up to in a cell."""

    x: int
    y: int
    kind: object
    currency: str
    row_count: int
    net: int
    net_percent: int


class SpotRow(NamedTuple):
    """The contacts of a cell: how many, the first one, the box around them and their middle."""

    x: int
    y: int
    contacts: int
    first_id: int
    west: float
    south: float
    east: float
    north: float
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Contacts (`ids`, places) and, by contact, class and currency, what is open with them."""

    ids: Numbers
    latitudes: Numbers
    longitudes: Numbers
    net_base: Numbers
    weighted_base: Numbers
    touched: Numbers  # days as proleptic ordinals
    contact: Numbers  # of each row: its place in `ids`
    kind: Numbers  # of each row: its place in `kinds`
    currency: Numbers
    sums: Numbers  # of each row: count, net, net × percent
    kinds: Sequence[object]
    currencies: Sequence[str]

    def inside(self, bounds: Bounds) -> Numbers:
        """Return for each contact whether it stands inside."""
        found: Numbers = np.zeros(len(self.ids), dtype=bool)
        for west, east in bounds.spans:
            found |= (self.longitudes >= west) & (self.longitudes <= east)
        return found & (self.latitudes >= bounds.south) & (self.latitudes <= bounds.north)

    def cells(self, bounds: Bounds, wide: float, high: float) -> tuple[list[CellRow], list[SpotRow]]:
        """Return sums and spots by cells so many degrees wide and high."""
        chosen = np.flatnonzero(self.inside(bounds))
        columns = np.floor((self.longitudes[chosen] + 360.0) / wide).astype(np.int64)
        rows = np.floor((self.latitudes[chosen] + 360.0) / high).astype(np.int64)
        across = int(columns.max(initial=0)) + 1
        cell = np.full(len(self.ids), -1, dtype=np.int64)
        cell[chosen] = rows * across + columns
        return list(self._rows(cell, across)), list(self._spots(chosen, cell[chosen], across))

    def first(self, bounds: Bounds, order: str, limit: int) -> list[tuple[int, int]]:
        """Return id and last touched day of the first contacts inside, by "net", "weighted" or "stale"."""
        chosen = np.flatnonzero(self.inside(bounds))
        orders = {"net": -self.net_base, "weighted": -self.weighted_base, "stale": self.touched}
        values = orders[order][chosen]
        if len(values) > limit:
            last = np.partition(values, limit - 1)[limit - 1]
            chosen, values = chosen[values <= last], values[values <= last]
        best = chosen[np.lexsort((self.ids[chosen], values))][:limit]
        return [(int(self.ids[place]), int(self.touched[place])) for place in best]

    def _rows(self, cell: Numbers, across: int) -> Iterator[CellRow]:
        at = cell[self.contact]
        seen = np.flatnonzero(at >= 0)
        width = len(self.kinds) * len(self.currencies)
        key = (at[seen] * width) + self.kind[seen] * len(self.currencies) + self.currency[seen]
        found, sums = _by(key, self.sums[seen])
        for whole, (count, net, net_percent) in zip(found.tolist(), sums.tolist(), strict=True):
            place, rest = divmod(whole, width)
            kind, currency = divmod(rest, len(self.currencies))
            y, x = divmod(place, across)
            yield CellRow(x, y, self.kinds[kind], self.currencies[currency], count, net, net_percent)

    def _spots(self, chosen: Numbers, cell: Numbers, across: int) -> Iterator[SpotRow]:
        order = np.argsort(cell, kind="stable")
        found, starts = np.unique(cell[order], return_index=True)
        if not len(found):
            return
        ids, south, west = (values[chosen][order] for values in (self.ids, self.latitudes, self.longitudes))
        counts = np.diff(np.append(starts, len(order)))
        values = zip(
            found.tolist(), counts.tolist(), *(
                part.tolist() for part in (
                    np.minimum.reduceat(ids, starts),
                    np.minimum.reduceat(west, starts), np.minimum.reduceat(south, starts),
                    np.maximum.reduceat(west, starts), np.maximum.reduceat(south, starts),
                    np.add.reduceat(south, starts) / counts, np.add.reduceat(west, starts) / counts,
                )
            ), strict=True,
        )  # fmt: skip
        for place, *rest in values:
            y, x = divmod(place, across)
            yield SpotRow(x, y, *rest)


class _Kept(NamedTuple):
    standing: Standing
    version: int
    read_at: float
    took: float


_kept: WeakKeyDictionary[Engine, OrderedDict[str, _Kept]] = WeakKeyDictionary()
_lock = threading.Lock()


def standing(session: Session, query: Select[*tuple[Any, ...]]) -> Standing:
    """Return what a query of contact, place, class, currency and sums finds; read again only when it may have changed."""
    engine = session.get_bind().engine
    compiled = query.compile(engine)
    name = f"{compiled}{sorted(compiled.params.items(), key=str)}"
    version = session.scalar(select(func.max(Event.id))) or 0
    with _lock:
        had = _kept.setdefault(engine, OrderedDict()).get(name)
    if had is not None and _still_holds(had, version):
        return had.standing
    started = time.monotonic()
    found = _read(session, query)
    _keep(engine, name, _Kept(found, version, time.monotonic(), time.monotonic() - started))
    return found


def located(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return the query, bound to contacts that have a place."""
    return query.where(Contact.latitude.is_not(None), Contact.longitude.is_not(None))


def _still_holds(had: _Kept, version: int) -> bool:
    if had.version == version:
        return time.monotonic() - had.read_at < LONGEST
    patience = min(had.took * PATIENCE, LONGEST) if had.took > INSTANT else 0.0
    return time.monotonic() - had.read_at < patience


def _keep(engine: Engine, name: str, kept: _Kept) -> None:
    with _lock:
        known = _kept.setdefault(engine, OrderedDict())
        known[name] = kept
        known.move_to_end(name)
        while len(known) > 1 and sum(len(one.standing.contact) for one in known.values()) > MOST_KEPT:
            known.popitem(last=False)


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> Standing:
    rows = session.execute(query).all()
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * 11
    ids, first, contact = np.unique(np.array(columns[0], dtype=np.int64), return_index=True, return_inverse=True)
    kinds, currencies = sorted(set(columns[3]), key=str), sorted(set(columns[4]))
    sums = np.array(columns[5:8], dtype=np.int64).T.reshape(-1, 3)
    bases = np.array(columns[8:10], dtype=np.int64).T.reshape(-1, 2)
    touched = np.array([day.toordinal() for day in columns[10]], dtype=np.int64)
    latest = np.zeros(len(ids), dtype=np.int64)
    np.maximum.at(latest, contact, touched)
    of_contact = np.zeros((len(ids), 2), dtype=np.int64)
    np.add.at(of_contact, contact, bases)
    return Standing(
        ids=ids,
        latitudes=np.array(columns[1], dtype=float)[first],
        longitudes=np.array(columns[2], dtype=float)[first],
        net_base=of_contact[:, 0],
        weighted_base=of_contact[:, 1],
        touched=latest,
        contact=contact,
        kind=_places(columns[3], kinds),
        currency=_places(columns[4], currencies),
        sums=sums,
        kinds=kinds,
        currencies=currencies,
    )


def _places(values: Sequence[object], among: Sequence[object]) -> Numbers:
    place = {value: number for number, value in enumerate(among)}
    return np.array([place[value] for value in values], dtype=np.int64)


def _by(key: Numbers, sums: Numbers) -> tuple[Numbers, Numbers]:
    """Return the keys in order, and the sums of each; integers stay exact."""
    order = np.argsort(key, kind="stable")
    found, starts = np.unique(key[order], return_index=True)
    return found, np.add.reduceat(sums[order], starts) if len(found) else sums[:0]
